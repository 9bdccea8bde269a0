// Looks at page.html as a reader would: by mouse, by keyboard, by screen reader.
import { readFileSync } from "node:fs";
import { strict as assert } from "node:assert";
import { launch, open, sound } from "./pages.mjs";

const statements = readFileSync("statements.jsonl", "utf8").trim().split("\n").map((l) => JSON.parse(l));
const count = (label) => statements.filter((s) => s.label === label).length;
const acts = statements.filter((s) => s.label !== "other").length;

const browser = await launch();

for (const colorScheme of ["light", "dark"]) {
  // axe-core is put in by the test, which the page's own policy would forbid.
  const opened = await open(browser, "page.html", { colorScheme, bypassCSP: true, viewport: { width: 900, height: 1100 } });
  const { context, page } = opened;

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

  const result = await sound(opened);
  console.log(`${colorScheme}: ${drawn} of ${statements.length} statements marked, filter by mouse and keyboard, ${result}`);
  if (colorScheme === "light") await page.screenshot({ path: process.argv[2], clip: { x: 0, y: 0, width: 900, height: 1000 } });
  await context.close();
}

// With its own policy in force, its script runs, and nothing else.
const { page } = await open(browser, "page.html");
assert.equal(await page.locator("mark:not(.plain)").count(), acts, "marks under the page's own policy");
await browser.close();
