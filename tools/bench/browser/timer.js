// The workload inside a worker, timed the way tools/bench/src/main.rs times it.
import init, { Families, Stages, Workload } from "./bench.js";

// More runs than natively: the first ones go through the browser's baseline compiler.
const N_ROUNDS = 100;
const N_FIRST = 20;

/** The shortest time of a piece of work, which must give the same each time. */
class Timed {
  #run;
  hash;
  ns = Infinity;

  constructor(run) {
    this.#run = run;
  }

  once() {
    const start = performance.now();
    const hash = this.#run();
    this.ns = Math.min(this.ns, (performance.now() - start) * 1e6);
    if (this.hash !== undefined && hash !== this.hash) throw new Error(`two runs of the same workload differ: ${this.hash} and ${hash}`);
    this.hash = hash;
  }
}

try {
  await init({ module_or_path: "bench_bg.wasm" });
  const workload = Workload.make();
  const backtest = new Timed(() => workload.backtest());
  const longOnly = new Timed(() => workload.longOnly());
  const parts = Stages.make();
  const stages = Stages.names().map((_, index) => new Timed(() => parts.stage(index)));
  // By turns, so that a machine that is slower for a second is slower for all of them.
  for (let round = 0; round < N_ROUNDS; round++) [backtest, longOnly, ...stages].forEach((timed) => timed.once());
  const first = new Timed(() => workload.backtest());
  for (let round = 0; round < N_FIRST; round++) {
    workload.renew();
    first.once();
  }
  const runs = Families.make();
  const families = Families.names().map((name, index) => ({ name, timed: new Timed(() => runs.run(index)) }));
  for (let round = 0; round < N_ROUNDS; round++) families.forEach(({ timed }) => timed.once());
  self.postMessage({
    families: families.map(({ name, timed }) => ({ name, hash: timed.hash, ns_per_bar: timed.ns / workload.nBars() })),
    backtest_hash: backtest.hash,
    long_only_hash: longOnly.hash,
    first_ns_per_bar: first.ns / workload.nBars(),
    ns_per_bar: backtest.ns / workload.nBars(),
    long_only_ns_per_bar: longOnly.ns / workload.nBars(),
    stages_ns_per_bar: Object.fromEntries(Stages.names().map((name, index) => [name, stages[index].ns / workload.nBars()])),
  });
} catch (error) {
  self.postMessage({ error: String(error.stack ?? error) });
}
