// What a crash leaves behind is found again and finished.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "../support/app.js";
import { startChrome } from "../support/chrome.js";
import { expect, test } from "../support/fixtures.js";
import { startShortSweep } from "../support/long-sweep.js";

test("J1: the tab's renderer dies during a sweep; a second tab shows interrupted, then finishes it", async ({ context, server }) => {
  const first = await context.newPage();
  await first.goto(server.url);
  const app = new App(first);
  await startShortSweep(app);
  const job = first.url();

  const second = await context.newPage();
  await second.goto(job);
  const other = new App(second);
  await other.expectState("running");

  const gone = first.waitForEvent("crash");
  const devtools = await context.newCDPSession(first);
  // The command never gets its answer: the process that would give it is gone.
  devtools.send("Page.crash").catch(() => {});
  await gone;
  await other.expectState("interrupted", { timeout: 5_000 });
  await other.expectState("completed", { timeout: 60_000 });
});

test("J2: the whole browser is killed during a sweep; reopened, it goes on and finishes", async ({ server }) => {
  const profile = await mkdtemp(join(tmpdir(), "hindcast-profile-"));
  let chrome = await startChrome(profile);
  try {
    let page = await chrome.context.newPage();
    await page.goto(server.url);
    await startShortSweep(new App(page));
    const job = page.url();
    await chrome.kill();
    await rm(join(profile, "DevToolsActivePort"), { force: true });

    chrome = await startChrome(profile);
    page = await chrome.context.newPage();
    await page.goto(job);
    const app = new App(page);
    await app.expectState("interrupted");
    await app.expectState("completed", { timeout: 60_000 });
    await expect(app.cellRows.first()).toBeVisible();
  } finally {
    await chrome.kill();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
