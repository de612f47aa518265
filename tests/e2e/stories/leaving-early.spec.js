// Pages that are left before what they began has ended.
import { expect, test } from "../support/fixtures.js";

test("a page that is left while a set of the library is being added does not take the app down", async ({ app, page }) => {
  await app.go("Datasets");
  await page.getByRole("button", { name: "Add IBM", exact: true }).click();
  await app.go("Settings");
  await expect(page.getByRole("status").filter({ hasText: "Dataset added" })).toBeVisible();
  await app.go("Datasets");
  await expect(app.datasetRow("IBM")).toBeVisible();
});
