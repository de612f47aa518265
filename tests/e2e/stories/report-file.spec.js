// The report as one file: opened without scripts and without a network, it has the numbers of the page.
import { pathToFileURL } from "node:url";
import { expect, test } from "../support/fixtures.js";

const HOSTILE = `</title><script>document.title = "run"</script><img src=x onerror=alert(1)> & "quotes"`;

async function runCross(app, page) {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
}

/** Exports the report and opens it in a browser that runs no script and reaches nothing. */
async function openFile(page, browser) {
  await page.getByText("Export", { exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Report (HTML)" }).click();
  const file = await download;
  const path = test.info().outputPath(file.suggestedFilename());
  await file.saveAs(path);
  const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
  const reader = await context.newPage();
  const asked = [];
  reader.on("request", (request) => asked.push(request.url()));
  await reader.goto(pathToFileURL(path).href);
  return { reader, asked };
}

/** What the tiles say, with all spaces alike. */
async function tiles(page) {
  const texts = await page.locator(".tiles > div").allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, " "));
}

test("the exported report has the page's numbers, charts and trades without script and network", async ({ app, page, browser }) => {
  await runCross(app, page);
  const onPage = await tiles(page);
  const { reader, asked } = await openFile(page, browser);
  expect(onPage).toHaveLength(12);
  expect(await tiles(reader)).toEqual(onPage);
  expect(asked, "the file alone").toHaveLength(1);
  await expect(reader.getByRole("img", { name: "Equity, and buy and hold" })).toBeVisible();
  await expect(reader.getByRole("img", { name: "Drawdown in percent" })).toBeVisible();

  await expect(page.locator(".months")).toBeVisible();
  const months = (of) => of.locator(".months tbody tr").allInnerTexts();
  const spaced = (rows) => rows.map((row) => row.trim().split(/\s+/).join(" "));
  expect(spaced(await months(reader))).toEqual(spaced(await months(page)));

  const n = Number((await page.getByRole("main").getByText(/trades; choose one/).innerText()).split(" ")[0].replace(",", ""));
  await expect(reader.locator(".trades tbody tr")).toHaveCount(n);
  await expect(reader.getByText(await app.resultHash())).toBeVisible();
  // The deepest of the drawdowns is the maximum drawdown.
  const deepest = await reader.locator("section", { hasText: "Worst drawdowns" }).locator("tbody tr").first().locator("td").nth(1).innerText();
  expect(onPage.find((text) => text.startsWith("Max drawdown"))).toBe(`Max drawdown ${deepest} %`);
  await reader.context().close();
});

test("names and notes are text in the file, whatever they are", async ({ app, page, browser }) => {
  await runCross(app, page);
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit job" });
  await dialog.getByLabel("Name").fill(HOSTILE);
  await dialog.getByLabel("Tags").fill("<b>bold</b>");
  await dialog.getByLabel("Note").fill(`${HOSTILE}\nsecond line`);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  const { reader } = await openFile(page, browser);
  await expect(reader.getByRole("heading", { level: 1 })).toHaveText(HOSTILE);
  await expect(reader.locator(".tags li")).toHaveText(["<b>bold</b>"]);
  await expect(reader.locator(".note")).toContainText(HOSTILE);
  expect(await reader.locator("script, img, b").count()).toBe(0);
  await reader.context().close();
});

test.describe("in New York", () => {
  test.use({ timezoneId: "America/New_York" });

  test("daily bars keep their dates under local time, and the file names the zone", async ({ app, page, browser }) => {
    await runCross(app, page);
    const job = page.url();
    const trades = page.getByRole("table", { name: "Trades", exact: true });
    const dates = async (rows, column) => (await rows.nth(0).locator("td").nth(column).innerText()).trim();
    const row = trades.locator("tbody tr[aria-rowindex='2']");
    const inUtc = [await dates(row, 3), await dates(row, 5)];
    expect(inUtc.join(" ")).toMatch(/^\d{4}-\d\d-\d\d \d{4}-\d\d-\d\d$/);
    await app.go("Settings");
    await page.getByLabel("Times in").selectOption("local");
    await page.goto(job);
    await expect(row).toBeVisible();
    expect([await dates(row, 3), await dates(row, 5)]).toEqual(inUtc);
    const { reader } = await openFile(page, browser);
    await expect(reader.getByText(/, times in America\/New_York$/)).toBeVisible();
    const first = reader.locator(".trades tbody tr");
    expect([await dates(first, 2), await dates(first, 4)]).toEqual(inUtc);
    await reader.context().close();
  });
});

test.describe("in German", () => {
  test.use({ locale: "de-DE" });

  test("numbers of the file are written as those of the page", async ({ app, page, browser }) => {
    await runCross(app, page);
    const onPage = await tiles(page);
    expect(onPage.some((text) => /\d\.\d{3},\d{2}$/.test(text))).toBe(true);
    const { reader } = await openFile(page, browser);
    expect(await tiles(reader)).toEqual(onPage);
    await reader.context().close();
  });
});
