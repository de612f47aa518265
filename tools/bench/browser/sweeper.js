// A worker that runs chunks of a sweep. Told the sweep's name, it makes its bars and says how many cells there are; told a
// chunk, it answers with the rows; told to hash, with the hash of a whole table.
import init, { Sweep } from "./bench.js";

let sweep;

self.addEventListener("message", async ({ data }) => {
  try {
    if (data.name) {
      await init({ module_or_path: "bench_bg.wasm" });
      sweep = Sweep.make(data.name);
      self.postMessage({ nCells: sweep.nCells(), nBars: sweep.nBars(), chunk: Sweep.chunk() });
    } else if (data.restart) {
      sweep.restart();
      self.postMessage({});
    } else if (data.rows) {
      self.postMessage({ hash: Sweep.hash(data.rows) });
    } else {
      const rows = sweep.run(data.first, data.end);
      self.postMessage({ rows }, [rows.buffer]);
    }
  } catch (error) {
    self.postMessage({ error: String(error.stack ?? error) });
  }
});
