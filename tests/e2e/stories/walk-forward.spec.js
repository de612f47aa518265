// Walk-forward: the best cell of the past is traded on the bars after it, fold by fold.
import { expect, test } from "../support/fixtures.js";
import { yahooFile } from "../support/bars.js";
import { files } from "../support/storage.js";

const main = (page) => page.getByRole("main");

async function fill(app, dataset, { folds = 5, fast, slow }) {
  await app.openForm("SMA cross");
  await app.chooseDataset(dataset);
  await app.sweep("Fast length", fast);
  await app.sweep("Slow length", slow);
  await app.page.getByRole("radio", { name: "Walk-forward" }).check();
  await app.field("Folds").fill(String(folds));
}

const SMALL = { fast: { from: 5, to: 20, step: 5 }, slow: { from: 40, to: 100, step: 20 } };

test("a walk-forward run tells fold by fold what was chosen and how it did afterwards, and is the same again", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await fill(app, "S&P 500", SMALL);
  await expect(main(page).getByText("Of 5,031 bars, each fold chooses on 1,887 bars and trades the next 628.")).toBeVisible();
  await app.submit();
  await app.expectState("completed");
  await expect(main(page).getByRole("heading", { level: 1 })).toHaveText("SMA cross walk-forward, 5 folds of 16 combinations on S&P 500, daily");
  const rows = page.getByRole("table", { name: "Folds" }).getByRole("row");
  await expect(rows).toHaveCount(6);
  // The last fold ends where the data does; the folds follow each other.
  const texts = await rows.allInnerTexts();
  expect(texts[5]).toContain("2018-12-31");
  for (const text of texts.slice(1)) expect(text.split("\t")[3].trim()).toMatch(/^(5|10|15|20)$/);
  await expect(page.getByLabel("Headline numbers")).toBeVisible();
  const hash = await app.resultHash();

  await page.reload();
  await app.expectState("completed");
  expect(await app.resultHash()).toBe(hash);
  await main(page).getByRole("button", { name: "Re-run" }).click();
  await app.expectState("completed");
  expect(await app.resultHash()).toBe(hash);

  await main(page).getByRole("link", { name: "Duplicate" }).click();
  await expect(page.getByRole("radio", { name: "Walk-forward" })).toBeChecked();
  await expect(app.field("Fast length to")).toHaveValue("20");
});

test("folds that the bars are too few for cannot be submitted, and the sentence says what to do", async ({ app, page }) => {
  await app.importFiles([yahooFile("WAVE.csv", 60)]);
  await fill(app, "WAVE", { ...SMALL, folds: 50 });
  await expect(main(page).getByText("60 bars are too few for 50 folds: take fewer folds.")).toBeVisible();
  await expect(app.submitButton).toHaveAttribute("aria-disabled", "true");
  await app.field("Folds").press("Enter");
  await expect(app.field("Folds")).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "Job created" })).toHaveCount(0);
  await app.field("Folds").fill("4");
  await expect(app.submitButton).not.toHaveAttribute("aria-disabled");
});

test("a long walk-forward run shows its progress and is cancelled at once", async ({ app, page }) => {
  await app.addSynthetic();
  await fill(app, /synthetic/i, { fast: { from: 5, to: 50, step: 1 }, slow: { from: 60, to: 300, step: 5 } });
  await app.submit();
  await app.expectState("running");
  await expect(main(page).getByText(/combinations\/s/)).toBeVisible();
  await main(page).getByRole("button", { name: "Cancel" }).click();
  await app.expectState("cancelled", { timeout: 3_000 });
});

// Four folds of 396 combinations over half a million bars: some seconds of work.
const LONG = { folds: 4, fast: { from: 5, to: 40, step: 1 }, slow: { from: 60, to: 260, step: 20 } };

async function startLong(app) {
  await app.addSynthetic();
  await fill(app, /synthetic/i, LONG);
  await app.submit();
  await app.expectState("running");
  await expect(main(app.page).locator(".progress-text")).toContainText(/[1-9]\d*%/);
}

test("a paused walk-forward run continues after a reload with what it had, and ends with the hash of one that never paused", async ({ app, page }) => {
  await startLong(app);
  await main(page).getByRole("button", { name: "Pause", exact: true }).click();
  await app.expectState("paused");
  const done = main(page).getByText(/^\d[\d,]* of 1,584 combinations were done\.$/);
  await expect(done).toBeVisible();
  const before = await done.textContent();
  expect(before).not.toMatch(/^0 of/);
  await page.reload();
  await app.expectState("paused");
  await expect(done).toHaveText(before);
  await main(page).getByRole("button", { name: "Resume", exact: true }).click();
  await app.expectState("completed", { timeout: 60_000 });
  const paused = await app.resultHash();
  await main(page).getByRole("button", { name: "Re-run", exact: true }).click();
  await app.expectState("completed", { timeout: 60_000 });
  expect(await app.resultHash()).toBe(paused);
  await expect.poll(() => files(page, "sweeps")).toEqual([]);
});

test("a walk-forward run whose tab was closed continues where it was", async ({ app, page, context }) => {
  await startLong(app);
  await expect(main(page).locator(".progress-text")).toContainText(/[3-9]\d%/);
  const address = page.url();
  await page.close();
  const next = await context.newPage();
  await next.goto(address);
  // What is told first of the second attempt is what the first one stored.
  const percent = async () => Number.parseInt(await next.getByRole("main").locator(".progress-text").textContent(), 10);
  await expect.poll(percent, { intervals: [20] }).toBeGreaterThan(0);
  expect(await percent()).toBeGreaterThan(10);
  await expect(next.getByRole("main").getByText(/^completed$/).first()).toBeVisible({ timeout: 60_000 });
  await expect(next.getByRole("main").getByText("attempt 2")).toBeVisible();
});

test("a stopped walk-forward run reports the folds that it had done, and says so", async ({ app, page }) => {
  await startLong(app);
  await main(page).getByRole("button", { name: "Stop", exact: true }).click({ timeout: 30_000 });
  await app.expectState("completed");
  await expect(main(page).getByText(/^[123] of 4, because the run was stopped$/)).toBeVisible();
  await expect(main(page).getByText("stopped early")).toBeVisible();
  const rows = page.getByRole("table", { name: "Folds" }).getByRole("row");
  expect(await rows.count()).toBeLessThan(5);
});
