// What the strategy looked at is in the price chart, with the values that it had.
import { RangeLine } from "../../../app/src/charts/range_line.js";
import { yahooCsv, yahooFile } from "../support/bars.js";
import { expect, test } from "../support/fixtures.js";

const main = (page) => page.getByRole("main");
const prices = (page) => page.locator("#prices");
const entry = (page, name) => prices(page).getByRole("button", { name, exact: true });
const value = (page, name) => entry(page, name).locator(".plot-value");
const over = (page) => prices(page).getByRole("group", { name: "Series over the price" });
const pane = (page) => prices(page).getByRole("group", { name: "Series in the pane" });

/** The closes and opens of the test's bars, by date. */
const rows = yahooCsv().trim().split("\n").slice(1).map((line) => line.split(","));
const dates = rows.map(([date]) => date);
const opens = rows.map((row) => Number(row[1]));
const closes = rows.map((row) => Number(row[4]));

/** Puts the pointer on the chart at a share of its width, and says which bar the legend is of. */
async function pointAt(page, share) {
  const legend = prices(page).locator(".chart-legend");
  const { x, y, width, height } = await prices(page).locator(".chart-canvas").boundingBox();
  await page.mouse.move(x + width * share, y + height * 0.45);
  await page.mouse.move(x + width * share + 1, y + height * 0.45);
  const [date] = (await legend.textContent()).match(/^\d{4}-\d\d-\d\d/);
  return dates.indexOf(date);
}

const number = async (locator) => Number((await locator.textContent()).replaceAll(",", ""));

async function run(app, page, strategy) {
  await app.importFiles([yahooFile()]);
  await app.openForm(strategy);
  await app.chooseDataset("WAVE");
  await app.submit();
  await app.expectState("completed");
  await prices(page).scrollIntoViewIfNeeded();
}

async function runScript(app, page, text, dataset) {
  await app.go("Strategies");
  await page.getByRole("button", { name: "Paste a script" }).click();
  await page.getByRole("textbox", { name: "Source" }).fill(text);
  await main(page).getByRole("link", { name: "Run backtest" }).click();
  await app.chooseDataset(dataset);
  await app.submit();
  await app.expectState("completed", { timeout: 60_000 });
  await prices(page).scrollIntoViewIfNeeded();
}

const SCRIPT = `//@version=6
strategy("Plots in a pane")
rsi = ta.rsi(close, 14)
plot(rsi, "RSI", color.purple)
hline(30, "Oversold")
plot(close > open ? close : na, "Rising", force_overlay = true)
plot(ta.sma(close, 20), "Average", color = close > open ? color.green : color.red, force_overlay = true)
if ta.crossover(rsi, 30)
    strategy.entry("L", strategy.long)
if ta.crossunder(rsi, 70)
    strategy.close("L")
`;

/** Wilder's RSI of the closes, written down independently. */
function rsi(length) {
  const change = closes.map((close, i) => (i ? close - closes[i - 1] : NaN));
  let [up, down] = [0, 0];
  return closes.map((_, i) => {
    if (i === 0) return NaN;
    const [gain, loss] = [Math.max(change[i], 0), Math.max(-change[i], 0)];
    if (i <= length) [up, down] = [up + gain / length, down + loss / length];
    else [up, down] = [(up * (length - 1) + gain) / length, (down * (length - 1) + loss) / length];
    return i < length ? NaN : 100 - 100 / (1 + up / down);
  });
}

test("the averages of a built-in strategy are drawn with the values that they had at each bar", async ({ app, page }) => {
  await run(app, page, "SMA cross");
  await expect(over(page).getByRole("button")).toHaveText([/^SMA 10/, /^SMA 30/]);
  await expect(value(page, "SMA 10")).toHaveText(/\d/);
  for (const share of [0.2, 0.37, 0.5, 0.71]) {
    const bar = await pointAt(page, share);
    for (const length of [10, 30]) {
      const mean = closes.slice(bar + 1 - length, bar + 1).reduce((sum, close) => sum + close) / length;
      expect(Math.abs((await number(value(page, `SMA ${length}`))) - mean), `SMA ${length} on ${dates[bar]}`).toBeLessThan(0.0006);
    }
  }
  const early = await pointAt(page, 0.035);
  expect(early).toBeLessThan(29);
  expect(early).toBeGreaterThan(8);
  await expect(value(page, "SMA 30")).toHaveText("no value");
  await expect(value(page, "SMA 10")).toHaveText(/^\d/);
});

