// The run form checks each value at once and never loses what was typed.
import { expect, test } from "../support/fixtures.js";

test("a value that makes no sense is answered beside its field, and survives going away and back", async ({ app }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  const cash = app.field("Initial cash");
  await cash.fill("-5");
  await cash.blur();
  await expect(cash).toHaveAttribute("aria-invalid", "true");
  await expect(cash).toHaveAccessibleDescription(/\.( |$)/);

  await app.go("Jobs");
  await app.openForm("SMA cross");
  await expect(app.field("Initial cash")).toHaveValue("-5");
});

test("another unit of the order size proposes a size in that unit, and comes back to what was typed", async ({ app }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  const unit = app.field("Order size unit");
  await unit.selectOption("lots");
  await expect(app.field("Lots")).toHaveValue("1");
  await app.field("Lots").fill("3");
  await unit.selectOption("% of equity");
  await expect(app.field("Percent of equity")).toHaveValue("100");
  await unit.selectOption("cash");
  await expect(app.field("Cash per entry")).toHaveValue("100000");
  await unit.selectOption("lots");
  await expect(app.field("Lots")).toHaveValue("3");
});

test.describe("in a German browser", () => {
  test.use({ locale: "de-DE" });

  test("what the page prints as 100.000 is read as a hundred thousand, and 0,05 as a twentieth", async ({ app, page }) => {
    await app.addIndex("S&P 500");
    await app.openForm("SMA cross");
    await app.chooseDataset("S&P 500");
    await app.field("Initial cash").fill("250.000");
    await app.field("Commission").fill("0,05");
    await app.submit();
    await app.expectState("completed");
    const settings = page.getByRole("main").locator("dl, table").filter({ hasText: "Initial cash" });
    await expect(settings.first()).toContainText("250.000");
    await page.getByRole("link", { name: "Duplicate" }).click();
    await expect(app.field("Initial cash")).toHaveValue("250000");
    await expect(app.field("Commission")).toHaveValue("0.05");
  });
});
