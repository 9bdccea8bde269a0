// Looks at page.html as a reader would: by mouse, by keyboard, by screen reader.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { strict as assert } from "node:assert";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const statements = readFileSync("statements.jsonl", "utf8").trim().split("\n").map((l) => JSON.parse(l));
const count = (label) => statements.filter((s) => s.label === label).length;
const acts = statements.filter((s) => s.label !== "other").length;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const url = new URL("page.html", `file://${process.cwd()}/`).href;

for (const colorScheme of ["light", "dark"]) {
  // axe-core is put in by the test, which the page's own policy would forbid.
  const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width: 900, height: 1100 } });
  const page = await context.newPage();
  const requests = [], errors = [];
  page.on("request", (r) => { if (r.url() !== url) requests.push(r.url()); });
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("console", (m) => { if (m.type() === "error") errors.push(m.text()); });
  await page.goto(url);

  const drawn = await page.locator("mark:not(.plain)").count();
  assert.equal(drawn, acts, "marks that are drawn");
  assert.equal(await page.locator("mark").count(), statements.length, "marks");
  for (const mark of await page.locator("mark:not(.plain)").all()) {
    const background = await mark.evaluate((m) => getComputedStyle(m).backgroundColor);
    assert.notEqual(background, "rgba(0, 0, 0, 0)", "a mark has a colour");
  }

  // By mouse.
  const threat = page.locator("label", { hasText: "threat" });
  await threat.click();
  assert.equal(await page.locator("mark:not(.plain)").count(), acts - count("threat"), "filtered by mouse");
  await threat.click();
  assert.equal(await page.locator("mark:not(.plain)").count(), acts, "shown by mouse");

  // By keyboard: Tab to the first box, Space.
  await page.locator("body").evaluate(() => document.activeElement.blur());
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement.closest("label")?.querySelector(".key").textContent);
  await page.keyboard.press("Space");
  assert.equal(await page.locator("mark:not(.plain)").count(), acts - count(first), "filtered by keyboard");
  await page.keyboard.press("Space");

  // Confidence by hover and by focus.
  const mark = page.locator("mark:not(.plain)").first();
  const told = () => mark.evaluate((m) => getComputedStyle(m, "::after").content);
  assert.equal(await told(), "none", "nothing is told before");
  await mark.hover();
  assert.match(await told(), /\d+ %/, "told by hover");
  await page.mouse.move(0, 0);
  await mark.focus();
  assert.match(await told(), /\d+ %/, "told by focus");
  await mark.evaluate((m) => m.blur());

  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run());
  const serious = result.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  for (const v of result.violations) console.log(`  ${v.impact}: ${v.id} (${v.nodes.length})`, v.nodes[0]?.html.slice(0, 160));
  assert.equal(serious.length, 0, "serious violations of accessibility");
  assert.deepEqual(requests, [], "requests that leave the page");
  assert.deepEqual(errors, [], "errors");
  console.log(`${colorScheme}: ${drawn} of ${statements.length} statements marked, filter by mouse and keyboard, ` +
    `${result.passes.length} accessibility rules passed, ${result.violations.length} violations (0 serious), 0 requests`);
  if (colorScheme === "light") await page.screenshot({ path: process.argv[2], clip: { x: 0, y: 0, width: 900, height: 1000 } });
  await context.close();
}

// With its own policy in force, its script runs, and nothing else.
const page = await browser.newPage();
await page.goto(url);
assert.equal(await page.locator("mark:not(.plain)").count(), acts, "marks under the page's own policy");
await browser.close();
