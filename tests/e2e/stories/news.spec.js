// News from another tab, another device or a worker change what a page says, and nothing that a person is at: what is typed, chosen, open,
// has the focus or is scrolled to.
import { App } from "../support/app.js";
import { yahooFile } from "../support/bars.js";
import { devices, expectAllSent, openJob, runJob } from "../support/devices.js";
import { expect, test } from "../support/fixtures.js";
import { startLongSweep } from "../support/long-sweep.js";
import { copyJobRecord } from "../support/storage.js";

/** The same browser once more. */
async function anotherTab(app) {
  const page = await app.page.context().newPage();
  await page.goto(new URL("/", app.page.url()).href);
  return new App(page);
}

async function openDataset(app, name) {
  await app.go("Datasets");
  await app.datasetRow(name).getByRole("link").click();
}

async function rename(app, to) {
  await app.page.getByRole("main").getByRole("button", { name: "Rename" }).click();
  await app.field("Name").fill(to);
  await app.field("Name").press("Enter");
  await expect(app.page.getByRole("dialog")).toBeHidden();
}

const heading = (app) => app.page.locator("main h1");

/** Types into a field, and says how to see that all is as it was left: text, caret and focus. */
async function typedInto(field, text) {
  await field.fill(text);
  await field.evaluate((input) => input.setSelectionRange(2, 4));
  return async () => {
    await expect(field).toHaveValue(text);
    await expect(field).toBeFocused();
    expect(await field.evaluate((input) => [input.selectionStart, input.selectionEnd])).toEqual([2, 4]);
  };
}

test("a new name being typed for a dataset survives what another tab and another device do with it", async () => {
  await devices(async (a, b) => {
    await a.addIndex("S&P 500");
    const tab = await anotherTab(a);
    await openDataset(a, "S&P 500");
    await a.page.getByRole("main").getByRole("button", { name: "Rename" }).click();
    const expectKept = await typedInto(a.field("Name"), "My own name");

    await openDataset(tab, "S&P 500");
    await rename(tab, "Of the other tab");
    await expect(heading(a)).toHaveText("Of the other tab");
    await expectKept();
    await openDataset(b, "Of the other tab");
    await rename(b, "Of the other device");
    await expect(heading(a)).toHaveText("Of the other device");
    await expectKept();
    await b.addIndex("NASDAQ");
    await tab.go("Datasets");
    await expect(tab.datasetRow("NASDAQ")).toBeVisible();
    await expectKept();

    await a.field("Name").press("Enter");
    await expect(a.page.getByRole("dialog")).toBeHidden();
    await expect(b.datasetRow("My own name")).toBeVisible();
  });
});

test("a name that was not changed in the dialog does not undo another device's", async () => {
  await devices(async (a, b) => {
    await a.addIndex("S&P 500");
    await openDataset(a, "S&P 500");
    await a.page.getByRole("main").getByRole("button", { name: "Rename" }).click();
    await openDataset(b, "S&P 500");
    await rename(b, "Renamed there");
    await expect(heading(a)).toHaveText("Renamed there");
    await a.field("Name").press("Enter");
    await expect(a.page.getByRole("dialog")).toBeHidden();
    await expect(heading(a)).toHaveText("Renamed there");
    // The next time the dialog says what it is called now.
    await a.page.getByRole("main").getByRole("button", { name: "Rename" }).click();
    await expect(a.field("Name")).toHaveValue("Renamed there");
  });
});

test("a note being typed stays when another device tags the job, and when it deletes it", async () => {
  await devices(async (a, b) => {
    await a.addIndex("S&P 500");
    await runJob(a);
    await openJob(b);
    const main = b.page.getByRole("main");
    await a.page.getByRole("main").getByRole("button", { name: "Edit" }).click();
    const expectKept = await typedInto(a.page.getByRole("dialog", { name: "Edit job" }).getByLabel("Note"), "A long thought");

    await main.getByRole("button", { name: "Edit" }).click();
    await b.page.getByRole("dialog").getByLabel("Tags").fill("trend");
    await b.page.getByRole("dialog").getByLabel("Name").press("Enter");
    await expect(a.page.getByRole("list", { name: "Tags", includeHidden: true })).toHaveText("trend");
    await expectKept();
    await main.getByRole("button", { name: "Delete" }).click();
    await expectAllSent(b);
    await expect(a.page.getByText("This job is not here")).toBeAttached();
    await expectKept();
  });
});

test("an open import dialog, its file and the name typed for it stay when datasets come in", async ({ app }) => {
  const tab = await anotherTab(app);
  await app.openImport();
  await app.page.getByLabel("Market data files").setInputFiles([yahooFile()]);
  const dialog = app.page.getByRole("dialog");
  const preview = dialog.getByRole("table").first();
  await expect(preview).toBeVisible();
  const expectKept = await typedInto(dialog.getByLabel("Name of the dataset"), "My bars");
  await tab.addIndex("S&P 500");
  await expect(app.page.getByRole("table", { name: "Datasets", includeHidden: true })).toContainText("S&P 500");
  await expectKept();
  await expect(preview).toBeVisible();
  await dialog.getByRole("button", { name: /^Import\b/ }).click();
  await expect(app.datasetRow("My bars")).toBeVisible();
});

