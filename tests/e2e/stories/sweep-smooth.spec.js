// A sweep of a hundred thousand cells: the page stays smooth, progress comes at least four times a second, results appear meanwhile.
import { expect, test } from "../support/fixtures.js";
import { watchTasks } from "../support/tasks.js";

const SECONDS = 6;

test("while 100,000 combinations run no task of the page is longer than 50 ms and progress comes four times a second", { tag: "@alone" }, async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.sweep("Fast length", { from: 1, to: 250, step: 1 });
  await app.sweep("Slow length", { from: 251, to: 650, step: 1 });
  await expect(page.getByText(/\b100,000 combinations\b/).first()).toBeVisible();
  await app.submit();
  await app.expectState("running");
  await expect(app.cellRows.first()).toBeVisible();
  const stopWatching = await watchTasks(page);
  const seen = await page.evaluate(async (seconds) => {
    const text = () => document.querySelector("main .progress-text")?.textContent ?? "";
    const cells = () => document.querySelector("main .cells-count")?.textContent ?? "";
    const changes = { progress: [], cells: 0 };
    let [lastText, lastCells] = [text(), cells()];
    const start = performance.now();
    // A quick machine is through before the time is up.
    while (performance.now() - start < seconds * 1_000 && text() !== "") {
      await new Promise(requestAnimationFrame);
      if (text() !== lastText) changes.progress.push(performance.now() - start);
      if (cells() !== lastCells) changes.cells += 1;
      [lastText, lastCells] = [text(), cells()];
    }
    return { ...changes, seconds: (performance.now() - start) / 1_000 };
  }, SECONDS);
  const longest = Math.max(...seen.progress.map((at, i) => at - (seen.progress[i - 1] ?? 0)));
  const [tasks, rate] = [await stopWatching(), seen.progress.length / seen.seconds];
  console.log(`progress ${rate.toFixed(1)}/s, longest gap ${longest.toFixed(0)} ms; table grew ${(seen.cells / seen.seconds).toFixed(1)}/s; longest tasks (of the processor, by the clock): ${tasks.slice(0, 5).map(({ cpu, wall }) => `${cpu}, ${wall} ms`).join("; ") || "none over 25 ms"}`);
  expect(tasks.filter(({ cpu }) => cpu > 50), "tasks over 50 ms").toEqual([]);
  expect(rate, "changes of the progress a second").toBeGreaterThanOrEqual(4);
  expect(seen.cells / seen.seconds, "changes of the table a second").toBeGreaterThanOrEqual(1);
  await app.expectState("completed", { timeout: 120_000 });
});
