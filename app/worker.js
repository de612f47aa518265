// The worker's first steps: take the compiled engine from the page, start it, then hand it what came in meanwhile.
import init from "./worker-glue.js";

const early = [];
let started = false;

self.addEventListener("message", wait);

function wait(event) {
  if (started || event.data?.kind !== "init") {
    early.push(event);
    return;
  }
  started = true;
  const source = event.data.module ?? new URL("./worker_bg.wasm", import.meta.url);
  init({ module_or_path: source }).then(handOver, fail);
}

// From here on the engine's own handler listens.
function handOver() {
  self.removeEventListener("message", wait);
  for (const { data, ports } of early.splice(0)) {
    self.dispatchEvent(new MessageEvent("message", { data, ports: [...ports] }));
  }
}

function fail(error) {
  self.removeEventListener("message", wait);
  self.postMessage({ kind: "boot_failed", message: String(error?.message ?? error) });
}
