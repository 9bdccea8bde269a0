// What both pages are held to, and the browser that they are opened in.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { strict as assert } from "node:assert";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// Opens the file; what it asks for and what goes wrong is gathered.
export async function open(browser, file, options) {
  const url = new URL(file, `file://${process.cwd()}/`).href;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests = [], errors = [];
  page.on("request", (r) => { if (r.url() !== url) requests.push(r.url()); });
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("console", (m) => { if (m.type() === "error") errors.push(m.text()); });
  await page.goto(url);
  return { context, page, requests, errors };
}

// No serious violation of accessibility, no request that leaves the page, no
// error. The page's own policy must be bypassed to put axe-core in.
export async function sound({ page, requests, errors }) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => globalThis.axe.run());
  const serious = result.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  for (const v of result.violations) console.log(`  ${v.impact}: ${v.id} (${v.nodes.length})`, v.nodes[0]?.html.slice(0, 160));
  assert.equal(serious.length, 0, "serious violations of accessibility");
  assert.deepEqual(requests, [], "requests that leave the page");
  assert.deepEqual(errors, [], "errors");
  return `${result.passes.length} accessibility rules passed, ${result.violations.length} violations (0 serious), 0 requests`;
}
