// From a file to a report, and back again after a reload.
import { yahooFile } from "../support/bars.js";
import { expect, test } from "../support/fixtures.js";

test("import a file, run a backtest, read the report, reload: everything is still there", async ({ app, page }) => {
  await app.importFiles([yahooFile("WAVE.csv")]);
  await expect(app.datasetRow("WAVE")).toContainText("400");

  await app.openForm("SMA cross");
  await app.chooseDataset("WAVE");
  await app.field("Initial cash").fill("50000");
  await app.submit();
  await app.expectState("completed");
  const hash = await app.resultHash();
  await expect(page.getByRole("main").getByText("50,000").first()).toBeVisible();

  await page.reload();
  await app.expectState("completed");
  expect(await app.resultHash()).toBe(hash);

  await app.go("Jobs");
  await expect(app.jobRows).toHaveCount(1);
  await expect(app.jobRows.first()).toContainText("completed");
  await app.go("Datasets");
  await expect(app.datasetRow("WAVE")).toBeVisible();
});

test("running the same settings again gives the same result hash (J13)", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
  const hash = await app.resultHash();
  const first = page.url();

  await page.getByRole("button", { name: /re-run/i }).click();
  await app.openCreatedJob();
  await expect(page).not.toHaveURL(first);
  await app.expectState("completed");
  expect(await app.resultHash()).toBe(hash);
});
