// A strategy without writing: rules are chosen, the script follows, and it runs like any other.
import { expect, test } from "../support/fixtures.js";

const main = (page) => page.getByRole("main");
const group = (page, name) => main(page).getByRole("group", { name, exact: true });
const condition = (page, name, n) => group(page, name).getByRole("group", { name: `Condition ${n}`, exact: true });
const preview = (page) => main(page).getByRole("region", { name: "Script", exact: true });

/** What the script says by now. */
async function script(page, part) {
  const text = () => preview(page).locator(".code:visible").first().evaluate((shown) => shown.value ?? shown.textContent);
  await expect.poll(text).toContain(part);
  return text();
}

async function open(app, page) {
  await app.go("Strategies");
  await main(page).getByRole("link", { name: "From rules" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Strategy from rules");
}

/** No field makes the page wider than the screen. */
async function expectNoSideways(page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

test("rules are chosen, survive a reload, and make a script that runs and is swept", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await open(app, page);
  await script(page, "long_entry = ta.crossover(sma_1, sma_2)");
  await app.field("Name").fill("Dips in a trend");
  const enter = "Enter long when";
  await condition(page, enter, 1).getByLabel("Length").nth(1).fill("50");
  await script(page, 'sma_2_length = input.int(50, "SMA 2 length"');
  await group(page, enter).getByRole("button", { name: "Add a condition" }).click();
  const second = condition(page, enter, 2);
  await second.getByLabel("Value", { exact: true }).selectOption("RSI");
  await second.getByLabel("Comparison").selectOption("is below");
  await second.getByLabel("Compared with").selectOption("Number");
  await second.getByLabel("Value", { exact: true }).nth(1).fill("70");
  await script(page, "long_entry_2 = rsi < long_entry_2_level");
  await group(page, enter).getByLabel("Conditions are joined").selectOption("one of these holds");
  await script(page, "long_entry = long_entry_1 or long_entry_2");
  await app.field("Stop").selectOption("ATRs from the entry");
  await app.field("Stop distance").fill("2.5");
  await app.field("Target").selectOption("times the risk");
  await app.field("Trailing stop").selectOption("% from the best price");
  await app.field("Trailing stop distance").fill("4");
  await main(page).getByLabel("Friday").uncheck();
  const text = await script(page, "dayofweek.thursday");
  for (const part of ["stop_atrs = input.float(2.5", "target_risk = input.float(2", "trail_percent = input.float(4"]) expect(text).toContain(part);
  expect(text).not.toContain("dayofweek.friday");

  // A field that is wrong says so, the script waits, and whoever wants to create it is led there.
  await app.field("ATR length").fill("0");
  await expect(preview(page).getByRole("status")).toHaveText("Waits for 1 field that needs attention");
  await expect(main(page).getByText("Enter a whole number from 1 to 5,000.")).toBeVisible();
  await main(page).getByRole("button", { name: "Create script" }).click();
  await expect(app.field("ATR length")).toBeFocused();
  await app.field("ATR length").fill("10");
  await expect(preview(page).getByRole("status")).toHaveText("Follows the form");
  const complete = await script(page, "atr_length = input.int(10");

  await page.reload();
  await expect(app.field("Name")).toHaveValue("Dips in a trend");
  expect(await script(page, "long_entry_2")).toBe(complete);

  await main(page).getByRole("button", { name: "Create script" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Dips in a trend");
  await expect(main(page).getByRole("region", { name: "Compiler" }).getByRole("status")).toHaveText("Ready to run.");
  await expect.poll(() => page.locator(".code:visible").evaluate((field) => field.value)).toBe(complete);
  await main(page).getByRole("link", { name: "Run backtest" }).click();
  await app.chooseDataset("S&P 500");
  await app.sweep("SMA 2 length", { from: 40, to: 60, step: 10 });
  await app.sweep("Stop, ATRs", { from: 2, to: 3, step: 1 });
  await app.submit();
  await app.expectState("completed");
  await expect(app.cellRows).toHaveCount(6);
});

test("the rules of shorts are those of longs, mirrored, on a phone", async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(app, page);
  const first = condition(page, "Enter long when", 1);
  await first.getByLabel("Value", { exact: true }).selectOption("Close");
  await first.getByLabel("Comparison").selectOption("is below");
  await first.getByLabel("Compared with").selectOption("Lower Bollinger band");
  await first.getByLabel("Deviations").fill("2.5");
  await group(page, "Leave long when").getByRole("button", { name: "Remove condition 1" }).click();
  await expect(main(page).getByText("Nothing closes a position that was opened")).toBeVisible();
  await main(page).getByRole("group", { name: "Direction" }).getByLabel("Both").check();
  await main(page).getByRole("button", { name: "Mirror the long rules" }).click();
  const text = await script(page, "short_entry = close > bb_upper");
  expect(text).toContain("long_entry = close < bb_lower");
  expect(text.match(/ta\.bb\(/g)).toHaveLength(1);
  expect(text).not.toContain("_exit");
  await expect(main(page).getByText("Nothing closes a position that was opened")).toBeHidden();
  await expectNoSideways(page);
  await main(page).getByRole("button", { name: "Start over" }).click();
  await script(page, "long_entry = ta.crossover(sma_1, sma_2)");
  await expect(group(page, "Enter short when")).toHaveCount(0);
});

test("rules are chosen and created by keyboard alone", async ({ app, page }) => {
  await app.go("Strategies");
  /** Tab until this has the focus. */
  const reach = async (target) => {
    for (let n = 0; n < 60 && !(await target.evaluate((element) => element === document.activeElement)); n++) await page.keyboard.press("Tab");
    await expect(target).toBeFocused();
  };
  await reach(main(page).getByRole("link", { name: "From rules" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Strategy from rules" })).toBeFocused();
  await reach(app.field("Name"));
  await page.keyboard.type("Typed");
  const first = condition(page, "Enter long when", 1);
  await reach(first.getByLabel("Comparison"));
  for (let n = 0; n < 4; n++) await page.keyboard.press("ArrowDown");
  await script(page, "long_entry = ta.rising(sma_1, long_entry_bars)");
  await reach(first.getByLabel("Bars"));
  await page.keyboard.type("5");
  await script(page, "long_entry_bars = input.int(5");
  await reach(group(page, "Enter long when").getByRole("button", { name: "Add a condition" }));
  await page.keyboard.press("Enter");
  await expect(condition(page, "Enter long when", 2)).toBeVisible();
  await page.keyboard.press("Shift+Tab");
  await expect(group(page, "Enter long when").getByRole("button", { name: "Remove condition 2" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(condition(page, "Enter long when", 2)).toHaveCount(0);
  await expect(group(page, "Enter long when").getByRole("button", { name: "Add a condition" })).toBeFocused();
  for (let n = 0; n < 80 && !(await main(page).getByRole("button", { name: "Create script" }).evaluate((button) => button === document.activeElement)); n++) {
    await page.keyboard.press("Shift+Tab");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Typed" })).toBeVisible();
});
