// Two browsers of one person and a server between them.
import { spawnSync } from "node:child_process";
import { App } from "../support/app.js";
import { expect, test } from "../support/fixtures.js";
import { openBrowser } from "../support/browser.js";
import { serverProgram, startServer } from "../support/product.js";

/** A code for one more device, from the server itself. */
function code(server) {
  const made = spawnSync(serverProgram, ["--data-dir", server.data, "pairing-code"], { encoding: "utf8" });
  return made.stdout.match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/)[0];
}

async function pair(app, code, name) {
  await app.go("Settings");
  await app.field("Pairing code").fill(code);
  await app.field("Name of this device").fill(name);
  await app.page.getByRole("button", { name: "Pair this device" }).click();
  await expect(app.page.getByText("In step with the server.")).toBeVisible();
}

/** Two paired browsers, A with the S&P 500 sample; both end with the test. */
async function devices(run) {
  const server = await startServer();
  const browsers = [await openBrowser(), await openBrowser()];
  try {
    const apps = [];
    for (const [at, browser] of browsers.entries()) {
      const page = await (await browser.newContext()).newPage();
      await page.goto(server.url);
      const app = new App(page);
      await pair(app, code(server), at === 0 ? "Laptop" : "Desktop");
      apps.push(app);
    }
    await apps[0].addSample("S&P 500");
    await run(...apps, server);
  } finally {
    for (const browser of browsers) await browser.close();
    await server.stop();
  }
}

async function runJob(app) {
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
}

test("a job run on one device is on the other within two seconds, and its report opens there with the same hash", async () => {
  await devices(async (a, b) => {
    await b.go("Jobs");
    await runJob(a);
    const hash = await a.resultHash();
    await expect(b.jobRows.filter({ hasText: "completed" })).toHaveCount(1, { timeout: 2_000 });
    await expect(b.jobRows.first()).toContainText("another device");
    await b.jobRows.first().getByRole("link").click();
    expect(await b.resultHash()).toBe(hash);
    // The bars come when they are needed: B runs the same and gets the same.
    await b.openForm("SMA cross");
    await b.chooseDataset("S&P 500");
    await b.submit();
    await b.expectState("completed");
    expect(await b.resultHash()).toBe(hash);
  });
});

test("two jobs made offline arrive once there is a network again", async () => {
  await devices(async (a, b) => {
    // The bars are there before the network goes.
    await b.go("Datasets");
    await b.page.getByRole("link", { name: "S&P 500" }).click();
    await expect(b.page.getByRole("heading", { name: /S&P 500/ })).toBeVisible();
    await runJob(b);
    await a.go("Jobs");
    await expect(a.jobRows.filter({ hasText: "completed" })).toHaveCount(1);
    await b.page.context().setOffline(true);
    await runJob(b);
    await runJob(b);
    await b.go("Jobs");
    await expect(b.jobRows.filter({ hasText: "saved here" })).toHaveCount(2);
    await expect(a.jobRows).toHaveCount(1);
    await b.page.context().setOffline(false);
    await expect(a.jobRows.filter({ hasText: "completed" })).toHaveCount(3, { timeout: 15_000 });
    await expect(b.jobRows.filter({ hasText: "on the server" })).toHaveCount(3);
  });
});

test("S10: what one device deletes while another is offline is gone there, too", async () => {
  await devices(async (a, b) => {
    await runJob(a);
    await b.go("Jobs");
    await expect(b.jobRows).toHaveCount(1);
    await b.page.context().setOffline(true);
    await a.page.getByRole("main").getByRole("button", { name: "Delete" }).click();
    await a.go("Jobs");
    await expect(a.jobRows).toHaveCount(0);
    await expect(b.jobRows).toHaveCount(1);
    await b.page.context().setOffline(false);
    await expect(b.jobRows).toHaveCount(0, { timeout: 15_000 });
  });
});

test("S9: a device whose storage was cleared gets everything back and deletes nothing", async () => {
  await devices(async (a, b, server) => {
    await runJob(a);
    const hash = await a.resultHash();
    await b.go("Jobs");
    await expect(b.jobRows.filter({ hasText: "completed" })).toHaveCount(1);
    const session = await a.page.context().newCDPSession(a.page);
    await a.page.goto("about:blank");
    await session.send("Storage.clearDataForOrigin", { origin: new URL(server.url).origin, storageTypes: "all" });
    await a.page.goto(server.url);
    await pair(a, code(server), "Laptop again");
    await a.go("Jobs");
    await expect(a.jobRows).toHaveCount(1);
    await a.jobRows.first().getByRole("link").click();
    expect(await a.resultHash()).toBe(hash);
    await expect(b.jobRows).toHaveCount(1);
  });
});
