// Jobs side by side: curves, numbers, settings, correlation, and the first trade that differs; all of it in the address.
import { readFileSync } from "node:fs";
import { expect, test } from "../support/fixtures.js";

/** The numbers in a text, as the page writes them. */
const numbersIn = (text) => text.match(/[+−]?\d[\d,.]*/g).map((found) => Number(found.replace(/,/g, "").replace("−", "-")));

/** Runs the SMA cross with a fast length on the dataset that is there, and gives its address and its trades. */
async function runCross(app, page, fast, dataset = "S&P 500") {
  await app.openForm("SMA cross");
  await app.chooseDataset(dataset);
  await app.field("Fast length").fill(String(fast));
  await app.submit();
  await app.expectState("completed");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).first().click();
  const [, ...trades] = readFileSync(await (await download).path(), "utf8").trim().split("\r\n");
  return { id: page.url().split("/").pop(), trades };
}

async function tickAll(app, page) {
  await app.go("Jobs");
  await page.getByLabel("Select all").check();
}

const region = (page, name) => page.getByRole("region", { name });

test("jobs that were ticked in the list stand side by side, with what differs and where their trades part", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  const one = await runCross(app, page, 10);
  const two = await runCross(app, page, 14);
  await tickAll(app, page);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`#/compare\\?jobs=${one.id},${two.id}$`));
  await expect(page.getByRole("heading", { level: 1, name: "Compare jobs" })).toBeVisible();

  const numbers = page.getByRole("table", { name: "Numbers of the compared jobs" });
  const cells = (name) => numbers.getByRole("row").filter({ has: page.getByText(name, { exact: true }) }).getByRole("cell");
  const profits = (await cells("Net profit").allInnerTexts()).map(numbersIn);
  const [[a], [b, by]] = profits;
  expect(by).toBeCloseTo(b - a, 1);
  const best = cells("Net profit").filter({ hasText: "(best)" });
  await expect(best).toHaveCount(1);
  expect(numbersIn(await best.innerText())[0]).toBe(Math.max(a, b));
  await expect(numbers.getByRole("row")).toHaveCount(13);
  await page.getByLabel("Show all numbers").check();
  expect(await numbers.getByRole("row").count()).toBeGreaterThan(60);

  // Without a crosshair the legend has the values at the end, which the numbers have too.
  const legend = page.getByRole("list", { name: "Equity and drawdown at the crosshair" }).getByRole("listitem");
  const finals = (await cells("Final equity").allInnerTexts()).map((text) => numbersIn(text)[0]);
  const equity = async (at) => numbersIn((await legend.nth(at).locator(".compared-value").first().innerText()) + " 0")[0];
  await expect.poll(() => equity(0)).toBeCloseTo(finals[0] / 1_000, 1);
  await page.getByRole("radio", { name: "Cash" }).check();
  await expect(page).toHaveURL(/equity=cash$/);
  await expect.poll(() => equity(1)).toBe(finals[1]);

  const settings = page.getByRole("table", { name: "Settings of the compared jobs" });
  await expect(settings.getByRole("row")).toHaveCount(2);
  await expect(settings.getByRole("row").nth(1)).toContainText("Fast length1014");
  await page.getByLabel("Show all settings").check();
  expect(await settings.getByRole("row").count()).toBeGreaterThan(20);

  const correlation = page.getByRole("table", { name: "Correlation of daily returns" });
  const pair = await correlation.getByRole("row").nth(1).getByRole("cell").nth(1).innerText();
  expect(pair).toMatch(/^0\.\d\d\s+5,030 returns$/);

  const first = one.trades.findIndex((trade, at) => trade !== two.trades[at]);
  const trades = region(page, "Trade by trade");
  await expect(trades.getByRole("status")).toContainText(`Trade ${first + 1} is the first that differs, in `);
  await expect(trades.getByRole("list", { name: "Causes" }).getByRole("listitem")).toHaveText(["Fast length10 and 14."]);
  await expect(trades.locator("tr.first-difference")).toHaveCount(2);
  await expect(trades.locator("tr.first-difference").first()).toContainText(new RegExp(`^${first + 1}A`));
});

