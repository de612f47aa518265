// Times the workload in a worker in Chromium: `node tools/bench/browser/run.js FOLDER SWEEPS`, where FOLDER holds what wasm-bindgen
// made of it (bench.js, bench_bg.wasm). `SWEEPS` is a JSON list of sweeps to time too, in that order,
// each with its name and a number of workers. Prints one line of JSON.
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "../../../tests/e2e/support/browser.js";
import { serveFolder } from "../../../tests/e2e/support/static-server.js";

const [folder, wanted = "[]"] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
for (const file of ["bench.html", "timer.js", "sweeper.js", "sweeps.js"]) await copyFile(join(here, file), join(folder, file));

/** The most memory that the page's process with its workers has had, in megabytes; undefined where the system does not tell. */
async function peakMegabytes(session) {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const peaks = processInfo
    .filter(({ type }) => type === "renderer")
    .map(async ({ id }) => {
      const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
      return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024;
    });
  const most = Math.max(...(await Promise.all(peaks)));
  return Number.isFinite(most) ? most : undefined;
}

const server = await serveFolder(folder, "/");

/** What `work` gives on a page of a fresh browser, and the memory it took. */
async function onPage(work, argument) {
  const browser = await openBrowser();
  try {
    const session = await browser.newBrowserCDPSession();
    const page = await browser.newPage();
    await page.goto(`${server.url}bench.html`);
    await page.waitForFunction(() => window.timeSweep);
    const result = await page.evaluate(work, argument);
    return { ...result, peak_mb: await peakMegabytes(session) };
  } finally {
    await browser.close();
  }
}

try {
  const { peak_mb: _, ...result } = await onPage(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker("timer.js", { type: "module" });
        worker.addEventListener("error", (event) => reject(new Error(event.message)));
        worker.addEventListener("message", ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data)));
      }),
  );
  const sweeps = [];
  for (const { name, n_workers: nWorkers } of JSON.parse(wanted)) {
    sweeps.push(await onPage((sweep) => window.timeSweep(sweep), { name, nWorkers }));
  }
  console.log(JSON.stringify({ ...result, sweeps }));
} finally {
  await server.close();
}
