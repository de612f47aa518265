// The renderer is killed at random moments of a sweep; it goes on, and the table is that of an uninterrupted run.
import { expect, test } from "../support/fixtures.js";
import { App } from "../support/app.js";
import { startShortSweep } from "../support/long-sweep.js";
import { random } from "../support/random.js";

const KILLS = 10;

test("the renderer dies at ten random moments of a sweep, which goes on from its stored combinations to the same hash", async ({ context, server }) => {
  test.setTimeout(240_000);
  const seed = Number(process.env.HINDCAST_SEED ?? Date.now() % 1_000_000);
  console.log(`HINDCAST_SEED=${seed}`);
  const draw = random(seed);
  let page = await context.newPage();
  await page.goto(server.url);
  let app = new App(page);
  await startShortSweep(app);
  await app.expectState("completed", { timeout: 90_000 });
  const expected = await app.resultHash();
  await page.getByRole("main").getByRole("button", { name: "Re-run" }).click();
  await app.expectState("running");
  const job = page.url();
  const found = [];
  for (let kill = 0; kill < KILLS; kill++) {
    // So many cells are done when it dies; the last tenth is left for the end.
    const wanted = Math.floor(((kill + draw()) / KILLS) * 0.9 * 396);
    const done = await page.waitForFunction((wanted) => {
      const text = document.querySelector("main .progress-text")?.textContent ?? "";
      const percent = Number(/(\d+)/.exec(text)?.[1] ?? -1);
      return percent * 3.96 >= wanted || /completed/.test(document.querySelector("main .job-meta")?.textContent ?? "") ? percent : false;
    }, wanted, { polling: 20 });
    found.push(await done.jsonValue());
    const gone = page.waitForEvent("crash");
    const devtools = await context.newCDPSession(page);
    // The command never gets its answer: the process that would give it is gone.
    devtools.send("Page.crash").catch(() => {});
    await gone;
    page = await context.newPage();
    app = new App(page);
    await page.goto(job);
    // Twice it goes on by itself, then it asks.
    const resume = page.getByRole("main").getByRole("button", { name: "Resume", exact: true });
    if (kill >= 2) await resume.click();
    await app.expectState("running", { timeout: 20_000 });
  }
  console.log(`killed at ${found.join(", ")} %`);
  await app.expectState("completed", { timeout: 90_000 });
  expect(await app.resultHash()).toBe(expected);
});
