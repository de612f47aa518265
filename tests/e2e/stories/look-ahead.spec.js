// Every backtest is checked for look-ahead when no job waits, and says what was found.
import { yahooFile } from "../support/bars.js";
import { expect, test } from "../support/fixtures.js";
import { changeJobRecord } from "../support/storage.js";

async function run(app) {
  await app.openForm("SMA cross");
  await app.chooseDataset("WAVE");
  await app.submit();
  await app.expectState("completed");
}

test("a run gets its badge by itself, in the list too, and keeps it over a reload", async ({ app, page }) => {
  await app.importFiles([yahooFile("WAVE.csv")]);
  await run(app);
  await expect(app.lookAhead).toContainText("No look-ahead");
  await expect(app.lookAhead).toHaveAttribute("title", /12 cut points.* bars re-run/);

  await page.reload();
  await expect(app.lookAhead).toContainText("No look-ahead");
  await app.go("Jobs");
  await expect(app.jobRows.first()).toContainText("No look-ahead");
});

test("with the setting off a run is checked when asked", async ({ app, page }) => {
  await app.importFiles([yahooFile("WAVE.csv")]);
  await app.go("Settings");
  await page.getByRole("checkbox", { name: "Check it for look-ahead" }).uncheck();
  await run(app);
  await page.reload();
  const check = page.getByRole("button", { name: "Check for look-ahead" });
  await expect(check).toBeVisible();
  await expect(app.lookAhead).toHaveCount(0);

  await check.click();
  await expect(app.lookAhead).toContainText("No look-ahead");
  await expect(check).toBeHidden();
});

test("a job of the first version, which knew no checks, is shown and can be checked", async ({ app, page }) => {
  await app.importFiles([yahooFile("WAVE.csv")]);
  await run(app);
  await expect(app.lookAhead).toContainText("No look-ahead");
  await changeJobRecord(page, ({ look_ahead, ...job }) => ({ ...job, schema: 1 }));
  await page.reload();
  await page.getByRole("button", { name: "Check for look-ahead" }).click();
  await expect(app.lookAhead).toContainText("No look-ahead");
});

test("a check that cannot be done leaves the job completed and says why", async ({ app, page }) => {
  await app.importFiles([yahooFile("WAVE.csv")]);
  await run(app);
  await expect(app.lookAhead).toContainText("No look-ahead");
  await changeJobRecord(page, ({ look_ahead, ...job }) => {
    job.spec.run.dataset_hash = "0".repeat(64);
    return job;
  });
  await page.reload();
  await page.getByRole("button", { name: "Check for look-ahead" }).click();
  await expect(app.lookAhead).toContainText("Look-ahead check failed");
  await expect(app.lookAhead).toHaveAttribute("title", /bars of .* are missing/);
  await app.expectState("completed");
});

test("what was found is named with its bar and date, as a warning", async ({ app, page }) => {
  await app.importFiles([yahooFile("WAVE.csv")]);
  await run(app);
  await expect(app.lookAhead).toContainText("No look-ahead");
  // No built-in strategy looks ahead: the finding of one that does is put into the record.
  await changeJobRecord(page, (job) => {
    const changed = { kind: "indicator", name: "SMA(close, 20)" };
    job.look_ahead.finding = { changed, bar: 1234, time: Date.UTC(2020, 0, 2), cut: 1235, future: "missing" };
    return job;
  });
  await page.reload();
  const found = "Look-ahead: SMA(close, 20) at bar 1,234 (2020-01-02)";
  await expect(app.lookAhead).toContainText(found);
  await expect(app.lookAhead).toHaveAttribute("title", /bars from bar 1,235 on were removed/);
  await app.go("Jobs");
  await expect(app.jobRows.first()).toContainText(found);
});
