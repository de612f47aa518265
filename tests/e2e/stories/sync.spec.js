// Two browsers of one person and a server between them.
import { readFile } from "node:fs/promises";
import { code, devices, expectAllSent, openJob, pair, runJob } from "../support/devices.js";
import { expect, test } from "../support/fixtures.js";

test("a job run on one device is on the other within two seconds, and its report opens there with the same hash", async () => {
  await devices(async (a, b) => {
    await a.addIndex("S&P 500");
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
    await a.addIndex("S&P 500");
    // The bars are there before the network goes.
    await b.go("Datasets");
    await b.page.getByRole("link", { name: "S&P 500" }).click();
    await expect(b.page.getByRole("heading", { name: /S&P 500/ })).toBeVisible();
    await runJob(b);
    await a.go("Jobs");
    await expect(a.jobRows.filter({ hasText: "completed" })).toHaveCount(1);
    // That the other device has it does not mean that this one has heard the server's answer.
    await b.go("Jobs");
    await expect(b.jobRows.filter({ hasText: "on the server" })).toHaveCount(1);
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

/** Writes on the job whose page is open. */
async function edit(app, { tags, note }) {
  await app.page.getByRole("main").getByRole("button", { name: "Edit" }).click();
  const dialog = app.page.getByRole("dialog", { name: "Edit job" });
  if (tags !== undefined) await dialog.getByLabel("Tags").fill(tags);
  if (note !== undefined) await dialog.getByLabel("Note").fill(note);
  // By keyboard: Enter in a field saves.
  await dialog.getByLabel("Name").press("Enter");
  await expect(dialog).toBeHidden();
}

test("what is written on a job on one device is on the other, and two edits of different fields both hold", async () => {
  await devices(async (a, b) => {
    await a.addIndex("S&P 500");
    await runJob(a);
    await openJob(b);
    await b.page.context().setOffline(true);
    await edit(b, { note: "Fails in 2008." });
    await b.page.getByRole("button", { name: "Star" }).click();
    await edit(a, { tags: "trend, long" });
    await b.page.context().setOffline(false);
    for (const app of [a, b]) {
      const main = app.page.getByRole("main");
      await expect(main.getByText("Fails in 2008.")).toBeVisible();
      await expect(main.getByRole("list", { name: "Tags" })).toHaveText("trendlong");
      await expect(main.getByRole("button", { name: "Star" })).toHaveAttribute("aria-pressed", "true");
    }
    await a.go("Jobs");
    await expect(a.jobRows.first()).toContainText("trend, long");
    await a.page.getByLabel("Starred only").check();
    await expect(a.jobRows).toHaveCount(1);
  });
});

test("S10: what one device deletes while another edits it offline stays deleted; the edit is kept and comes back as a new job", async () => {
  await devices(async (a, b) => {
    await a.addIndex("S&P 500");
    await runJob(a);
    await openJob(b);
    const old = new URL(b.page.url()).hash;
    const hash = await b.resultHash();
    await b.page.context().setOffline(true);
    await edit(b, { note: "The one to keep." });
    await a.page.getByRole("main").getByRole("button", { name: "Delete" }).click();
    await a.go("Jobs");
    await expect(a.jobRows).toHaveCount(0);
    // Had the edit come first, it would be in A's trash.
    await expectAllSent(a);
    await b.page.context().setOffline(false);
    await expect(b.page.getByText("This job is not here")).toBeVisible();
    await b.go("Jobs");
    await expect(b.jobRows).toHaveCount(0);

    await b.go("Settings");
    const main = b.page.getByRole("main");
    const lost = main.getByRole("listitem").filter({ hasText: "deleted on one device while it was changed on another" });
    await lost.getByText("SMA cross").first().click();
    await expect(lost.getByText("The one to keep.")).toBeVisible();
    const saved = b.page.waitForEvent("download");
    await lost.getByRole("button", { name: /^Save/ }).click();
    const file = JSON.parse(await readFile(await (await saved).path(), "utf8"));
    expect(file.note).toBe("The one to keep.");
    await lost.getByRole("button", { name: /^Restore/ }).click();
    await expect(lost).toHaveCount(0);
    await b.page.getByRole("status").getByRole("link", { name: "Open it" }).click();
    await expect(main.getByText("The one to keep.")).toBeVisible();
    expect(await b.resultHash()).toBe(hash);
    expect(new URL(b.page.url()).hash).not.toBe(old);

    // It is one new job on both, and the old one is on neither, also after a new start.
    for (const app of [a, b]) {
      await app.go("Jobs");
      await expect(app.jobRows).toHaveCount(1);
      await app.page.reload();
      await expect(app.jobRows).toHaveCount(1);
      await app.page.goto(new URL(old, app.page.url()).href);
      await expect(app.page.getByText("This job is not here")).toBeVisible();
    }
  });
});

test("a set of the library that two devices added before they met is one row on both, and is renamed and deleted as one", async () => {
  const meet = async (a, b) => {
    for (const app of [a, b]) {
      await app.go("Datasets");
      await expect(app.datasetRow("IBM")).toHaveCount(1);
    }
    await a.datasetRow("IBM").getByRole("link").click();
    await a.page.getByRole("main").getByRole("button", { name: "Rename" }).click();
    await a.field("Name").fill("The index");
    await a.field("Name").press("Enter");
    await expect(b.datasetRow("The index")).toHaveCount(1);
    await expect(b.datasetRow("IBM")).toHaveCount(0);
    await b.datasetRow("The index").getByRole("link").click();
    await b.page.getByRole("main").getByRole("button", { name: "Delete" }).click();
    await b.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await a.go("Datasets");
    await expect(a.page.getByText("No datasets yet")).toBeVisible();
  };
  await devices(meet, (app) => app.addFromLibrary("IBM"));
});

test("S9: a device whose storage was cleared gets everything back and deletes nothing", async () => {
  await devices(async (a, b, server) => {
    await a.addIndex("S&P 500");
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
