// A sweep: progress per worker, pause, stop, cancel, what is seen while it runs, and a cell that opens with the same numbers.
import { expect, test } from "../support/fixtures.js";
import { startLongSweep, startShortSweep } from "../support/long-sweep.js";
import { files } from "../support/storage.js";
import { watchTasks } from "../support/tasks.js";

const main = (page) => page.getByRole("main");
const press = (page, name) => main(page).getByRole("button", { name, exact: true }).click();

test("the progress of each worker is seen to move, and the page stays quick", { tag: "@alone" }, async ({ app, page }) => {
  await startLongSweep(app);
  const stopWatching = await watchTasks(page);
  const dialog = await app.openBackgroundJobs();
  const workers = dialog.getByRole("progressbar", { name: /^Worker \d+/ });
  await expect(workers.first()).toBeVisible();
  const read = async () => Promise.all((await workers.all()).map((bar) => bar.getAttribute("aria-valuenow")));
  const seen = [new Set(), new Set(), new Set(), new Set()];
  // A chunk takes half a second: whoever looks once a second sees it at any place.
  await expect
    .poll(
      async () => {
        (await read()).forEach((value, i) => seen[i]?.add(value));
        return seen.slice(0, await workers.count()).every((values) => values.size >= 3);
      },
      { intervals: [50] },
    )
    .toBe(true);
  expect((await stopWatching()).filter(({ cpu }) => cpu > 50), "tasks over 50 ms").toEqual([]);
});

test("a running sweep is cancelled at once, stays cancelled (J6), and shows after a reload how far it was", async ({ app, page }) => {
  await startLongSweep(app);
  await expect(app.cellRows.first()).toBeVisible();
  await press(page, "Cancel");
  await app.expectState("cancelled", { timeout: 3_000 });
  const howFar = main(page).getByText(/\d+ of 2,254 combinations were done/);
  await expect(howFar).toBeVisible();
  const said = await howFar.textContent();
  expect(said).not.toMatch(/^0 of/);
  await page.reload();
  await app.expectState("cancelled");
  await expect(howFar).toHaveText(said);
  // Its chunks are of no use any more.
  await expect.poll(() => files(page, "sweeps")).toEqual([]);
});

test("a paused sweep waits across a reload, goes on when told, and ends with the hash of one that never paused", async ({ app, page }) => {
  await startShortSweep(app);
  await expect(app.cellRows.first()).toBeVisible();
  await press(page, "Pause");
  await app.expectState("paused");
  await expect(main(page).getByText(/^\d+ of 396 combinations were done\.$/)).toBeVisible();
  await page.reload();
  await app.expectState("paused");
  await expect(app.cellRows.first()).toBeVisible();
  await press(page, "Resume");
  await app.expectState("completed", { timeout: 60_000 });
  const paused = await app.resultHash();
  await press(page, "Re-run");
  await app.expectState("completed", { timeout: 60_000 });
  expect(await app.resultHash()).toBe(paused);
});

test("a paused sweep that is cancelled is cancelled, here and in the list", async ({ app, page }) => {
  await startShortSweep(app);
  await expect(app.cellRows.first()).toBeVisible();
  await press(page, "Pause");
  await app.expectState("paused");
  await press(page, "Cancel");
  await app.expectState("cancelled");
  await expect(main(page).getByText(/· took /)).toBeVisible();
  await app.go("Jobs");
  await expect(app.jobRows.filter({ hasText: "SMA cross" }).getByText("cancelled")).toBeVisible();
});

test("a stopped sweep completes with the combinations it has, and says so", async ({ app, page }) => {
  await startLongSweep(app);
  await expect(app.cellRows.first()).toBeVisible();
  await press(page, "Stop");
  await app.expectState("completed", { timeout: 30_000 });
  await expect(main(page).getByText("stopped early")).toBeVisible();
  await expect(main(page).getByText(/^\d[\d,]* of 2,254, because the sweep was stopped/)).toBeVisible();
  await page.reload();
  await app.expectState("completed");
  await expect(app.cellRows.first()).toBeVisible();
  await app.resultHash();
});

test("a sweep ends with a table, and a combination opens as a backtest that says that every number is equal", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.sweep("Fast length", { from: 5, to: 15, step: 5 });
  await app.sweep("Slow length", { from: 20, to: 40, step: 10 });
  await expect(page.getByText(/\b9 combinations\b/).first()).toBeVisible();
  await app.submit();
  await app.expectState("completed");
  await expect(app.cellRows).toHaveCount(9);
  const [best] = await app.cellRows.all();
  const shown = await best.getByRole("cell").allInnerTexts();
  await best.getByRole("button", { name: /^Open combination/ }).click();
  // The sweep's own page says completed, too: only a report has headline numbers.
  const headline = page.getByLabel("Headline numbers");
  await expect(headline).toBeVisible();
  await app.expectState("completed");
  await expect(main(page).getByText(/^✓ All 12 numbers equal combination \d of the sweep, bit for bit\.$/)).toBeVisible();
  await app.resultHash();
  // Two axes, twelve numbers, the button; units stand in the table's header and in each tile.
  const tiles = await headline.getByRole("definition").allInnerTexts();
  const bare = (texts) => texts.map((text) => text.replace(/[\s%]/g, ""));
  expect(bare(tiles)).toEqual(bare(shown.slice(2, 14)));
});

test("combinations are filtered, exported, and read by keyboard in the heat map", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.sweep("Fast length", { from: 5, to: 15, step: 5 });
  await app.sweep("Slow length", { from: 20, to: 40, step: 10 });
  await app.submit();
  await app.expectState("completed");
  await expect(app.cellRows).toHaveCount(9);

  await main(page).getByLabel("Column to filter").selectOption("Fast length");
  await main(page).getByLabel("at least").fill("10");
  await press(page, "Add filter");
  await expect(app.cellRows).toHaveCount(6);
  const download = page.waitForEvent("download");
  await press(page, "Export CSV");
  const text = await (await (await download).createReadStream()).toArray();
  const lines = Buffer.concat(text).toString().trim().split("\r\n");
  expect(lines[0]).toMatch(/^combination,fast,slow,net_profit,return,/);
  expect(lines.length).toBe(7);
  await main(page).getByRole("button", { name: /^Remove filter Fast length/ }).click();
  await expect(app.cellRows).toHaveCount(9);

  const map = main(page).getByRole("img", { name: /^Heat map of Net profit by Slow length and Fast length/ });
  await map.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  await expect(main(page).getByText(/^Slow length 30, Fast length 10: Net profit .* \(combination 5\)$/)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Headline numbers")).toBeVisible();
  await expect(main(page).getByText(/All 12 numbers equal combination 5/)).toBeVisible();
});
