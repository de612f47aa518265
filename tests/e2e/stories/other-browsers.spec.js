// What other browsers do otherwise, put into Chromium.
import { App } from "../support/app.js";
import { yahooFile } from "../support/bars.js";
import { devices, openJob, runJob } from "../support/devices.js";
import { expect, test } from "../support/fixtures.js";
import { files } from "../support/storage.js";

async function run(app) {
  await app.importFiles([yahooFile()]);
  await expect(app.datasetRow("WAVE")).toBeVisible();
  await app.openForm("SMA cross");
  await app.chooseDataset("WAVE");
  await app.submit();
  await app.expectState("completed");
}

test("a permission prompt that is never answered holds up no import (Firefox)", async ({ page, server }) => {
  await page.addInitScript(() => {
    StorageManager.prototype.persist = () => new Promise(() => {});
  });
  await page.goto(server.url);
  await run(new App(page));
});

test("a language that no browser knows leaves the charts as they are (WebKitGTK with LANG=C)", async ({ page, server }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "language", { get: () => "C" });
    Object.defineProperty(Navigator.prototype, "languages", { get: () => ["C"] });
  });
  await page.goto(server.url);
  await run(new App(page));
  // A chart that cannot write its dates throws in every paint, which fails the story.
  await expect(page.getByRole("main").locator(".tv-lightweight-charts canvas").first()).toBeVisible();
});

/** Runs a line of script in every worker before the engine. */
async function inWorkers(context, line) {
  await context.route(/\/worker-[0-9a-f]+\.js$/, async (route) => {
    const original = await (await route.fetch()).text();
    await route.fulfill({ body: `${line}\n${original}`, contentType: "text/javascript" });
  });
}

for (const { name, line } of [
  {
    name: "refuses sync access handles (WebKitGTK)",
    line: `FileSystemFileHandle.prototype.createSyncAccessHandle = () => Promise.reject(new DOMException("Backend does not support this operation", "NotSupportedError"));`,
  },
  { name: "has no sync access handles", line: "delete FileSystemFileHandle.prototype.createSyncAccessHandle;" },
]) {
  test(`a browser that ${name} stores by streams: bars, a report and a sweep, still there after a reload`, async ({ page, context, server }) => {
    await inWorkers(context, line);
    await page.goto(server.url);
    const app = new App(page);
    await run(app);
    const hash = await app.resultHash();
    await app.openForm("SMA cross");
    await app.chooseDataset("WAVE");
    await app.sweep("Fast length", { from: 5, to: 9, step: 2 });
    await app.submit();
    await app.expectState("completed");
    await expect(app.cellRows).toHaveCount(3);
    // The file that was tried first is gone.
    expect((await files(page, "bars")).filter((name) => !/^[0-9a-f]{64}$/.test(name))).toEqual([]);
    await page.reload();
    await expect(app.cellRows).toHaveCount(3);
    await app.go("Jobs");
    await app.jobRows.filter({ hasNotText: "sweep" }).last().getByRole("link").click();
    expect(await app.resultHash()).toBe(hash);
  });
}

test("where a page cannot write files, results and bars of another device open all the same (Safari before 26)", async () => {
  const withoutStreams = async (app) => {
    await app.page.addInitScript(() => {
      delete FileSystemFileHandle.prototype.createWritable;
    });
    await app.page.reload();
  };
  await devices(async (a, b) => {
    await a.addIndex("S&P 500");
    await runJob(a);
    const hash = await a.resultHash();
    await openJob(b);
    await b.expectState("completed");
    expect(await b.resultHash()).toBe(hash);
    // A worker has stored it: it opens without the server, too.
    await expect(async () => expect((await files(b.page, "results")).length).toBe(1)).toPass();
    await runJob(b);
    expect(await b.resultHash()).toBe(hash);
  }, withoutStreams);
});

for (const { name, script, sentence } of [
  {
    name: "a browser without private files",
    script: () => {
      delete StorageManager.prototype.getDirectory;
    },
    sentence: /This browser cannot store files/,
  },
  {
    name: "a private window that refuses them (Firefox)",
    script: () => {
      StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException("Security error", "SecurityError"));
    },
    sentence: /outside of a private window/,
  },
]) {
  test(`${name} is told so on every page`, async ({ page, server }) => {
    await page.addInitScript(script);
    await page.goto(server.url);
    const app = new App(page);
    for (const name of ["Strategies", "Datasets", "Jobs", "Settings"]) {
      await app.go(name);
      await expect(page.getByRole("note").filter({ hasText: sentence })).toBeVisible();
    }
  });
}