test("the run form keeps its dataset, what is typed and what is ticked when datasets come in", async ({ app }) => {
  const tab = await anotherTab(app);
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  const summary = app.page.getByRole("complementary", { name: "Summary" });
  await expect(summary).toContainText("S&P 500");
  await app.sweep("Slow length", { from: 60, to: 100, step: 20 });
  const expectKept = await typedInto(app.field("Fast length"), "12345");
  await tab.addIndex("NASDAQ");
  const other = app.page.getByRole("main").getByRole("checkbox", { name: "NASDAQ" });
  await expect(other).toBeVisible();
  await expectKept();
  // Nobody chose a dataset; the one that was there is still the one.
  await expect(summary).toContainText("S&P 500");
  await expect(app.field("Dataset").locator("option:checked")).toContainText("S&P 500");

  await other.check();
  await openDataset(tab, "NASDAQ");
  await rename(tab, "Technology");
  const renamed = app.page.getByRole("main").getByRole("checkbox", { name: "Technology" });
  await expect(renamed).toBeChecked();
  await expect(renamed).toBeFocused();
});

test("the list of jobs stays where it is scrolled to, with its search, filters and ticks, when jobs come in", async ({ app }) => {
  await app.addIndex("S&P 500");
  await runJob(app);
  await copyJobRecord(app.page, 60);
  await app.page.reload();
  await app.go("Jobs");
  const list = app.page.getByRole("table", { name: "Jobs" });
  await expect(list).toHaveAttribute("aria-rowcount", "61");
  await app.page.getByRole("combobox", { name: "State" }).selectOption("completed");
  const expectKept = await typedInto(app.page.getByRole("searchbox", { name: "Search jobs" }), "cross");
  await list.evaluate((element) => element.scrollTo(0, 1_000));
  const row = app.jobRows.filter({ has: app.page.getByRole("link", { name: "Copy 20", exact: true }) });
  await row.getByRole("checkbox").evaluate((box) => box.click());
  const place = () => row.evaluate((element) => Math.round(element.getBoundingClientRect().top));
  const before = await place();

  const tab = await anotherTab(app);
  await runJob(tab);
  await expect(list).toHaveAttribute("aria-rowcount", "62");
  await expect.poll(place).toBe(before);
  await expect(row.getByRole("checkbox")).toBeChecked();
  await expect(app.page.getByRole("combobox", { name: "State" })).toHaveValue("completed");
  await expectKept();
});

test("on a running sweep what is typed, unfolded and has the focus stays while combinations come in", async ({ app }) => {
  await startLongSweep(app);
  const open = app.cellRows.first().getByRole("button");
  await expect(open).toBeVisible({ timeout: 30_000 });
  const folded = app.page.getByRole("main").locator("details:has(li)").first();
  await folded.locator("summary").click();
  const said = app.page.getByRole("main").locator(".cells-count");
  const grows = async () => {
    const before = await said.textContent();
    await expect(said).not.toHaveText(before, { timeout: 30_000 });
  };
  await open.focus();
  await grows();
  await grows();
  await expect(open).toBeFocused();
  const expectKept = await typedInto(app.page.getByLabel("at least"), "12345");
  await grows();
  await grows();
  await expectKept();
  await expect(folded).toHaveAttribute("open", "");
  await app.page.getByRole("main").getByRole("button", { name: "Cancel" }).click();
  await app.expectState("cancelled");
});

test("a button that has the focus keeps it when another tab resumes the job", async ({ app }) => {
  await startLongSweep(app);
  const main = app.page.getByRole("main");
  await main.getByRole("button", { name: "Pause" }).click();
  await app.expectState("paused");
  const cancel = main.getByRole("button", { name: "Cancel" });
  await cancel.focus();
  const tab = await anotherTab(app);
  await tab.page.goto(app.page.url());
  await tab.page.getByRole("main").getByRole("button", { name: "Resume" }).click();
  await app.expectState("running");
  await expect(cancel).toBeFocused();
  await cancel.click();
  await app.expectState("cancelled");
});

test("on the settings a switch keeps the focus, and what is typed and unfolded stays, when another device changes something", async () => {
  await devices(async (a, b) => {
    await a.addIndex("S&P 500");
    await runJob(a);
    await openJob(b);
    // A conflict to look at: edited here, deleted there.
    await b.page.context().setOffline(true);
    await b.page.getByRole("main").getByRole("button", { name: "Edit" }).click();
    await b.page.getByRole("dialog").getByLabel("Note").fill("The one to keep.");
    await b.page.getByRole("dialog").getByLabel("Name").press("Enter");
    await a.page.getByRole("main").getByRole("button", { name: "Delete" }).click();
    await expectAllSent(a);
    await b.page.context().setOffline(false);
    await b.go("Settings");
    const main = b.page.getByRole("main");
    const lost = main.getByRole("listitem").filter({ hasText: "deleted on one device while it was changed on another" });
    await lost.locator("summary").click();
    await expect(lost.getByText("The one to keep.")).toBeVisible();

    await main.getByRole("group", { name: "Bars of datasets" }).getByRole("radio", { name: "chosen" }).check();
    const chosen = main.getByRole("table", { name: "Chosen datasets" });
    const own = chosen.getByLabel(/^Bars of S&P 500/);
    await own.check();
    await expect(own).toBeFocused();
    await a.addIndex("NASDAQ");
    await expect(chosen.getByLabel(/^Bars of NASDAQ/)).toBeVisible();
    await expect(own).toBeFocused();
    await expect(own).toBeChecked();
    await expect(lost.getByText("The one to keep.")).toBeVisible();

    const expectKept = await typedInto(main.getByLabel("Workers"), "9999");
    await a.addSynthetic();
    await expect(chosen.getByRole("row")).toHaveCount(4);
    await expectKept();
    await expect(lost.getByText("The one to keep.")).toBeVisible();
  });
});
