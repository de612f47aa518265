// Workers that crash, fall silent or never start. The fault is put into the worker's script on its way, and strikes the one job
// with a tell-tale initial cash.
import { yahooFile } from "../support/bars.js";
import { expect, test } from "../support/fixtures.js";
import { App } from "../support/app.js";

const WORKER_SCRIPT = /\/worker-[0-9a-f]+\.js$/;
const TELL_TALE = "13013";

/** Makes every worker run `fault` instead of the tell-tale job. */
async function inject(context, fault) {
  await context.route(WORKER_SCRIPT, async (route) => {
    const original = await (await route.fetch()).text();
    const body = `self.addEventListener("message", (event) => {
      if (event.data?.body?.run?.work?.backtest?.run.config.account.initial_cash !== ${TELL_TALE}) return;
      event.stopImmediatePropagation();
      ${fault}
    });\n${original}`;
    await route.fulfill({ body, contentType: "text/javascript" });
  });
}

async function submitTellTale(app) {
  await app.openForm("SMA cross");
  await app.chooseDataset("WAVE");
  await app.field("Initial cash").fill(TELL_TALE);
  await app.submit();
}

async function submitSound(app) {
  await app.openForm("SMA cross");
  await app.chooseDataset("WAVE");
  await app.field("Initial cash").fill("50000");
  await app.submit();
}

const trap = `throw new WebAssembly.RuntimeError("unreachable");`;
const panic = `self.postMessage({ kind: "reply", body: { panicked: { message: "index out of bounds at engine" } } });`;

for (const { name, fault, sentence } of [
  { name: "a panic", fault: panic + trap, sentence: /The engine failed on this job/ },
  { name: "a trap without a word", fault: trap, sentence: /A worker did not start or stopped answering/ },
]) {
  test(`J4: ${name} fails its job within two seconds, and the next job runs on a new worker`, async ({ app, page, context, server }) => {
    await inject(context, fault);
    await page.goto(server.url);
    await app.importFiles([yahooFile()]);
    await submitTellTale(app);
    await app.expectState("failed", { timeout: 2_000 });
    await expect(page.getByRole("main").getByRole("alert")).toContainText(sentence);
    await submitSound(app);
    await app.expectState("completed");
  });
}

test("a worker that dies in the middle of a sweep fails it; run again, the new worker is told what the sweep does", async ({ app, page, context, server }) => {
  await page.goto(server.url);
  await app.importFiles([yahooFile()]);
  await app.openForm("SMA cross");
  await app.chooseDataset("WAVE");
  await app.sweep("Fast length", { from: 2, to: 11, step: 1 });
  await app.sweep("Slow length", { from: 12, to: 21, step: 1 });
  await app.submit();
  await app.expectState("completed");
  const hash = await app.resultHash();
  // The workers of the next page strike once, at cells of a sweep; those that take their place are sound.
  let [nFaulty, isSound] = [0, false];
  await context.route(WORKER_SCRIPT, async (route) => {
    const original = await (await route.fetch()).text();
    const fault = `const struck = new BroadcastChannel("struck");
      let isArmed = true;
      struck.onmessage = () => { isArmed = false; };
      self.addEventListener("message", (event) => {
        if (!isArmed || !event.data?.body?.run?.work?.cells) return;
        isArmed = false;
        struck.postMessage(null);
        event.stopImmediatePropagation();
        ${trap}
      });\n`;
    await route.fulfill({ body: isSound ? original : fault + original, contentType: "text/javascript" });
    if (!isSound) nFaulty += 1;
  });
  await page.reload();
  await app.expectState("completed");
  // One of the pool, beside the one that reads the table.
  await expect.poll(() => nFaulty).toBeGreaterThan(1);
  isSound = true;
  const again = page.getByRole("main").getByRole("button", { name: "Re-run" });
  await again.click();
  await app.expectState("failed");
  await again.click();
  await app.expectState("completed");
  expect(await app.resultHash()).toBe(hash);
});

test("J5: a worker that falls silent is given up, and the next job runs on a new worker", async ({ app, page, context, server }) => {
  test.setTimeout(90_000);
  await inject(context, "for (;;);");
  await page.goto(server.url);
  await app.importFiles([yahooFile()]);
  await submitTellTale(app);
  await app.expectState("running");
  await app.expectState("failed", { timeout: 40_000 });
  await submitSound(app);
  await app.expectState("completed");
});

test("J5: when the worker's script is missing, a job fails with a sentence instead of waiting", async ({ browser, server }) => {
  test.setTimeout(60_000);
  const context = await browser.newContext();
  const page = await context.newPage();
  const app = new App(page);
  await page.goto(server.url);
  await app.importFiles([yahooFile()]);
  await context.route(WORKER_SCRIPT, (route) => route.abort());
  await page.reload();
  await submitSound(app);
  await app.expectState("failed", { timeout: 30_000 });
  await expect(page.getByRole("main").getByRole("alert")).toContainText(/A worker did not start/);
  await context.close();
});
