// Walk-forward: the best cell of the past is traded on the bars after it, fold by fold.
import { expect, test } from "../support/fixtures.js";
import { yahooFile } from "../support/bars.js";

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
