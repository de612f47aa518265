// Why did this fill there? From a row of the trades to the rule, the prices and what else could have been.
import { expect, test } from "../support/fixtures.js";

/** Brackets on a sample: market entries, stops and targets. Returns the cells of the first trade's row. */
async function runBrackets(app, page) {
  await app.addIndex("S&P 500");
  await app.openForm("ATR bracket");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
  const table = page.getByRole("table", { name: "Trades", exact: true });
  const row = table.getByRole("row").filter({ has: page.getByRole("button", { name: "Explain the fills of trade 1", exact: true }) });
  // What follows reads the table as it is and waits for nothing.
  await expect(row.getByRole("cell").first()).toBeVisible();
  await expect(table.getByRole("columnheader").first()).toBeVisible();
  const columns = await table.getByRole("columnheader").allInnerTexts();
  const cells = await row.getByRole("cell").allInnerTexts();
  const cell = (name) => cells[columns.findIndex((column) => column.trim().startsWith(name))];
  return { row, cell };
}

test("a trade explains its entry and its exit, by keyboard alone", async ({ app, page }) => {
  const { row, cell } = await runBrackets(app, page);
  const why = row.getByRole("button", { name: "Explain the fills of trade 1", exact: true });
  await why.focus();
  await page.keyboard.press("Enter");

  const panel = page.getByRole("dialog", { name: "Explain this fill" });
  const price = (name) => panel.getByText(name, { exact: true }).locator("xpath=following-sibling::dd");
  // The panel shows every digit, the table two.
  const cents = async (text) => Number((await text).replaceAll(",", "")).toFixed(2);
  await expect(panel.getByText("A market order is decided at the close of a bar")).toBeVisible();
  expect(await cents(price("Fill").innerText())).toBe(await cents(cell("Entry price")));
  await expect(panel.getByRole("img", { name: /^Open .*Assumed: open →/ })).toBeVisible();
  await expect(panel.getByText(/^Decided at the close of bar .* filled in bar/)).toBeVisible();
  await expect(panel.getByText("With market orders at the same bar’s close")).toBeVisible();
  await expect(panel.getByText(/^3\. An order made on a bar meets/)).toBeHidden();
  await panel.getByText("By rule 3 of the execution model").focus();
  await page.keyboard.press("Enter");
  await expect(panel.getByText(/^3\. An order made on a bar meets/)).toBeVisible();

  await panel.getByRole("radio", { name: "Entry" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(price("Level reached")).toBeVisible();
  expect(await cents(price("Fill").innerText())).toBe(await cents(cell("Exit price")));

  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(why).toBeFocused();
});

test("the panel fits a phone, and explaining does not scroll away to the chart", async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await runBrackets(app, page);
  const why = page.getByRole("button", { name: "Explain the fills of trade 1", exact: true });
  // The cards above the trades are made when one comes near, and move what is below them.
  await why.scrollIntoViewIfNeeded();
  await expect(page.getByRole("heading", { name: "Trade returns" })).toBeVisible();
  await why.click();
  const panel = page.getByRole("dialog", { name: "Explain this fill" });
  await expect(panel.getByText("Price, step by step")).toBeVisible();
  const overflow = await panel.evaluate((dialog) => dialog.querySelector(".dialog-body").scrollWidth - dialog.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await expect(page.getByRole("row", { selected: true })).toHaveCount(0);
});

test("ambiguous trades are marked in the table and counted above it", async ({ app, page }) => {
  await runBrackets(app, page);
  const table = page.getByRole("table", { name: "Trades", exact: true });
  const all = Number(await table.getAttribute("aria-rowcount")) - 1;
  const head = page.getByText(new RegExp(`^${all} trades(, \\d+ ambiguous)?; choose one`));
  const counted = Number((await head.innerText()).match(/, (\d+) ambiguous/)?.[1] ?? 0);
  // The table holds only the rows in view; the statistic counts them all.
  const name = page.getByText("Ambiguous trades", { exact: true }).first();
  const cells = name.locator("xpath=ancestor::tr").getByRole("cell");
  await expect(cells.first()).toHaveText(String(counted));
});

test("each ambiguous bar is listed with the trades it touches, and a trade there says why it filled", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("ATR bracket");
  await app.chooseDataset("S&P 500");
  // So near to the entry that one bar reaches both.
  await app.field("Stop distance").fill("0.3");
  await app.field("Target distance").fill("0.3");
  await app.submit();
  await app.expectState("completed");
  const counted = Number((await page.getByText(/^\d+ trades, \d+ ambiguous; choose one/).innerText()).match(/, (\d+) ambiguous/)[1]);
  await page.getByText(/^Ambiguous bars \(\d+\)$/).click();
  const fills = page.getByRole("table", { name: "Ambiguous bars" }).getByRole("button", { name: /^trade \d+, (entry|exit)$/ });
  const touched = new Set((await fills.allInnerTexts()).map((text) => text.match(/\d+/)[0]));
  expect(touched.size).toBe(counted);
  await fills.first().click();
  await expect(page.getByRole("dialog", { name: "Explain this fill" }).getByText("Price, step by step")).toBeVisible();
});
