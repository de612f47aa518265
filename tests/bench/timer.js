// The workload inside a worker, timed the way bench/src/main.rs times it.
import init, { Stages, Workload } from "./bench.js";

// More runs than natively: the first ones go through the browser's baseline compiler.
const N_BACKTESTS = 100;
const N_FIRST = 20;

function fastest(n, run, before = () => {}) {
  const expected = run();
  let best = Infinity;
  for (let i = 0; i < n; i++) {
    before();
    const start = performance.now();
    const hash = run();
    best = Math.min(best, performance.now() - start);
    if (hash !== expected) throw new Error(`two runs of the same workload differ: ${expected} and ${hash}`);
  }
  return { hash: expected, ns: best * 1e6 };
}

/** Shortest time of each part of a backtest, by name, in nanoseconds per bar. */
function stages(nBars) {
  const stages = Stages.make();
  const names = Stages.names();
  const best = names.map(() => Infinity);
  for (let i = 0; i < N_BACKTESTS; i++) {
    names.forEach((_, index) => {
      const start = performance.now();
      stages.stage(index);
      best[index] = Math.min(best[index], performance.now() - start);
    });
  }
  return Object.fromEntries(names.map((name, index) => [name, (best[index] * 1e6) / nBars]));
}

try {
  await init({ module_or_path: "bench_bg.wasm" });
  const workload = Workload.make();
  const backtest = fastest(N_BACKTESTS, () => workload.backtest());
  const first = fastest(N_FIRST, () => workload.backtest(), () => workload.renew());
  const longOnly = fastest(N_BACKTESTS, () => workload.longOnly());
  self.postMessage({
    backtest_hash: backtest.hash,
    long_only_hash: longOnly.hash,
    first_ns_per_bar: first.ns / workload.nBars(),
    ns_per_bar: backtest.ns / workload.nBars(),
    long_only_ns_per_bar: longOnly.ns / workload.nBars(),
    stages_ns_per_bar: stages(workload.nBars()),
  });
} catch (error) {
  self.postMessage({ error: String(error.stack ?? error) });
}
