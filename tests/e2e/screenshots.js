// A picture of every page, light and dark, on a desk and on a phone, into target/screenshots/.
import { mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { App } from "./support/app.js";
import { openBrowser } from "./support/browser.js";
import { startServer } from "./support/product.js";
import { seeAll } from "./support/scroll.js";

const folder = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

/** Makes one dataset, one backtest and one sweep; returns the addresses of their pages. */
async function fill(page) {
  const app = new App(page);
  await app.addIndex("S&P 500");
  // The well-known long-term cross, with costs.
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.field("Fast length").fill("50");
  await app.field("Slow length").fill("200");
  await app.field("Commission").fill("0.05");
  await app.submit();
  await app.expectState("completed");
  const report = new URL(page.url()).hash;

  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.sweep("Fast length", { from: 5, to: 50, step: 5 });
  await app.sweep("Slow length", { from: 60, to: 200, step: 20 });
  await app.submit();
  await app.expectState("completed");
  const sweep = new URL(page.url()).hash;

  // A script of one's own with a misspelt name in it.
  await app.go("Strategies");
  await page.getByRole("button", { name: "From the library" }).click();
  await page.getByRole("button", { name: "Open a copy of Chandelier exit" }).click();
  const source = page.getByRole("textbox", { name: "Source" });
  await source.fill((await page.locator(".code").evaluate((field) => field.value)).replace("ta.crossover", "ta.crosover"));
  await page.getByText("1 error").waitFor();
  const script = new URL(page.url()).hash;
  const dismiss = page.getByRole("button", { name: "Dismiss" });
  while ((await dismiss.count()) > 0) await dismiss.first().click();
  return { report, sweep, script };
}

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const server = await startServer();
const browser = await openBrowser();
try {
  const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC", viewport: SIZES.wide });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.screenshot({ path: `${folder}first-visit.png` });
  const jobs = await fill(page);
  const pages = {
    strategies: "#/strategies",
    rules: "#/strategies/rules",
    run: "#/run/sma_cross",
    datasets: "#/datasets",
    jobs: "#/jobs",
    settings: "#/settings",
    report: jobs.report,
    sweep: jobs.sweep,
    script: jobs.script,
  };
  // What the README shows: the first screen of a report.
  await page.setViewportSize({ width: 1440, height: 1080 });
  await page.goto(server.url + jobs.report);
  await page.getByRole("main").getByText(/^Result fingerprint/).waitFor();
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${folder}readme.png` });
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const [name, hash] of Object.entries(pages)) {
        await page.goto(server.url + hash);
        await page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
        // Charts draw after their data came; when the network is quiet and a frame has passed, they stand.
        await page.waitForLoadState("networkidle");
        await seeAll(page);
        await page.waitForLoadState("networkidle");
        await page.screenshot({ path: `${folder}${name}-${size}-${colorScheme}.png`, fullPage: true });
      }
      await page.goto(`${server.url}#/jobs`);
      await new App(page).openBackgroundJobs();
      await page.screenshot({ path: `${folder}background-jobs-${size}-${colorScheme}.png` });
      await page.keyboard.press("Escape");
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
