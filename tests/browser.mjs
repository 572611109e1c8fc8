// Drive Debian's Chromium over pages on the disk, and print what was seen as JSON.
// node browser.mjs PEERS JOB: PEERS holds node_modules, JOB is a JSON file: [{page, width, height, dark, steps, axe, shot}].
// A step is ["type", selector, text], ["select", selector, value], ["press", key], ["hover", selector], ["eval", expression]
// or ["time", expression, …]: the results of the last two are listed.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [peers, job] = process.argv.slice(2);
const require = createRequire(`${peers}/node_modules/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const act = {
  type: (page, selector, text) => page.locator(selector).fill(text),
  select: (page, selector, value) => page.locator(selector).selectOption(value),
  press: (page, key) => page.keyboard.press(key),
  hover: (page, selector) => page.locator(selector).first().hover(),
  eval: (page, expression) => page.evaluate(expression),
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const seen = [];
for (const { page: path, hash = "", width = 1200, height = 900, dark = false, steps = [], axe: check = false, shot = "", script = true } of JSON.parse(readFileSync(job))) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? "dark" : "light", javaScriptEnabled: script });
  const page = await context.newPage();
  const requests = [];
  const faults = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => { faults.push("a dialog"); dialog.dismiss(); });
  const before = performance.now();
  await page.goto(pathToFileURL(path).href + hash, { waitUntil: "load" });
  const opened = performance.now() - before;
  const results = [];
  for (const [name, ...values] of steps) {
    const result = await act[name](page, ...values);
    if (name === "eval") results.push(result ?? null);
  }
  let violations = [];
  if (check) {
    await page.evaluate(`${axe}; undefined`);
    const found = await page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})");
    violations = found.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 3).map((node) => node.html) }));
  }
  if (shot) await page.screenshot({ path: shot });
  const text = script ? "" : await page.locator("body").innerText();
  seen.push({ page: path, text, opened, results, violations, faults, requests });
  await context.close();
}
await browser.close();
console.log(JSON.stringify(seen));
