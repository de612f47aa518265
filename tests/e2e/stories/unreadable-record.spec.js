// One bad record is one row, never an empty list.
import { expect, test } from "../support/fixtures.js";
import { putJobRecord } from "../support/storage.js";

test("J10: a job list with one unreadable record shows the others and names the bad one", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");

  await putJobRecord(page, "01999999-0000-7000-8000-000000000000", { state: "levitating" });
  await page.reload();
  await app.go("Jobs");
  await expect(app.jobRows).toHaveCount(2);
  await expect(app.jobRows.filter({ hasText: /unreadable/i })).toHaveCount(1);
  await expect(app.jobRows.filter({ has: page.getByText("completed", { exact: true }) })).toHaveCount(1);
});
