// What a chart says is what it draws, however many bars a point has and however wide the page is.
import { expect, test } from "../support/fixtures.js";

const MINUTE_MS = 60_000;
const START_MS = Date.parse("2023-01-02T00:00:00Z");

/** Minutes at 100 but for the last four, which make one candle of a chart of 4,096 bars. */
function minutes() {
  const last = ["99,110,98,105", "105,120,104,106", "106,107,80,90", "90,102,89,101"];
  const row = (i) => `${new Date(START_MS + i * MINUTE_MS).toISOString()},${last[i - 4_092] ?? `100,101,99,${100 + (i % 2)}`},5`;
  const rows = Array.from({ length: 4_096 }, (_, i) => row(i));
  return { name: "minutes.csv", mimeType: "text/csv", buffer: Buffer.from(["time,open,high,low,close,volume", ...rows].join("\n")) };
}

test("the legend of a candle of several bars has their open, high, low and close, not those of one of them", async ({ app, page }) => {
  await app.importFiles([minutes()]);
  await app.datasetRow("minutes").getByRole("link").first().click();
  const legend = page.locator(".chart-legend").first();
  await expect(legend).toHaveText(/2023-01-04 20:12.* UTC, 4 bars\s+open 99\.00\s+high 120\.00\s+low 80\.00\s+close 101\.00/);
});

test("the exposure of a strategy that is long and short by turns is never drawn or said as always long", async ({ app, page }) => {
  await app.importFiles([minutes()]);
  await app.openForm("SMA cross");
  await app.chooseDataset("minutes");
  await app.field("Fast length").fill("1");
  await app.field("Slow length").fill("2");
  await app.field("Short selling").check();
  await app.submit();
  await app.expectState("completed");
  const card = page.getByRole("main").locator("section").filter({ has: page.getByRole("heading", { name: "Exposure over time" }) });
  await card.scrollIntoViewIfNeeded();
  const legend = card.locator(".chart-legend");
  await expect(legend).toHaveText(/4 bars/);
  const chart = await card.locator(".chart-canvas").boundingBox();
  await page.mouse.move(chart.x + chart.width / 2, chart.y + chart.height / 2);
  await expect(legend).toHaveText(/4 bars\s+exposure −\d+\.\d\d% to \d+\.\d\d%/i);
});

test("a chart keeps the bars in sight when the page gets wider", async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await app.importFiles([minutes()]);
  await app.datasetRow("minutes").getByRole("link").first().click();
  const [chart, legend] = [page.locator(".chart-canvas").first(), page.locator(".chart-legend").first()];
  await expect(legend).toHaveText(/4 bars/);
  await page.setViewportSize({ width: 1440, height: 900 });
  // A quarter from the left is a quarter into the data: hour 17 of 68.
  await expect(async () => {
    const box = await chart.boundingBox();
    await page.mouse.move(box.x + box.width * 0.23, box.y + box.height / 3);
    await page.mouse.move(box.x + box.width * 0.24, box.y + box.height / 2);
    await expect(legend).toHaveText(/2023-01-02 1[5-9]:/, { timeout: 1_000 });
  }).toPass({ timeout: 10_000 });
});

/** The share of the price chart's columns of pixels in which the ground is tinted: the frame of the chosen trade. */
function framed(page) {
  return page.locator("#prices .chart-canvas").evaluate((element) => {
    const canvas = element.querySelector("canvas");
    const { width, height } = canvas;
    const pixel = (x) => canvas.getContext("2d").getImageData(x, height - 2, 1, 1).data.join();
    const plain = pixel(1);
    return Array.from({ length: width - 2 }, (_, x) => x + 1).filter((x) => pixel(x) !== plain).length / width;
  });
}

const choose = (page, number) => page.getByRole("button", { name: `Show trade ${number} in the chart` }).click();

test("the trade that is chosen in the list is framed in the chart, and another one in its place", async ({ app, page }) => {
  await app.importFiles([minutes()]);
  await app.openForm("SMA cross");
  await app.chooseDataset("minutes");
  await app.field("Fast length").fill("1");
  await app.field("Slow length").fill("2");
  await app.submit();
  await app.expectState("completed");
  const canvas = page.locator("#prices .chart-canvas canvas").first();
  await expect(canvas).toBeVisible();
  await choose(page, 1);
  // One bar of sixty.
  await expect.poll(() => framed(page)).toBeGreaterThan(0.004);
  expect(await framed(page), "a frame, and not the whole chart").toBeLessThan(0.5);
  const first = await canvas.screenshot();
  await choose(page, 2);
  await expect.poll(async () => (await canvas.screenshot()).equals(first)).toBe(false);
  await expect.poll(() => framed(page)).toBeGreaterThan(0.004);
});

test("a chosen trade is in the middle of the chart, also where the legend then takes two lines (A12)", async ({ app, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Run a sample backtest" }).click();
  await app.expectState("completed");
  await choose(page, 20);
  // As much room on either side as the trade takes and half as much again.
  await expect.poll(() => framed(page)).toBeGreaterThan(0.15);
  expect(await framed(page)).toBeLessThan(0.4);
});

test("a chart that shows the chosen trade already can be moved away from it at once", async ({ app, page }) => {
  await page.getByRole("button", { name: "Run a sample backtest" }).click();
  await app.expectState("completed");
  await choose(page, 20);
  await expect.poll(() => framed(page)).toBeGreaterThan(0.15);
  const chart = page.locator("#prices .chart-canvas");
  const frames = () => page.evaluate(async () => {
    for (let frame = 0; frame < 10; frame += 1) await new Promise(requestAnimationFrame);
  });
  await choose(page, 20);
  await frames();
  const before = await framed(page);
  // One notch of the wheel: what was told twice must not undo it.
  const { x, y, width, height } = await chart.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.wheel(0, -100);
  await frames();
  expect(await framed(page)).toBeGreaterThan(before * 1.05);
});
