// How long the tasks of the page's own thread are. What is judged is the processor time that a task took: on a busy machine the wall
// clock also counts what other programs did meanwhile, and a story that judges it fails now and then without a fault in the page.

/** Begins to watch; the function it returns ends that, and gives the tasks over 25 ms: `cpu` and `wall` in milliseconds, longest first. */
export async function watchTasks(page) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ["toplevel"] });
  return async () => {
    const { traceEvents: events } = JSON.parse(await browser.stopTracing());
    const tasks = events.filter((event) => event.ph === "X" && event.name.endsWith("RunTask") && event.tdur !== undefined);
    const thread = (event) => `${event.pid}:${event.tid}`;
    const threads = events.filter((event) => event.name === "thread_name" && event.args.name === "CrRendererMain").map(thread);
    const of = (name) => tasks.filter((task) => thread(task) === name);
    // A browser has a spare process or two, in which nothing happens.
    const [own] = threads.map(of).sort((a, b) => b.length - a.length);
    if (!own?.length) throw new Error("the trace has no task of the page");
    const ms = ({ tdur, dur }) => ({ cpu: Math.round(tdur / 1_000), wall: Math.round(dur / 1_000) });
    return own.map(ms).filter(({ cpu }) => cpu > 25).sort((a, b) => b.cpu - a.cpu);
  };
}