test("the address has the jobs and the baseline; jobs are added and removed on the page", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  const one = await runCross(app, page, 10);
  const again = await runCross(app, page, 10);
  const three = await runCross(app, page, 20);
  await page.getByRole("main").getByRole("link", { name: "Compare", exact: true }).click();
  await expect(page.getByText("Choose at least two jobs")).toBeVisible();
  const add = page.getByRole("combobox", { name: "Add a job" });
  await add.selectOption(one.id);
  await add.selectOption(again.id);
  await page.getByRole("radio", { name: /^Baseline/ }).nth(1).check();
  await expect(page).toHaveURL(new RegExp(`jobs=${three.id},${one.id},${again.id}&base=${one.id}$`));
  await page.reload();
  await expect(page.getByRole("radio", { name: /^Baseline/ }).nth(1)).toBeChecked();
  const trades = region(page, "Trade by trade");
  await expect(trades.getByRole("status")).toContainText("is the first that differs");
  await trades.getByLabel("Baseline with").selectOption(again.id);
  await expect(trades.getByRole("status")).toContainText(`Same result, bit for bit: all trades (${one.trades.length}), equity and statistics`);
  await page.getByRole("button", { name: /^Remove/ }).first().click();
  await expect(page).toHaveURL(new RegExp(`jobs=${one.id},${again.id}&base=${one.id}$`));
  await expect(page.getByText("No setting differs.")).toBeVisible();
  await page.getByRole("list", { name: "Compared jobs" }).getByRole("link").first().click();
  await page.goBack();
  await expect(page.getByText("No setting differs.")).toBeVisible();
});

test("other bars are named as the cause; what has no result of its own is refused with the reason", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.addIndex("NASDAQ");
  const one = await runCross(app, page, 10);
  const two = await runCross(app, page, 10, "NASDAQ");
  await tickAll(app, page);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByRole("list", { name: "Causes" })).toContainText(/BarsS&P 500.* \(hash [0-9a-f]{12}\) and NASDAQ.* \(hash [0-9a-f]{12}\)\./);

  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.sweep("Fast length", { from: 5, to: 15, step: 5 });
  await app.submit();
  await app.expectState("completed");
  const sweep = page.url().split("/").pop();
  await tickAll(app, page);
  const compare = page.getByRole("button", { name: "Compare", exact: true });
  await expect(compare).toBeDisabled();
  await expect(compare).toHaveAttribute("title", "Only completed backtests and walk-forward runs can be compared");

  // In an address it is named with the reason, and the first that can be shown is the baseline everywhere.
  await page.evaluate((ids) => (location.hash = `#/compare?jobs=${ids}`), [sweep, one.id, two.id].join(","));
  await expect(page.getByText("A sweep has many results: open one of its combinations and compare that.")).toBeVisible();
  const baselines = page.getByRole("radio", { name: /^Baseline/ });
  await expect(baselines.nth(0)).toBeDisabled();
  await expect(baselines.nth(1)).toBeChecked();
  const heads = page.getByRole("table", { name: "Numbers of the compared jobs" }).getByRole("columnheader");
  await expect(heads.filter({ hasText: "baseline" })).toHaveText(/^B/);

  // Deleted in another tab, a job leaves the tables too.
  const other = await page.context().newPage();
  await other.goto(page.url().replace(/#.*/, `#/jobs/${two.id}`));
  await other.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByText("It was deleted, or it belongs to another browser.")).toBeVisible();
  await expect(page.getByRole("table", { name: "Numbers of the compared jobs" })).toBeHidden();
});

test("the comparison fits a phone", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await runCross(app, page, 10);
  await runCross(app, page, 14);
  await page.setViewportSize({ width: 390, height: 844 });
  await tickAll(app, page);
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await expect(page.getByRole("table", { name: "Trades around the first that differs" })).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
