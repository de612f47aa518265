// Runs one test binary of the web crate in Chromium: `node tests/wasm/run.js FOLDER`, where FOLDER holds what
// wasm-bindgen made of it (suite.js, suite_bg.wasm). Prints what the tests print; ends with 1 if any failed.
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "../e2e/support/browser.js";
import { serveFolder } from "../e2e/support/static-server.js";

const [folder] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
for (const file of ["harness.html", "harness.js", "thread.js", "page.js"]) {
  await copyFile(join(here, file), join(folder, file));
}

const server = await serveFolder(folder, "/");
const browser = await openBrowser();
const said = [];
let passed = false;
try {
  const page = await browser.newPage();
  page.on("console", (message) => said.push(message.text()));
  // A test that panics after it has waited for something is never answered for by the runtime: its panic reaches the page.
  const broken = new Promise((_, reject) => page.on("pageerror", (error) => reject(new Error(`error in the page: ${error.message}`))));
  await page.goto(`${server.url}harness.html`);
  const verdict = page.waitForFunction(() => globalThis.verdict, undefined, { timeout: 120_000 });
  passed = (await (await Promise.race([verdict, broken])).jsonValue()) === "passed";
  console.log(await page.locator("#output").textContent());
} catch (error) {
  // The runtime prints what a test said when the test ends. Of one that did not end, the console has it.
  console.log(`${error.message}\n${said.slice(-20).join("\n")}`);
} finally {
  await browser.close();
  await server.close();
}
process.exitCode = passed ? 0 : 1;
