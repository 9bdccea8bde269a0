// Looks at evaluation.html as a reader would, and holds it to evaluation.json.
import { readFileSync } from "node:fs";
import { strict as assert } from "node:assert";
import { launch, open as openIn, sound } from "./pages.mjs";

const json = JSON.parse(readFileSync("evaluation.json", "utf8"));
const labels = json.labels.length;

// Each plot, and how many marks it must have by the JSON.
const plots = {
  "#baselines": { ".bar": 6 },
  "#labels": { ".bar": 3 * labels },
  "#confusion": { ".cell": labels * labels },
  "#reliability": { ".dot": json.reliability.length, ".curve": 1, ".diagonal": 1 },
  "#risk-coverage": { ".curve": 1, ".band": 1, ".dot": 1 },
  "#slices": { ".bar": json.slices.length },
  "#learning": { ".dot": 8, ".curve": 1 },
};

const browser = await launch();
const open = (options) => openIn(browser, "evaluation.html", options);

// Every plot is there, is seen, and has its marks; none is cut off.
async function drawn(page, what) {
  let marks = 0;
  assert.equal(await page.locator("svg").count(), Object.keys(plots).length, `${what}: plots`);
  for (const [id, expected] of Object.entries(plots)) {
    const svg = page.locator(`${id} svg`);
    const box = await svg.boundingBox();
    assert.ok(box && box.width > 200 && box.height > 80, `${what}: ${id} is drawn`);
    for (const [mark, n] of Object.entries(expected)) {
      const found = svg.locator(mark);
      assert.equal(await found.count(), n, `${what}: ${id} ${mark}`);
      const sizes = await found.evaluateAll((all) => all.map((m) => {
        const box = m.getBoundingClientRect(), style = getComputedStyle(m);
        return { size: Math.max(box.width, box.height),
          seen: [style.fill, style.stroke].some((colour) => colour !== "none" && colour !== "rgba(0, 0, 0, 0)") };
      }));
      assert.ok(sizes.every((m) => m.size > 0 && m.seen), `${what}: ${id} ${mark} are seen`);
      marks += n;
    }
    const out = await svg.evaluate((svg) => [...svg.querySelectorAll("text")].filter((text) => {
      const a = text.getBoundingClientRect(), b = svg.getBoundingClientRect();
      return a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 1 || a.bottom > b.bottom + 1;
    }).map((text) => text.textContent));
    assert.deepEqual(out, [], `${what}: ${id}: texts that are cut off`);
  }
  return marks;
}

const points = (page, path) => page.locator(path).evaluate((p) => p.getAttribute("d").split(/[ML]/).length - 1);

for (const colorScheme of ["light", "dark"]) {
  // axe-core is put in by the test, which the page's own policy would forbid.
  const { context, page, requests, errors } =
    await open({ colorScheme, bypassCSP: true, viewport: { width: 860, height: 1000 } });
  const marks = await drawn(page, colorScheme);
  assert.equal(await points(page, "#risk-coverage .curve"), json.risk_coverage.points.length, "points of the curve");

  // The numbers in the page are those of the JSON.
  const told = await page.locator("#labels .bar title").allTextContents();
  for (const [place, label] of json.labels.entries()) {
    for (const [bar, metric] of ["precision", "recall", "f1"].entries()) {
      const { value, low, high } = json.metrics[`${metric}:${label.label}`];
      const expected = `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
      assert.ok(told[3 * place + bar].endsWith(expected), `${told[3 * place + bar]}: ${expected}`);
    }
  }
  // The bars are as long as they say.
  const ratio = await page.locator("#baselines .bar").evaluateAll((bars) => {
    const [model, chance] = bars.map((bar) => Number(bar.getAttribute("width")));
    return chance / model;
  });
  assert.ok(Math.abs(ratio - json.baselines.chance.accuracy / json.metrics.accuracy.value) < 0.002, "lengths of bars");

  // By keyboard: the tables open and close.
  const details = page.locator("#labels details");
  assert.equal(await details.locator("table").isVisible(), false, "numbers are closed");
  await details.locator("summary").focus();
  await page.keyboard.press("Enter");
  assert.equal(await details.locator("table").isVisible(), true, "numbers open by keyboard");

  // With all of them open, so that they are looked at as well.
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  const result = await sound({ page, requests, errors });
  console.log(`evaluation, ${colorScheme}: ${Object.keys(plots).length} plots, ${marks} marks as in the JSON, ${result}`);
  await context.close();
}

// Printed from a dark screen: on white, all numbers there, nothing cut.
{
  const { context, page, requests } = await open({ colorScheme: "dark", viewport: { width: 700, height: 1000 } });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await drawn(page, "print");
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  for (const table of await page.locator("table").all()) {
    const box = await table.boundingBox();
    assert.ok(box && box.height > 20, "every table is printed");
    assert.ok(box.x + box.width <= 701, "no table is wider than the sheet");
  }
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 20000, "a document to print");
  assert.deepEqual(requests, [], "requests that leave the page");
  console.log(`evaluation, print: ${await page.locator("table").count()} tables open, light`);
  await context.close();
}

// On a telephone nothing is wider than the screen; under the page's own policy it is drawn just so.
{
  const { context, page, errors } = await open({ viewport: { width: 390, height: 800 } });
  await drawn(page, "telephone");
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390, "no scrolling sideways");
  assert.deepEqual(errors, [], "errors");
  await context.close();
}

// The picture: down to the confusion matrix.
{
  const { context, page } = await open({ colorScheme: "light", viewport: { width: 860, height: 1000 } });
  const height = await page.locator("#confusion").evaluate((s) => s.getBoundingClientRect().bottom + scrollY + 20);
  await page.screenshot({ path: process.argv[2], fullPage: true, clip: { x: 0, y: 0, width: 860, height } });
  await context.close();
}
await browser.close();
