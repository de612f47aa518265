// The import dialog: what was recognised can be seen, said and changed before anything is stored.
import { readFile } from "node:fs/promises";
import { App } from "../support/app.js";
import { expect, test } from "../support/fixtures.js";
import { storedBars } from "../support/storage.js";

const csv = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
const DAY_MS = 86_400_000;
const days = (...dates) => dates.map((date) => Date.parse(date));

/** Opens the dialog with a file. */
async function choose(app, file) {
  await app.openImport();
  await app.page.getByLabel("Market data files").setInputFiles([file]);
  const dialog = app.page.getByRole("dialog");
  return { dialog, preview: dialog.getByRole("table"), submit: dialog.getByRole("button", { name: "Import", exact: true }) };
}

test("columns that nobody recognises are named by hand, and the preview follows until it is right", async ({ app, page }) => {
  const { dialog, preview, submit } = await choose(
    app,
    csv("strange.csv", "quando;p;note;q;r;s;t\n06.03.2023;50;x;52;49;51;7\n07.03.2023;51;y;53;50;52;8\n08.03.2023;52;z;54;51;53;9\n"),
  );
  await expect(dialog.getByRole("alert")).toContainText("The columns were not recognised");
  await expect(submit).toBeDisabled();
  const column = (name) => dialog.getByLabel(`Column ${name}`, { exact: true });
  await column("quando").focus();
  await column("quando").selectOption("time");
  // The control stays where it is while the file is looked at again.
  await expect(column("quando")).toBeFocused();
  await expect(dialog.getByRole("alert")).toContainText("none is named close");
  await column("p").selectOption("close");
  await expect(preview.getByRole("row").nth(1)).toContainText("50");
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await column("p").selectOption("open");
  await column("s").selectOption("close");
  await column("q").selectOption("high");
  await column("r").selectOption("low");
  await column("t").selectOption("volume");
  await expect(preview.getByRole("row").nth(3).getByRole("cell")).toHaveText([/2023/, /^52/, /^54/, /^51/, /^53/, "9"]);
  await submit.click();
  await expect(app.datasetRow("strange")).toBeVisible();
  expect(await storedBars(page)).toEqual({
    time: days("2023-03-06", "2023-03-07", "2023-03-08"),
    open: [50, 51, 52],
    high: [52, 53, 54],
    low: [49, 50, 51],
    close: [51, 52, 53],
    volume: [7, 8, 9],
  });
});

test("what was recognised can be changed: a column's meaning, and the order of day and month", async ({ app, page }) => {
  const { dialog, preview, submit } = await choose(
    app,
    csv("two-volumes.csv", "Date,Open,High,Low,Close,Volume,Volume USD\n2023-03-06,50,52,49,51,7,350\n2023-03-07,51,53,50,52,8,420\n"),
  );
  await expect(preview.getByRole("row").nth(1)).toContainText("7");
  await dialog.getByText("Change what was recognised").click();
  await dialog.getByLabel("Column Volume USD", { exact: true }).selectOption("volume");
  await expect(preview.getByRole("row").nth(1).getByRole("cell").last()).toHaveText("350");
  await expect(dialog.getByLabel("Column Volume", { exact: true })).toHaveValue("");
  await submit.click();
  await expect(app.datasetRow("two-volumes")).toBeVisible();
  expect((await storedBars(page)).volume).toEqual([350, 420]);
});

test("a question shows what both answers make of the file, and waits for one", async ({ app, page }) => {
  const { dialog, preview, submit } = await choose(
    app,
    csv("days.csv", "Date,Open,High,Low,Close\n01/03/2023,50,52,49,51\n02/03/2023,51,53,50,52\n03/03/2023,52,54,51,53\n06/03/2023,53,55,52,54\n"),
  );
  const question = dialog.getByRole("group", { name: /Is 01\/03\/2023 written/ });
  const reading = (name) => question.locator(".reading").filter({ hasText: name });
  await expect(reading("month first").getByRole("listitem").first()).toContainText(/open 50.*close 51/);
  const [march, january] = [reading("day first").getByRole("listitem"), reading("month first").getByRole("listitem")];
  await expect(march).toHaveCount(3);
  await expect(january).toHaveCount(3);
  expect(await march.allTextContents()).not.toEqual(await january.allTextContents());
  await expect(submit).toBeDisabled();
  await expect(question.getByText("Choose one to import.")).toBeVisible();
  const radio = reading("day first").getByRole("radio");
  await radio.check();
  await expect(radio).toBeFocused();
  await expect(submit).toBeEnabled();
  await expect(preview).toBeVisible();
  await submit.click();
  await expect(app.datasetRow("days")).toBeVisible();
  expect((await storedBars(page)).time).toEqual(days("2023-03-01", "2023-03-02", "2023-03-03", "2023-03-06"));
});

test("a doubt about the whole file is said, and accepted in one click", async ({ app, page }) => {
  const { dialog, submit } = await choose(
    app,
    csv("decades.csv", "Date,Open,High,Low,Close\n2013-03-06,10,12,9,11\n2023-03-07,11,13,10,12\n2023-03-08,12,14,11,13\n"),
  );
  await submit.click();
  await expect(dialog.getByRole("alert")).toContainText("There is no bar between 2013-03-06");
  await dialog.getByRole("button", { name: "Accept this and look again" }).click();
  await submit.click();
  await expect(app.datasetRow("decades")).toBeVisible();
  expect((await storedBars(page)).time[0]).toBe(Date.parse("2013-03-06"));
});

const fixture = async (name) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: await readFile(new URL(`../../../app/src/workbook/fixtures/${name}`, import.meta.url)),
});

test("an Excel workbook is read, and one with two sheets of prices is asked about", async ({ app, page }) => {
  const { dialog, preview, submit } = await choose(app, await fixture("two-sheets.xlsx"));
  const question = dialog.getByRole("group", { name: /several sheets of bars/ });
  await expect(question.locator(".reading").filter({ hasText: "AAA" })).toContainText("open 10.00,");
  await expect(question.locator(".reading").filter({ hasText: "BBB" })).toContainText("open 100.00,");
  await expect(submit).toBeDisabled();
  await question.getByRole("radio", { name: "BBB" }).check();
  await expect(dialog.getByRole("heading", { name: "two-sheets.xlsx, sheet BBB" })).toBeVisible();
  await expect(preview.getByRole("row").nth(1)).toContainText("100");
  await submit.click();
  await expect(app.datasetRow("two-sheets")).toBeVisible();
  const bars = await storedBars(page);
  expect([bars.time[0], bars.time[1] - bars.time[0], ...bars.open]).toEqual([Date.parse("2024-01-02"), DAY_MS, 100, 110, 125, 122.5]);
});

test("old workbooks and OpenDocument ask for the zone of their times as any file does", async ({ page, server }) => {
  for (const name of ["minutes.xls", "minutes.ods", "minutes-1904.xls"]) {
    await page.goto(server.url);
    const { dialog, submit } = await choose(new App(page), await fixture(name));
    await expect(dialog.getByRole("heading", { name: `${name}, sheet Minutes` })).toBeVisible();
    await dialog.getByRole("group", { name: /time zone/ }).getByLabel("Another zone").fill("America/New_York");
    await dialog.getByRole("group", { name: /time zone/ }).getByLabel("Another zone").press("Enter");
    await expect(dialog.getByRole("table").getByRole("row").nth(1)).toContainText("14:30");
    await expect(submit).toBeEnabled();
  }
});
