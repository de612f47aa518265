// The numbers of a report: whose definitions they follow, and that its tables add up to them on the screen.
import { expect, test } from "../support/fixtures.js";
import { seeAll } from "../support/scroll.js";

/** A number as the page writes it. */
const read = (text) => Number(text.replace("−", "-").replace(/[^0-9.-]/g, ""));

async function report(app) {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  // The position that is open at the end tells the two definitions apart.
  await app.setEngineDefaults();
  await app.field("Commission").fill("0.05");
  await app.submit();
  await app.expectState("completed");
  await app.resultHash();
}

/** The cells of a column of a table, top to bottom. */
async function column(table, at) {
  const cells = table.locator(`tbody tr td:nth-child(${at})`);
  return (await cells.allTextContents()).map(read);
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

test("the preset changes a number and its definition under the same name, and is remembered", async ({ app, page }) => {
  await report(app);
  const row = page.getByRole("table", { name: "Over the run" }).getByRole("row").filter({ hasText: /^Sharpe ratio/ });
  const tile = (name) => page.getByLabel("Headline numbers").locator(".tile").filter({ hasText: new RegExp(`^${name}`) });
  const preset = (name) => page.getByRole("radio", { name });
  const value = async (name) => read(await tile(name).locator("dd").textContent());
  await expect(preset("backtesting.py")).toBeChecked();
  await expect(row).toHaveCount(1);
  await expect(row.getByTitle(/Annual return/)).toBeVisible();
  const [annual, total, cash] = [await row.textContent(), await value("Return"), await value("Net profit")];

  await preset("TradingView").check();
  await expect(row).toHaveCount(1);
  await expect(row.getByTitle(/Mean monthly return/)).toBeVisible();
  await expect(row).toContainText("TradingView");
  await expect(row).not.toHaveText(annual);
  // TradingView leaves open trades out: net profit of the closed ones over the initial cash of 100,000.
  await expect.poll(() => value("Return")).toBeCloseTo(cash / 1_000, 2);
  expect(await value("Return")).not.toBe(total);
  await page.getByText("How each number is defined").click();
  await expect(page.getByText(/not annualised, as TradingView defines it/).first()).toBeVisible();

  await page.reload();
  await app.resultHash();
  await expect(preset("TradingView")).toBeChecked();
  await preset("TradingView").press("ArrowLeft");
  await expect(preset("backtesting.py")).toBeChecked();
  await expect(row).toHaveText(annual);
});

test("weekdays, months and the histogram add up to the report's own numbers", async ({ app, page }) => {
  await report(app);
  const row = (table, name) => page.getByRole("table", { name: table }).getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
  const all = async (table, name) => read(await row(table, name).locator("td").first().textContent());
  const [n_trades, profit] = [await all("Over the trades", "Trades"), await all("Over the run", "Net profit")];
  const [total, bars] = [await all("Over the run", "Return"), await all("Over the run", "Bars")];

  await seeAll(page);
  const weekdays = page.getByRole("table", { name: "Returns by weekday" });
  await expect(weekdays.locator("tbody tr")).toHaveCount(5);
  const growth = (await column(weekdays, 3)).reduce((product, percent) => product * (1 + percent / 100), 1);
  expect(growth - 1).toBeCloseTo(total / 100, 2);
  expect(sum(await column(weekdays, 4))).toBe(bars);
  expect(sum(await column(weekdays, 5))).toBe(n_trades);
  expect(sum(await column(weekdays, 7))).toBeCloseTo(profit, 0);

  const years = await column(page.getByRole("table", { name: "Monthly returns" }), 14);
  expect(years.reduce((product, percent) => product * (1 + percent / 100), 1) - 1).toBeCloseTo(total / 100, 2);

  const histogram = page.getByRole("table", { name: "Trade returns" });
  await page.getByText("As a table").click();
  expect(sum(await column(histogram, 2))).toBe(n_trades);

  for (const chart of ["Rolling Sharpe ratio", "Exposure over time"]) {
    const image = page.getByRole("img", { name: chart });
    await image.scrollIntoViewIfNeeded();
    await expect(image.locator("canvas").first()).toBeVisible();
  }
  // A daily series has one hour: no table of hours.
  await expect(page.getByRole("heading", { name: "Returns by hour" })).toHaveCount(0);
});
