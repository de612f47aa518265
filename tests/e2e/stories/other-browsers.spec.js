// What other browsers do otherwise, put into Chromium.
import { App } from "../support/app.js";
import { yahooFile } from "../support/bars.js";
import { expect, test } from "../support/fixtures.js";

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