test("a script's plots are in their pane and over the price, with gaps where they are na", async ({ app, page }) => {
  await app.importFiles([yahooFile()]);
  await runScript(app, page, SCRIPT, "WAVE");
  await expect(pane(page).getByRole("button")).toHaveText([/^RSI/, /^Oversold/]);
  await expect(over(page).getByRole("button")).toHaveText([/^Rising/, /^Average/]);
  await expect(value(page, "RSI")).toHaveText(/\d/);
  const expected = rsi(14);
  const seen = { rising: 0, gap: 0 };
  for (const share of [0.15, 0.3, 0.42, 0.55, 0.68, 0.75]) {
    const bar = await pointAt(page, share);
    expect(Math.abs((await number(value(page, "RSI"))) - expected[bar]), dates[bar]).toBeLessThan(0.006);
    await expect(value(page, "Oversold")).toHaveText("30.00");
    if (closes[bar] > opens[bar]) {
      seen.rising += 1;
      expect(Math.abs((await number(value(page, "Rising"))) - closes[bar])).toBeLessThan(0.0006);
    } else {
      seen.gap += 1;
      await expect(value(page, "Rising")).toHaveText("no value");
    }
  }
  expect(Math.min(seen.rising, seen.gap), JSON.stringify(seen)).toBeGreaterThan(0);
  // Where a plot has a colour for each bar, the line has both: those of the script, green and red.
  const has = (colour) => prices(page).locator(".chart-canvas").evaluate((element, [red, green, blue]) => {
    const canvas = [...element.querySelectorAll("canvas")].reduce((a, b) => (a.width * a.height >= b.width * b.height ? a : b));
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((_, i) => i % 4 === 0 && data[i] === red && data[i + 1] === green && data[i + 2] === blue);
  }, colour);
  await expect.poll(() => has([0x4c, 0xaf, 0x50])).toBe(true);
  await expect.poll(() => has([0xf2, 0x36, 0x45])).toBe(true);
  // The pane's names are in the pane: below the middle of the chart.
  const [chart, names] = [await prices(page).locator(".chart-canvas").boundingBox(), await pane(page).boundingBox()];
  expect(names.y).toBeGreaterThan(chart.y + chart.height / 2);
  expect(names.y + names.height).toBeLessThan(chart.y + chart.height);
});

test("the stop and the target of a trade stand in the chart while it is open", async ({ app, page }) => {
  await run(app, page, "ATR bracket");
  await expect(over(page).getByRole("button")).toHaveText([/^SMA 10/, /^SMA 30/, /^Stop/, /^Target/]);
  await expect(value(page, "SMA 10")).toHaveText(/\d/);
  await page.getByRole("button", { name: "Show trade 1 in the chart" }).click();
  // The trade is in the middle, and there the close lies between the two.
  await expect(async () => {
    const bar = await pointAt(page, 0.45);
    const [stop, target] = [await number(value(page, "Stop")), await number(value(page, "Target"))];
    expect((stop - closes[bar]) * (target - closes[bar]), `${stop} and ${target} on ${dates[bar]}`).toBeLessThan(0);
  }).toPass({ timeout: 15_000 });
});

test("a series that is switched off stays off after a reload, and the keyboard switches it on", async ({ app, page }) => {
  await run(app, page, "SMA cross");
  await expect(value(page, "SMA 30")).toHaveText(/\d/);
  const canvas = prices(page).locator(".chart-canvas canvas").first();
  await page.mouse.move(0, 0);
  const both = await canvas.screenshot();
  await entry(page, "SMA 30").click();
  await page.mouse.move(0, 0);
  await expect(entry(page, "SMA 30")).toHaveAttribute("aria-pressed", "false");
  await expect.poll(async () => (await canvas.screenshot()).equals(both)).toBe(false);
  await page.reload();
  await prices(page).scrollIntoViewIfNeeded();
  await expect(entry(page, "SMA 30")).toHaveAttribute("aria-pressed", "false");
  await expect(entry(page, "SMA 10")).toHaveAttribute("aria-pressed", "true");
  await expect(value(page, "SMA 10")).toHaveText(/\d/);
  await entry(page, "SMA 30").focus();
  await page.keyboard.press("Space");
  await expect(entry(page, "SMA 30")).toHaveAttribute("aria-pressed", "true");
  await expect(value(page, "SMA 30")).toHaveText(/\d/);
});

for (const colorScheme of ["light", "dark"]) {
  test(`on a phone in ${colorScheme} colours the names lie in the chart, and nothing around it moves`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });
    await run(app, page, "Bollinger + RSI reversion");
    const card = prices(page);
    await expect(value(page, "SMA 20")).toHaveText(/\d|no value/);
    const height = (await card.boundingBox()).height;
    const box = await card.locator(".chart-box").boundingBox();
    for (const group of [over(page), pane(page)]) {
      const { x, y, width, height } = await group.boundingBox();
      expect(x).toBeGreaterThanOrEqual(box.x);
      expect(x + width).toBeLessThanOrEqual(box.x + box.width);
      expect(y + height).toBeLessThanOrEqual(box.y + box.height);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    for (const share of [0.2, 0.4, 0.6]) {
      await pointAt(page, share);
      expect((await card.boundingBox()).height).toBe(height);
    }
  });
}

