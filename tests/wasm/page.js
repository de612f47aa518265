// Decides where the tests run: in this page, or in a worker if the suite was configured for one.
import { runSuite } from "./harness.js";

// The mark that `wasm_bindgen_test_configure!(run_in_dedicated_worker)` leaves in the binary.
const DEDICATED_WORKER = 2;

const output = document.getElementById("output");

try {
  const module = await WebAssembly.compileStreaming(fetch("suite_bg.wasm"));
  const marks = WebAssembly.Module.customSections(module, "__wasm_bindgen_test_unstable");
  const inWorker = marks.some((mark) => new Uint8Array(mark).includes(DEDICATED_WORKER));
  globalThis.verdict = (await (inWorker ? runInWorker() : runSuite())) ? "passed" : "failed";
} catch (error) {
  output.textContent += `\n${error.stack ?? error}\n`;
  globalThis.verdict = "failed";
}

function runInWorker() {
  return new Promise((resolve, reject) => {
    const worker = new Worker("thread.js", { type: "module" });
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.addEventListener("message", ({ data }) => {
      if (data.line !== undefined) output.textContent += `${data.line}\n`;
      if (data.error !== undefined) reject(new Error(data.error));
      if (data.passed !== undefined) resolve(data.passed);
    });
  });
}
