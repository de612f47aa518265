// Sweeps shared by one worker and by several, timed the way tools/bench/src/main.rs times them.
const N_SWEEPS = 3;

/** Sends a message and waits for the answer. */
function ask(worker, message) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(message);
  });
}

/** Seconds and hash of a sweep run by these workers. */
async function once(workers, { nCells, chunk }) {
  await Promise.all(workers.map((worker) => ask(worker, { restart: true })));
  const chunks = [];
  let next = 0;
  const start = performance.now();
  await Promise.all(
    workers.map(async (worker) => {
      while (next < nCells) {
        const first = next;
        next += chunk;
        chunks.push([first, (await ask(worker, { first, end: Math.min(first + chunk, nCells) })).rows]);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  chunks.sort(([a], [b]) => a - b);
  const rows = Float64Array.from(chunks.flatMap(([, rows]) => [...rows]));
  return { seconds, hash: (await ask(workers[0], { rows })).hash };
}

/** A sweep by its name and the number of workers: its shortest time. */
export async function timeSweep({ name, nWorkers }) {
  const workers = Array.from({ length: nWorkers }, () => new Worker("sweeper.js", { type: "module" }));
  let about;
  for (const worker of workers) about = await ask(worker, { name });
  let best;
  // The larger ones take seconds: once more will do.
  const n = about.nCells > 1_000 ? 1 : N_SWEEPS;
  for (let i = 0; i <= n; i++) {
    const run = await once(workers, about);
    if (best && best.hash !== run.hash) throw new Error(`two runs of ${name} differ: ${best.hash} and ${run.hash}`);
    if (!best || run.seconds < best.seconds) best = run;
  }
  return best;
}
