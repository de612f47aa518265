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
  await app.field("Short selling").uncheck();
  await app.field("Order size unit").selectOption("% of equity");
  await app.field("Percent of equity").fill("100");
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
