// Times the workload in a worker in Chromium: `node tests/bench/run.js FOLDER`, where FOLDER holds what wasm-bindgen
// made of it (bench.js, bench_bg.wasm). Prints one line of JSON.
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "../e2e/support/browser.js";
import { serveFolder } from "../e2e/support/static-server.js";

const [folder] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
for (const file of ["bench.html", "timer.js"]) await copyFile(join(here, file), join(folder, file));

const server = await serveFolder(folder, "/");
const browser = await openBrowser();
try {
  const page = await browser.newPage();
  await page.goto(`${server.url}bench.html`);
  const result = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker("timer.js", { type: "module" });
        worker.addEventListener("error", (event) => reject(new Error(event.message)));
        worker.addEventListener("message", ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data)));
      }),
  );
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
  await server.close();
}
