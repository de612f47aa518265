import { App } from "./support/app.js";
import { openBrowser } from "./support/browser.js";
import { startServer } from "./support/product.js";
import { changeJobRecord } from "./support/storage.js";
const out = "/tmp/hc/la-shots/";
const server = await startServer();
const browser = await openBrowser();
try {
  const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC", viewport: { width: 1440, height: 700 } });
  const page = await context.newPage();
  await page.goto(server.url);
  const app = new App(page);
  await app.addSample("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
  await app.lookAhead.waitFor();
  await page.getByRole("main").locator(".look-ahead.pass").waitFor();
  const job = new URL(page.url()).hash;
  const snap = async (name) => {
    for (const [size, viewport] of Object.entries({ wide: { width: 1440, height: 500 }, narrow: { width: 390, height: 600 } }))
      for (const colorScheme of ["light", "dark"]) {
        await page.setViewportSize(viewport); await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: `${out}${name}-${size}-${colorScheme}.png` });
      }
  };
  const d = page.getByRole("button", { name: "Dismiss" });
  while ((await d.count()) > 0) await d.first().click();
  await snap("job-pass");
  await changeJobRecord(page, (job) => {
    const changed = { kind: "indicator", name: "SMA(close, 20)" };
    job.look_ahead.finding = { changed, bar: 1234, time: Date.UTC(2020, 0, 2), cut: 1235, future: "missing" };
    return job;
  });
  await page.reload();
  await page.locator(".look-ahead.warn").waitFor();
  await snap("job-warn");
  await page.setViewportSize({ width: 1440, height: 700 });
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
  await page.getByRole("main").locator(".look-ahead.pass").waitFor();
  while ((await d.count()) > 0) await d.first().click();
  await app.go("Jobs");
  await snap("list");
} finally { await browser.close(); await server.stop(); }
