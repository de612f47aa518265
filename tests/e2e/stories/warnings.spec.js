// What a run did not do stands above its numbers, and the report fits a phone.
import { expect, test } from "../support/fixtures.js";
import { seeAll } from "../support/scroll.js";

async function runAllIn(app) {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.field("Fast length").fill("50");
  await app.field("Slow length").fill("200");
  // Without short trades the last column of the statistics holds only reasons, as hidden text.
  await expect(app.field("Short selling")).not.toBeChecked();
  await expect(app.field("Percent of equity")).toHaveValue("100");
  // An entry that must be paid in full is dropped where the next bar opens higher, and the form says so.
  await app.field("Initial margin, long, %").fill("100");
  await expect(app.page.getByText("is dropped whenever the next bar opens higher")).toBeVisible();
  await app.submit();
  await app.expectState("completed");
}

test("entries that the account could not afford are told above the numbers, with what to do", async ({ app, page }) => {
  await runAllIn(app);
  const warnings = page.getByRole("note", { name: "Warnings" });
  await expect(warnings).toContainText(/\d+ orders? without effect: \d+ that the account could not afford\./);
  await expect(warnings).toContainText("make entries smaller");
  const [above, below] = await Promise.all([warnings.boundingBox(), page.getByLabel("Headline numbers").boundingBox()]);
  expect(above.y).toBeLessThan(below.y);
});

test("a report on a phone is no wider than the phone, and a short list of trades is no taller than its rows", async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await runAllIn(app);
  await page.getByRole("main").getByText(/^Result fingerprint/).waitFor();
  await seeAll(page);
  await page.getByRole("columnheader", { name: "Weekday" }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const trades = page.getByRole("region", { name: "Trades", exact: true });
  const [region, table] = await trades.evaluate((div) => [div.clientHeight, div.firstElementChild.offsetHeight]);
  expect(region).toBeLessThanOrEqual(table + 1);
});

test("a run without a trade says why above its numbers, and the form says so before", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.field("Slow length").fill("9000");
  await expect(page.getByText("Slow length is 9,000 bars, and the dataset has 5,031: there may be no trade.")).toBeVisible();
  await app.submit();
  await app.expectState("completed");
  const warnings = page.getByRole("note", { name: "Warnings" });
  await expect(warnings).toContainText("There is no trade: 5,031 bars are too few for the indicators to have values. Shorten the lengths");
});

test("margin calls of short positions are told in the form, and counted above the numbers with the way out", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.field("Short selling").check();
  await app.field("Percent of equity").fill("95");
  await app.field("Initial margin, short, %").fill("100");
  await expect(page.getByText("gets a margin call when the price rises by 2.6%")).toBeVisible();
  await app.submit();
  await app.expectState("completed");
  const warnings = page.getByRole("note", { name: "Warnings" });
  await expect(warnings).toContainText(/\d+ of \d+ trades were closed by margin calls/);
  await expect(warnings).toContainText("or switch short selling off");
  const said = (await warnings.textContent()).match(/(\d+) of (\d+) trades/);
  const trades = page.getByLabel("Headline numbers").locator(".tile").filter({ hasText: /^Trades/ });
  await expect(trades.locator("dd")).toHaveText(said[2]);
});
