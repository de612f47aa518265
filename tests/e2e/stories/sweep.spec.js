// A sweep: progress per worker, cancel, and a cell that opens with the same numbers.
import { expect, test } from "../support/fixtures.js";
import { startLongSweep } from "../support/long-sweep.js";

test("the progress of each worker is seen to move, and the page stays quick", async ({ app, page }) => {
  await startLongSweep(app);
  await page.evaluate(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      globalThis.longTasks.push(...list.getEntries().map((entry) => entry.duration).filter((ms) => ms > 50));
    }).observe({ type: "longtask" });
  });
  const dialog = await app.openBackgroundJobs();
  const workers = dialog.getByRole("progressbar", { name: /^Worker \d+/ });
  await expect(workers.first()).toBeVisible();
  const read = async () => Promise.all((await workers.all()).map((bar) => bar.getAttribute("aria-valuenow")));
  const seen = [new Set(), new Set(), new Set(), new Set()];
  await expect
    .poll(async () => {
      (await read()).forEach((value, i) => seen[i]?.add(value));
      return seen.slice(0, await workers.count()).every((values) => values.size >= 3);
    })
    .toBe(true);
  expect(await page.evaluate(() => globalThis.longTasks), "main-thread tasks over 50 ms").toEqual([]);
});

test("a running sweep is cancelled at once and stays cancelled (J6)", async ({ app, page }) => {
  await startLongSweep(app);
  await page.getByRole("main").getByRole("button", { name: "Cancel", exact: true }).click();
  await app.expectState("cancelled", { timeout: 3_000 });
  await page.reload();
  await app.expectState("cancelled");
});

test("a sweep ends with a table, and a cell opens as a backtest with the same numbers", async ({ app, page }) => {
  await app.addSample("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.sweep("Fast length", { from: 5, to: 15, step: 5 });
  await app.sweep("Slow length", { from: 20, to: 40, step: 10 });
  await expect(page.getByText(/\b9 cells\b/).first()).toBeVisible();
  await app.submit();
  await app.expectState("completed");
  await expect(app.cellRows).toHaveCount(9);
  const [best] = await app.cellRows.all();
  const shown = await best.getByRole("cell").allInnerTexts();
  await best.getByRole("button", { name: /^Open cell/ }).click();
  // The sweep's own page says completed, too: only a report has headline numbers.
  const headline = page.getByLabel("Headline numbers");
  await expect(headline).toBeVisible();
  await app.expectState("completed");
  await app.resultHash();
  // Two axes, twelve numbers, the button; units stand in the table's header and in each tile.
  const tiles = await headline.getByRole("definition").allInnerTexts();
  const bare = (texts) => texts.map((text) => text.replace(/[\s%]/g, ""));
  expect(bare(tiles)).toEqual(bare(shown.slice(2, 14)));
});
