// Browsers of one person, paired with one server.
import { spawnSync } from "node:child_process";
import { expect } from "@playwright/test";
import { App } from "./app.js";
import { openBrowser } from "./browser.js";
import { serverProgram, startServer } from "./product.js";

/** A code for one more device, from the server itself. */
export function code(server) {
  const made = spawnSync(serverProgram, ["--data-dir", server.data, "pairing-code"], { encoding: "utf8" });
  return made.stdout.match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/)[0];
}

export async function expectInStep(app) {
  await expect(app.page.getByText("Synced.")).toBeVisible();
}

/** Goes to the settings and waits until nothing waits to be sent any more. */
export async function expectAllSent(app) {
  await app.go("Settings");
  await expect(app.page.getByRole("main").getByText("nothing", { exact: true })).toBeVisible();
  await expectInStep(app);
}

/** Fills in the form in the settings; the server's address only where it is not the page's own. */
export async function pair(app, code, name, address) {
  await app.go("Settings");
  if (address) await app.field("Server address").fill(address);
  await app.field("Pairing code").fill(code);
  await app.field("Name of this device").fill(name);
  await app.page.getByRole("button", { name: "Pair this device" }).click();
}

/** Two browsers with profiles of their own, both paired, after `before` on each; they end with the test. `run` gets both apps and the server. */
export async function devices(run, before = async () => {}) {
  const server = await startServer();
  const browsers = [await openBrowser(), await openBrowser()];
  try {
    const apps = [];
    for (const [at, browser] of browsers.entries()) {
      const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
      await page.goto(server.url);
      const app = new App(page);
      await before(app);
      await pair(app, code(server), at === 0 ? "Laptop" : "Desktop");
      await expectInStep(app);
      apps.push(app);
    }
    await run(...apps, server);
  } finally {
    for (const browser of browsers) await browser.close();
    await server.stop();
  }
}

/** Runs the moving-average cross on the S&P 500 sample, which has to be there. */
export async function runJob(app) {
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
}

/** Opens the newest job of the list. */
export async function openJob(app) {
  await app.go("Jobs");
  await app.jobRows.first().getByRole("link").click();
}
