// Everything in one file, and back into an empty browser.
import { readFile } from "node:fs/promises";
import { App } from "../support/app.js";
import { expect, test } from "../support/fixtures.js";
import { everything } from "../support/storage.js";
import { watch } from "../support/watch.js";

async function backUp(app) {
  await app.go("Settings");
  const [download] = await Promise.all([
    app.page.waitForEvent("download"),
    app.page.getByRole("button", { name: "Back up everything" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^hindcast-backup-\d{4}-\d\d-\d\d\.tar$/);
  return readFile(await download.path());
}

async function restore(app, buffer) {
  await app.go("Settings");
  const file = { name: "hindcast-backup.tar", mimeType: "application/x-tar", buffer };
  await app.page.getByLabel("Backup file").setInputFiles(file);
}

/** A browser that has never been here. */
async function emptyBrowser(browser, server) {
  const context = await browser.newContext();
  const complaints = watch(context);
  const page = await context.newPage();
  await page.goto(server.url);
  const close = async () => {
    await context.close();
    expect(complaints).toEqual([]);
  };
  return { app: new App(page), page, close };
}

/** A backtest, a dataset, and a strategy of one's own. */
async function work(app) {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
  await app.go("Strategies");
  await app.page.getByRole("button", { name: "New strategy" }).click();
  await expect(app.page).toHaveURL(/#\/strategies\/script\//);
}

test("a backup put into an empty browser brings back everything, equal by hashes, and a second time nothing", async ({ app, page, browser, server }) => {
  await work(app);
  const before = await everything(page);
  expect(before.map(([store]) => store)).toEqual(expect.arrayContaining(["jobs", "datasets", "sync", "tries", "bars", "results"]));
  const file = await backUp(app);
  await expect(page.getByText(/^Backed up \d+ records and 2 files\.$/)).toBeVisible();

  const other = await emptyBrowser(browser, server);
  await restore(other.app, file);
  await expect(other.page.getByText(/^Restored \d+ records and 2 files\.$/)).toBeVisible();
  expect(await everything(other.page)).toEqual(before);
  // Shown at once, without a reload.
  await other.app.go("Jobs");
  await other.app.jobRows.getByRole("link", { name: /^SMA cross/ }).click();
  await expect(other.page.getByRole("table", { name: /Trades/i }).first()).toBeVisible();
  await other.app.go("Strategies");
  await expect(other.page.getByRole("link", { name: "My strategy" })).toBeVisible();

  await restore(other.app, file);
  await expect(other.page.getByText(/^Restored 0 records and 0 files\. \d+ records were already here\.$/)).toBeVisible();
  expect(await everything(other.page)).toEqual(before);
  await other.close();
});

test("what is here stays as it is when a backup says otherwise", async ({ app, page }) => {
  await work(app);
  const file = await backUp(app);
  await app.go("Jobs");
  await app.jobRows.getByRole("link", { name: /^SMA cross/ }).click();
  await page.getByRole("button", { name: "Star" }).click();
  const before = await everything(page);
  await restore(app, file);
  await expect(page.getByText(/1 record differs from the backup here and stayed as they are/)).toBeVisible();
  expect(await everything(page)).toEqual(before);
});

test("a backup that is cut off, damaged or none is refused before anything is changed", async ({ app, browser, server }) => {
  await work(app);
  const file = await backUp(app);
  const other = await emptyBrowser(browser, server);
  const bad = Buffer.from(file);
  bad[600] ^= 1;
  for (const [buffer, sentence] of [
    [file.subarray(0, file.length - 20_000), /^This backup is incomplete/],
    [file.subarray(0, 3_000), /^This backup is incomplete/],
    [bad, /^This (backup is damaged|file is no backup)/],
    [Buffer.from("time,open,high,low,close\n1,2,3,4,5\n".repeat(100)), /^This file is no backup of Hindcast/],
    [Buffer.alloc(0), /^This file is no backup of Hindcast/],
  ]) {
    await restore(other.app, buffer);
    await expect(other.page.getByText(sentence)).toBeVisible();
    expect(await everything(other.page)).toEqual([]);
    await other.page.reload();
  }
  // One file of bars is damaged: the rest comes back.
  const harmed = Buffer.from(file);
  harmed[file.length - 5_000] ^= 1;
  await restore(other.app, harmed);
  await expect(other.page.getByText(/and 1 file\. 1 file is damaged in the backup and left out\.$/)).toBeVisible();
  await other.close();
});
