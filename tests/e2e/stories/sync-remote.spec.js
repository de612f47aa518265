// What one device does about the jobs and datasets of another.
import { App } from "../support/app.js";
import { devices, expectAllSent, openJob, runJob } from "../support/devices.js";
import { expect, test } from "../support/fixtures.js";
import { startLongSweep, startShortSweep } from "../support/long-sweep.js";
import { files } from "../support/storage.js";

/** The percent that the progress bar of the job's page shows. */
async function percent(app) {
  const bar = app.page.getByRole("main").getByRole("progressbar", { name: /^Progress of/ });
  return Number((await bar.getAttribute("aria-valuenow")) ?? 0);
}

test("another device sees a sweep's progress live, and cancels it from afar", async () => {
  await devices(async (a, b) => {
    await startLongSweep(a);
    await openJob(b);
    await b.expectState("running");
    const main = b.page.getByRole("main");
    await expect(main.getByRole("heading", { name: "Running on another device" })).toBeVisible();
    await expect(async () => expect(await percent(b)).toBeGreaterThan(0)).toPass({ timeout: 30_000 });
    const before = await percent(b);
    await expect(async () => expect(await percent(b)).toBeGreaterThan(before)).toPass({ timeout: 30_000 });
    // Its table can only be put together where its cells lie.
    await expect(main.getByRole("button", { name: "Stop" })).toHaveCount(0);
    await main.getByRole("button", { name: "Cancel" }).click();
    await b.expectState("cancelled");
    await a.expectState("cancelled", { timeout: 5_000 });
    const panel = await a.openBackgroundJobs();
    await expect(panel.getByText("Nothing is queued or running.")).toBeVisible();
    await expect(panel.getByText("idle").first()).toBeVisible();
    await expect(async () => expect(await files(a.page, "sweeps")).toEqual([])).toPass();
  });
});

test("another device pauses a sweep from afar; it goes on where it runs, from the combinations that were stored", async () => {
  await devices(async (a, b) => {
    await startLongSweep(a);
    await openJob(b);
    await b.expectState("running");
    await expect(async () => expect(await percent(a)).toBeGreaterThan(0)).toPass({ timeout: 30_000 });
    await b.page.getByRole("main").getByRole("button", { name: "Pause" }).click();
    await b.expectState("paused");
    await a.expectState("paused", { timeout: 5_000 });
    await expect(b.page.getByRole("main").getByRole("button", { name: "Take over" })).toBeVisible();
    expect((await files(a.page, "sweeps")).length).toBe(1);
    await a.page.getByRole("main").getByRole("button", { name: "Resume" }).click();
    await a.expectState("running");
    await expect(async () => expect(await percent(a)).toBeGreaterThan(0)).toPass({ timeout: 30_000 });
    await b.expectState("running");
    await a.page.getByRole("main").getByRole("button", { name: "Cancel" }).click();
    await b.expectState("cancelled");
  });
});

test("an interrupted sweep of another device is taken over, with the bars fetched for it, and finished", async () => {
  await devices(async (a, b) => {
    await a.go("Settings");
    await a.page.getByLabel("Resume interrupted jobs").uncheck();
    await startShortSweep(a);
    const job = a.page.url();
    await openJob(b);
    await b.expectState("running");
    expect(await files(b.page, "bars")).toEqual([]);

    const context = a.page.context();
    await a.page.close();
    const again = new App(await context.newPage());
    await again.page.goto(job);
    await again.expectState("interrupted");
    await b.expectState("interrupted");
    // Twenty megabytes of bars come after the records, and the dataset with them.
    await expect(b.page.getByRole("main").getByRole("link", { name: /^Synthetic/ })).toBeVisible({ timeout: 60_000 });
    await b.page.getByRole("main").getByRole("button", { name: "Take over" }).click();
    await b.expectState("completed", { timeout: 60_000 });
    await expect(b.cellRows.first()).toBeVisible();
    expect((await files(b.page, "bars")).length).toBe(1);

    // The first device has it as the other's, with the table.
    await again.expectState("completed");
    await expect(again.cellRows.first()).toBeVisible();
    await again.go("Jobs");
    await expect(again.jobRows).toHaveCount(1);
    await expect(again.jobRows.first()).toContainText("another device");
  });
});

