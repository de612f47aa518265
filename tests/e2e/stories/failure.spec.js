// A job that cannot run says why and keeps what it was asked to do.
import { expect, test } from "../support/fixtures.js";
import { removeBars } from "../support/storage.js";

test("a failing job shows why and keeps its settings", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.field("Initial cash").fill("12345");
  // The browser lost the bars: what a cleaning tool or a full disk does.
  await removeBars(page);
  await app.submit();
  await app.expectState("failed");
  const main = page.getByRole("main");
  await expect(main.getByRole("alert")).toContainText(/\./);
  await expect(main.getByText("12,345").first()).toBeVisible();

  await page.reload();
  await app.expectState("failed");
  await expect(main.getByRole("alert")).toContainText(/\./);
});

test("a job that fails while one looks at something else says so, and its title names it", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await removeBars(page);
  await app.submitButton.click();
  const toast = page.getByRole("status").filter({ hasText: /“SMA cross.*” failed\./ });
  await expect(toast).toBeVisible();
  await toast.getByRole("link", { name: "See why" }).click();
  await app.expectState("failed");
  await expect(page).toHaveTitle(/^SMA cross.* · Hindcast$/);
});
