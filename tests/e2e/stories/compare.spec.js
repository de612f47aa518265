// A script's trades beside the list that TradingView exports: equal, or with the cause and what to do.
import { readFileSync } from "node:fs";
import { expect, test } from "../support/fixtures.js";

const CROSS = `//@version=6
strategy("Compared cross", overlay = true, initial_capital = 1000000, default_qty_type = strategy.fixed, default_qty_value = 3, commission_type = strategy.commission.percent, commission_value = 0.1)
fast = ta.sma(close, 5)
slow = ta.sma(close, 15)
if ta.crossover(fast, slow)
    strategy.entry("Long", strategy.long)
if ta.crossunder(fast, slow)
    strategy.entry("Short", strategy.short)
`;

/** Pastes the script and runs it on twenty years of days. */
async function runCross(app, page) {
  await app.addIndex("S&P 500");
  await app.go("Strategies");
  await page.getByRole("button", { name: "Paste a script" }).click();
  await page.getByRole("textbox", { name: "Source" }).fill(CROSS);
  await expect(page.getByRole("region", { name: "Compiler" }).getByRole("status")).toHaveText("Ready to run.");
  await page.getByRole("main").getByRole("link", { name: "Run backtest" }).click();
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
}

/** The run's own trades, from its export. */
async function ownTrades(page) {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).first().click();
  const [header, ...rows] = readFileSync(await (await download).path(), "utf8").trim().split("\r\n");
  const names = header.split(",");
  return rows.map((row) => Object.fromEntries(row.split(",").map((cell, at) => [names[at], cell])));
}

/** The trades as TradingView lists them; `alter` gets prices, size and profit of each. */
function list(trades, alter = (trade) => trade) {
  const lines = ["Trade #,Type,Date and time,Signal,Price USD,Size (qty),Size (value),Net P&L USD,Net P&L %,Cumulative P&L USD,Cumulative P&L %"];
  for (const trade of trades) {
    const sign = trade.side === "long" ? 1 : -1;
    const [entry, exit, size] = [trade.entry_price, trade.exit_price, trade.quantity].map(Number);
    const own = { entry, exit, size, profit: Number(trade.profit), sign };
    const { entry: from, exit: to, size: units, profit } = alter(own);
    const isOpen = trade.exit_reason === "still open";
    const rest = [units, (units * from).toFixed(2), profit.toFixed(2), ((100 * profit) / (units * from)).toFixed(2), "0", "0"];
    lines.push([trade.number, `Exit ${trade.side}`, trade.exit_time_utc.slice(0, 10), isOpen ? "Open" : trade.exit_order, to, ...rest].join(","));
    lines.push([trade.number, `Entry ${trade.side}`, trade.entry_time_utc.slice(0, 10), trade.entry_order, from, ...rest].join(","));
  }
  return { name: "List of trades.csv", mimeType: "text/csv", buffer: Buffer.from(`\ufeff${lines.join("\r\n")}\r\n`) };
}

const card = (page) => page.getByRole("region", { name: "Compare with TradingView" });
const choose = (page, file) => card(page).getByLabel("List of trades").setInputFiles([file]);

test("a list is compared trade by trade, and the cause of what differs is named with what to do", async ({ app, page }) => {
  await runCross(app, page);
  const trades = await ownTrades(page);
  expect(trades.length).toBeGreaterThan(100);
  const causes = card(page).getByRole("list", { name: "Causes" }).getByRole("listitem");
  const rows = card(page).getByRole("table", { name: "Compared trades" }).getByRole("row");

  await choose(page, list(trades));
  await expect(card(page).getByRole("status")).toContainText("100% of the trades are equal");
  await expect(causes).toHaveCount(0);
  await expect(rows.nth(1)).toContainText("Both");

  await choose(page, list(trades, (own) => ({ ...own, profit: own.profit - 0.0005 * own.size * (own.entry + own.exit) })));
  await expect(card(page).getByRole("status")).toContainText("0% of the trades are equal");
  await expect(causes).toHaveCount(1);
  await expect(causes).toContainText("Profits fit a commission of 0.15% in the list; this run pays 0.1%.");
  await expect(causes).toContainText("Set the commission to 0.15% and run again.");
  await expect(rows.nth(1)).toContainText("Here");
  await expect(rows.nth(1)).toContainText("Commission");
  await expect(rows.nth(2)).toContainText("In the list");

  const coarse = (price, up) => (up ? Math.ceil(price / 0.25 - 1e-9) : Math.floor(price / 0.25 + 1e-9)) * 0.25;
  await choose(
    page,
    list(trades, (own) => {
      const [entry, exit] = [coarse(own.entry, own.sign > 0), coarse(own.exit, own.sign < 0)];
      return { ...own, entry, exit, profit: own.sign * (exit - entry) * own.size - 0.001 * own.size * (entry + exit) };
    }),
  );
  await expect(causes).toContainText("Set the tick size to 0.25 and run again.");
  await expect(causes).toHaveCount(1);

  // All of them, those that are equal too.
  await choose(page, list(trades.slice(30)));
  await expect(causes).toContainText("This run has 30 trades before it, which were not compared.");
  await expect(card(page).getByText("100% of the trades are equal")).toBeVisible();
});

test("a file that is no list of trades is refused with what it lacks, and a broken one with line and column", async ({ app, page }) => {
  await runCross(app, page);
  const alert = card(page).getByRole("alert");
  const file = (text) => ({ name: "file.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await choose(page, file("time,open,high,low,close\n2025-01-01,1,2,0.5,1\n"));
  await expect(alert).toContainText("file.csv: This is not a list of trades: the header in line 1 has no column for the trade's number");
  await choose(page, file("Trade #,Type,Date and time,Signal,Price USD,Size (qty)\n1,Entry long,2025-01-01,Long,a lot,1\n"));
  await expect(alert).toContainText("Line 2, column Price USD: found “a lot” where a number was expected.");
});

test("the comparison fits a phone", async ({ app, page }) => {
  await runCross(app, page);
  const trades = await ownTrades(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await choose(page, list(trades, (own) => ({ ...own, size: own.size * 2, profit: own.profit * 2 })));
  await expect(card(page).getByText("Sizes in the list are 2 times those here.")).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
