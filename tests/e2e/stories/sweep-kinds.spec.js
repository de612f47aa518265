// Sweeps that are more than a grid over parameters: drawn at random, searched, on several datasets, over settings of the account.
import { expect, test } from "../support/fixtures.js";

const main = (page) => page.getByRole("main");

async function setWorkers(app, n) {
  await app.go("Settings");
  await app.field("Workers").fill(String(n));
  await app.field("Workers").blur();
  await expect(main(app.page).getByText(`Workers in use now: ${n}.`)).toBeVisible();
}

const KINDS = {
  grid: async (app) => {
    await app.sweep("Fast length", { from: 2, to: 60, step: 4 });
    await app.sweep("Slow length", { from: 20, to: 300, step: 10 });
  },
  search: async (app) => {
    await app.sweep("Fast length", { from: 2, to: 60, step: 1 });
    await app.sweep("Slow length", { from: 20, to: 300, step: 2 });
    await app.field("Combinations").selectOption("search");
    await app.field("Combinations in a generation").fill("24");
    await app.field("Generations").fill("8");
    await app.field("Constraints").fill("fast < slow");
  },
};

for (const [kind, fill] of Object.entries(KINDS)) {
  test(`a ${kind} ends with the same table for one, two and four workers`, async ({ app }) => {
    await app.addIndex("S&P 500");
    const hashes = [];
    for (const n of [1, 2, 4]) {
      await setWorkers(app, n);
      await app.openForm("SMA cross");
      await app.chooseDataset("S&P 500");
      await fill(app);
      await app.submit();
      await app.expectState("completed", { timeout: 60_000 });
      hashes.push(await app.resultHash());
    }
    expect(hashes).toEqual([hashes[0], hashes[0], hashes[0]]);
  });
}

test("a random sweep over two datasets tells which dataset each combination ran on, and its combinations open there with equal numbers", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.addIndex("NASDAQ");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.sweep("Fast length", { from: 2, to: 60, step: 1 });
  await app.sweep("Slow length", { from: 20, to: 300, step: 2 });
  await app.field("Combinations").selectOption("random");
  await app.field("Number of combinations").fill("40");
  await main(page).getByRole("checkbox", { name: /NASDAQ/ }).check();
  await expect(main(page).getByText(/^40 combinations × .* × 2 datasets$/)).toBeVisible();
  await app.submit();
  await app.expectState("completed", { timeout: 60_000 });
  const hash = await app.resultHash();
  const nasdaq = app.cellRows.filter({ hasText: "NASDAQ" }).first();
  await nasdaq.scrollIntoViewIfNeeded();
  await nasdaq.getByRole("button", { name: /^Open combination/ }).click();
  await expect(main(page).getByText(/^✓ All 12 numbers equal combination \d+ of the sweep, bit for bit\.$/)).toBeVisible();
  await expect(main(page).getByRole("heading", { level: 1 })).toHaveText(/on NASDAQ/);
  await main(page).getByRole("link", { name: "Sweep", exact: true }).click();
  await main(page).getByRole("button", { name: "Re-run" }).click();
  await app.expectState("completed", { timeout: 60_000 });
  expect(await app.resultHash()).toBe(hash);
});

test("costs and size are swept beside a parameter, each in its unit, and a combination opens with them", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.sweep("Fast length", { from: 10, to: 20, step: 10 });
  await app.sweep("Commission", { from: 0, to: 0.1, step: 0.05 });
  await app.sweep("Initial cash", { from: 50000, to: 100000, step: 50000 });
  await expect(page.getByText(/\b12 combinations\b/).first()).toBeVisible();
  await app.submit();
  await app.expectState("completed");
  await expect(main(page).getByText("0% to 0.1% in steps of 0.05% of value")).toBeVisible();
  await expect(app.cellRows).toHaveCount(12);
  const row = app.cellRows.filter({ hasText: "0.1" }).last();
  await row.getByRole("button", { name: /^Open combination/ }).click();
  await expect(main(page).getByText(/^✓ All 12 numbers equal combination \d+ of the sweep, bit for bit\.$/)).toBeVisible();
  await expect(main(page).getByText(/% of value$/)).toBeVisible();
});