test("a sweep whose bars have not reached the server cannot be taken over yet: that is said, and it stays interrupted", async () => {
  await devices(async (a, b) => {
    await a.go("Settings");
    await a.page.getByLabel("Resume interrupted jobs").uncheck();
    const bars = a.page.getByRole("main").getByRole("group", { name: "Bars of datasets" });
    await bars.getByRole("radio", { name: "chosen" }).check();
    await startShortSweep(a);
    const job = a.page.url();
    await openJob(b);
    await b.expectState("running");
    const context = a.page.context();
    await a.page.close();
    const again = new App(await context.newPage());
    await again.page.goto(job);
    await b.expectState("interrupted");
    await b.page.getByRole("main").getByRole("button", { name: "Take over" }).click();
    await expect(b.page.getByText(/are not in this browser, and the server does not have them yet/)).toBeVisible();
    await b.expectState("interrupted");
    expect(await files(b.page, "bars")).toEqual([]);
    // Nothing was lost: it goes on where its bars are.
    await again.page.getByRole("main").getByRole("button", { name: "Resume" }).click();
    await again.expectState("completed", { timeout: 60_000 });
    await b.expectState("completed");
  });
});

test("a dataset that a job needs and this device lacks is fetched on demand", async () => {
  await devices(async (a, b) => {
    await a.addIndex("S&P 500");
    await runJob(a);
    const hash = await a.resultHash();
    await b.go("Jobs");
    await expect(b.jobRows.filter({ hasText: "completed" })).toHaveCount(1);
    expect(await files(b.page, "bars")).toEqual([]);
    await runJob(b);
    expect((await files(b.page, "bars")).length).toBe(1);
    expect(await b.resultHash()).toBe(hash);
  });
});

test("bars and results go to the server for the datasets that were chosen", async () => {
  await devices(async (a, b) => {
    const main = a.page.getByRole("main");
    await a.go("Settings");
    for (const group of ["Results of jobs", "Bars of datasets"]) {
      await main.getByRole("group", { name: group }).getByRole("radio", { name: "chosen" }).check();
    }
    await a.addIndex("S&P 500");
    await runJob(a);
    // Descriptions and records are there, what they name is not.
    await openJob(b);
    await b.expectState("completed");
    await expect(b.page.getByText(/no server has it/)).toBeVisible();
    await b.go("Datasets");
    await b.datasetRow("S&P 500").getByRole("link").click();
    await expect(b.page.getByText(/bars of this dataset are missing/)).toBeVisible();

    // Chosen on the dataset's own page, and in the list of the settings.
    await a.go("Datasets");
    await a.datasetRow("S&P 500").getByRole("link").click();
    await main.getByLabel("Send its bars").check();
    await a.go("Settings");
    const chosen = main.getByRole("table", { name: "Chosen datasets" });
    await expect(chosen.getByLabel(/^Bars of S&P 500/)).toBeChecked();
    await chosen.getByLabel(/^Results of S&P 500/).check();
    // The pages that miss them fetch them by themselves once they are there.
    await expect(b.page.locator("canvas").first()).toBeVisible();
    await openJob(b);
    await expect(b.page.getByText(/^Result fingerprint/)).toBeVisible();
  });
});

test("what is chosen to be sent is sent, however soon one choice follows the other", async () => {
  await devices(async (a, b) => {
    const main = a.page.getByRole("main");
    await a.go("Settings");
    const of = (group, name) => main.getByRole("group", { name: group }).getByRole("radio", { name });
    const groups = ["Results of jobs", "Bars of datasets"];
    for (const group of groups) await of(group, "none").check();
    await a.addIndex("S&P 500");
    await runJob(a);
    await openJob(b);
    await expect(b.page.getByText(/no server has it/)).toBeVisible();
    // The second while the exchange that follows from the first is at its work.
    await a.go("Settings");
    await of(groups[1], "all").check();
    await of(groups[0], "all").check();
    await expect(b.page.getByText(/^Result fingerprint/)).toBeVisible();
  });
});

test("what another device has tried counts in a sweep's overfitting check, even where its job was deleted before this one heard of it", async () => {
  const sweep = async (app, to) => {
    await app.openForm("SMA cross");
    await app.chooseDataset("S&P 500");
    await app.sweep("Fast length", { from: 5, to, step: 5 });
    await app.sweep("Slow length", { from: 60, to: 100, step: 20 });
    await app.submit();
    await app.expectState("completed");
  };
  await devices(async (a, b) => {
    await a.addIndex("S&P 500");
    await b.go("Datasets");
    await b.datasetRow("S&P 500").getByRole("link").click();
    await expect(b.page.locator("canvas").first()).toBeVisible();
    await b.page.context().setOffline(true);
    await sweep(a, 20);
    await a.page.getByRole("main").getByRole("button", { name: "Delete" }).click();
    await expectAllSent(a);
    await b.page.context().setOffline(false);
    await expect(async () => {
      await b.go("Settings");
      await b.page.getByRole("button", { name: "Sync now" }).click();
      await expect(b.page.getByText("Synced.")).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 15_000 });
    await sweep(b, 10);
    // It is among the verdict's assumptions, folded away.
    await expect(b.page.getByText(/6 combinations of this sweep and 12 earlier trials on these bars count/)).toBeAttached();
  });
});