test("where a point is many bars, the names say their range and their last value", async ({ app, page }) => {
  const row = (i) => `${new Date(Date.UTC(2023, 0, 2) + i * 60_000).toISOString()},100,${102 + (i % 4)},98,${100 + (i % 4)},5`;
  const text = ["time,open,high,low,close,volume", ...Array.from({ length: 4_096 }, (_, i) => row(i))].join("\n");
  await app.importFiles([{ name: "minutes.csv", mimeType: "text/csv", buffer: Buffer.from(text) }]);
  await runScript(app, page, `//@version=6\nstrategy("Range", overlay = true)\nplot(close, "Close")\nif bar_index == 5\n    strategy.entry("L", strategy.long)\n`, "minutes");
  await expect(prices(page).locator(".chart-legend")).toHaveText(/4 bars/);
  await expect(value(page, "Close")).toHaveText("100.00 to 103.00, last 103.00");
});

test("the series of a long run come by the view, and follow when one zooms in", async ({ app, page }) => {
  await app.addSynthetic();
  const plots = Array.from({ length: 10 }, (_, i) => `plot(close + ${i}, "Plus ${i}")`).join("\n");
  await runScript(app, page, `//@version=6\nstrategy("Long", overlay = true)\n${plots}\nif bar_index == 5\n    strategy.entry("L", strategy.long)\n`, /synthetic/i);
  const legend = prices(page).locator(".chart-legend");
  const isNine = async () => {
    const close = Number((await legend.textContent()).match(/close ([\d.,]+)/)[1].replaceAll(",", ""));
    const last = Number((await value(page, "Plus 9").textContent()).match(/([\d.,]+)$/)[1].replaceAll(",", ""));
    expect(last - close).toBeCloseTo(9, 3);
  };
  await expect(value(page, "Plus 9")).toHaveText(/ to .*, last /, { timeout: 60_000 });
  await isNine();
  const { x, y, width, height } = await prices(page).locator(".chart-canvas").boundingBox();
  await page.mouse.move(x + width * 0.4, y + height * 0.9);
  for (let notch = 0; notch < 150 && /bars/.test(await legend.textContent()); notch += 1) {
    await page.mouse.wheel(0, -300);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await expect(legend).not.toHaveText(/bars/);
  await expect(value(page, "Plus 9")).toHaveText(/^[\d.,]+$/);
  await isNine();
  // The worker that has the series ends with the page.
  const n_workers = page.workers().length;
  await app.go("Jobs");
  await expect.poll(() => page.workers().length).toBe(n_workers - 1);
});

test("a run beside the editor has its series too", async ({ app, page }) => {
  await app.importFiles([yahooFile()]);
  await app.go("Strategies");
  await page.getByRole("button", { name: "Paste a script" }).click();
  await page.getByRole("textbox", { name: "Source" }).fill(SCRIPT);
  await page.getByRole("textbox", { name: "Source" }).press("Control+Enter");
  const result = main(page).locator(".try-result");
  await expect(result.getByRole("group", { name: "Series in the pane" }).getByRole("button")).toHaveText([/^RSI/, /^Oversold/], { timeout: 30_000 });
  await expect(result.getByRole("button", { name: "RSI", exact: true }).locator(".plot-value")).toHaveText(/\d/);
});

/** The ends of the strokes that a line draws of such bars. */
function strokes(bars, visibleRange) {
  const drawn = [];
  const ignore = () => {};
  const context = { save: ignore, restore: ignore, beginPath: ignore, stroke: ignore, fillRect: ignore, arc: ignore, fill: ignore };
  let at;
  context.moveTo = (x) => (at = x);
  context.lineTo = (x) => {
    if (x !== at) drawn.push([at, x]);
    at = x;
  };
  const line = new RangeLine("line");
  line.update({ bars, visibleRange, barSpacing: 10 }, { color: "red", lineWidth: 1 });
  line.draw({ useBitmapCoordinateSpace: (draw) => draw({ context, horizontalPixelRatio: 1, verticalPixelRatio: 1 }) }, (price) => price);
  return drawn;
}

const bar = (x, joined) => ({ x, originalData: { low: 5, high: 5, last: 5, joined } });

test("a line went to where bars out of sight had been before the chart was moved", () => {
  const bars = [bar(900, false), bar(0, true), bar(10, true), bar(20, true), bar(-700, true)];
  expect(strokes(bars, { from: 1, to: 4 })).toEqual([[-10, 0], [0, 10], [10, 20], [20, 30]]);
});

test("a line has a gap where a value is missing, and does not lead out of sight over one", () => {
  const bars = [bar(900, false), bar(0, false), bar(10, true), bar(40, false), bar(50, true), bar(-700, false)];
  expect(strokes(bars, { from: 1, to: 5 })).toEqual([[0, 10], [40, 50]]);
});
