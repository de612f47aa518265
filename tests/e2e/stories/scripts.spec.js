// A strategy of one's own: pasted, mended, run, swept; and nothing that was typed is lost.
import { readFileSync } from "node:fs";
import { App } from "../support/app.js";
import { expect, test } from "../support/fixtures.js";

const main = (page) => page.getByRole("main");
const source = (page) => page.getByRole("textbox", { name: "Source" });

/** The whole text: the editor draws only the lines that are seen. */
async function expectSource(page, text) {
  await expect(async () => expect(await page.locator(".code").evaluate((field) => field.value)).toBe(text)).toPass({ timeout: 15_000 });
}
const status = (page) => main(page).getByRole("region", { name: "Compiler" }).getByRole("status");

const CROSS = `//@version=5
strategy("Pasted cross", overlay = true, initial_capital = 50000, default_qty_type = strategy.percent_of_equity, default_qty_value = 50, commission_type = strategy.commission.percent, commission_value = 0.1)
fast_length = input.int(10, "Fast", minval = 2, maxval = 50, group = "Averages", tooltip = "Bars of the fast average.")
slow_length = input.int(30, "Slow", minval = 3)
fast = ta.sma(close, fast_length)
slow = ta.sma(close, slow_length)
if ta.crossover(fast, slow)
    strategy.entry("Long", strategy.long)
if ta.crossunder(fast, slow)
    strategy.close("Long")
`;

async function paste(app, page, text) {
  await app.go("Strategies");
  await page.getByRole("button", { name: "Paste a script" }).click();
  await source(page).fill(text);
}

test("a strategy is pasted, an error is mended where it stands, and it runs with the settings that it proposes", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await paste(app, page, CROSS.replace("ta.crossunder", "ta.crosunder"));
  await expect(status(page)).toHaveText("1 error.");
  const remark = main(page).getByRole("button", { name: /^Line 9, column 4/ });
  await expect(remark).toContainText("ta.crosunder");
  await expect(main(page).getByText("Did you mean ta.crossunder?")).toBeVisible();
  await expect(main(page).getByRole("button", { name: "Run backtest" })).toHaveAttribute("aria-disabled", "true");

  // The place is clicked, and what is typed goes there.
  await remark.click();
  await expect(source(page)).toBeFocused();
  await page.keyboard.press("Control+Shift+ArrowRight");
  await page.keyboard.press("Control+Shift+ArrowRight");
  await page.keyboard.press("Control+Shift+ArrowRight");
  await page.keyboard.type("ta.crossunder");
  await expectSource(page, CROSS);
  await expect(status(page)).toHaveText("Ready to run.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Pasted cross");
  await expect(main(page).getByRole("row", { name: /^Fast 10 2 to 50/ })).toBeVisible();

  await main(page).getByRole("link", { name: "Run backtest" }).click();
  await expect(app.field("Initial cash")).toHaveValue("50000");
  await expect(app.field("Percent of equity")).toHaveValue("50");
  await expect(app.field("Commission")).toHaveValue("0.1");
  await expect(main(page).getByRole("group", { name: "Averages" })).toBeVisible();
  await app.chooseDataset("S&P 500");
  await app.field("Commission").fill("0.2");
  await expect(main(page).getByText("Differs from what the script proposes: commission.")).toBeVisible();
  await app.field("Commission").fill("0.1");
  await app.submit();
  await app.expectState("completed");
  await expect(page.getByLabel("Headline numbers")).toBeVisible();
  await app.resultHash();
  await expect(main(page).getByText("Source hash")).toBeVisible();
  await expect(app.lookAhead).toHaveText(/no look-ahead/i, { timeout: 30_000 });
});

test("inputs of a script are axes of a sweep, and its best combination opens with the same numbers", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await paste(app, page, CROSS);
  await expect(status(page)).toHaveText("Ready to run.");
  await main(page).getByRole("link", { name: "Run backtest" }).click();
  await app.chooseDataset("S&P 500");
  await app.sweep("Fast", { from: 5, to: 15, step: 5 });
  await app.sweep("Slow", { from: 20, to: 40, step: 10 });
  await app.submit();
  await app.expectState("completed");
  await expect(app.cellRows).toHaveCount(9);
  await expect(page.getByRole("table", { name: "Combinations" }).getByRole("columnheader", { name: /^Fast/ })).toBeVisible();
  await app.cellRows.first().getByRole("button", { name: /^Open combination/ }).click();
  await expect(main(page).getByText(/^✓ All 12 numbers equal combination \d of the sweep, bit for bit\.$/)).toBeVisible();
});

test("a tab that is closed in the middle of a word loses nothing", async ({ app, page, context }) => {
  await paste(app, page, CROSS);
  await expect(main(page).getByText("Every change is stored.")).toBeVisible();
  const address = page.url();
  await source(page).press("Control+End");
  await source(page).pressSequentially("// one more");
  // Nothing had time to be stored as a record.
  await page.close({ runBeforeUnload: false });
  const again = await context.newPage();
  await again.goto(address);
  await expectSource(again, `${CROSS}// one more`);
  await expect(again.getByText("Every change is stored.")).toBeVisible();
});

test("a job keeps the version of the script that it was made with, says so, and re-runs with it", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await paste(app, page, CROSS);
  await expect(status(page)).toHaveText("Ready to run.");
  const editor = page.url();
  await main(page).getByRole("link", { name: "Run backtest" }).click();
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
  const [job, hash] = [page.url(), await app.resultHash()];
  const note = page.getByRole("note", { name: "Version of the script" });
  await expect(note).toBeHidden();

  await page.goto(editor);
  await source(page).fill(CROSS.replace("input.int(10", "input.int(12"));
  await expect(main(page).getByText("Every change is stored.")).toBeVisible();
  await page.goto(job);
  await expect(note).toContainText("The script was edited since");
  await main(page).getByRole("button", { name: "Re-run", exact: true }).click();
  await expect(page).not.toHaveURL(job);
  await app.expectState("completed");
  expect(await app.resultHash()).toBe(hash);
  await expect(note).toContainText("The script was edited since");

  // The text of before is among the versions.
  await page.goto(editor);
  await page.getByRole("button", { name: "Versions" }).click();
  await page.getByRole("dialog").getByText(/10 lines/).first().click();
  await page.getByRole("button", { name: /^Restore/ }).click();
  await expectSource(page, CROSS);

  // Deleted, the job says that it includes its source, which can be taken back.
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Strategies");
  await page.goto(job);
  await expect(note).toContainText("includes its source");
  await page.getByRole("button", { name: "Add it to my strategies" }).click();
  await expectSource(page, CROSS);
});

test("a script that stops while it runs fails with its line and the bar", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await paste(app, page, CROSS + 'if bar_index == 100\n    runtime.error("Enough is enough")\n');
  await expect(status(page)).toHaveText("Ready to run.");
  await main(page).getByRole("link", { name: "Run backtest" }).click();
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("failed");
  await expect(main(page).getByRole("alert")).toContainText("Line 12: Enough is enough");
  await expect(main(page).getByRole("alert")).toContainText("bar 100");
});

test("files are imported and exported as they are", async ({ app, page }) => {
  await app.go("Strategies");
  const files = ["First", "Second"].map((name) => ({ name: `${name}.pine`, mimeType: "text/plain", buffer: Buffer.from(CROSS) }));
  await page.getByLabel("Script files").setInputFiles(files);
  const list = page.getByRole("list", { name: "Your strategies" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await list.getByRole("link", { name: "First" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const file = await download;
  expect(readFileSync(await file.path(), "utf8")).toBe(CROSS);
});

test("a script of the library opens as a copy that can run", async ({ app, page }) => {
  await app.go("Strategies");
  await page.getByRole("button", { name: "From the library" }).click();
  const dialog = page.getByRole("dialog", { name: "Library of scripts" });
  await expect(dialog.getByRole("listitem")).toHaveCount(25);
  await dialog.getByRole("button", { name: "Open a copy of Turtle" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Turtle");
  await expect(status(page)).toHaveText("Ready to run.");
});

test("the editor completes, explains, mends, renames and finds declarations", async ({ app, page }) => {
  await paste(app, page, CROSS.replace("ta.crossunder", "ta.crosunder"));
  await expect(status(page)).toHaveText("1 error.");
  // What the compiler proposes is taken where the error is marked.
  await source(page).press("Control+Home");
  await page.keyboard.press("F8");
  await page.getByRole("button", { name: "Use ta.crossunder" }).click();
  await expectSource(page, CROSS);
  await expect(status(page)).toHaveText("Ready to run.");

  // A name of the table that the compiler reads, with what it takes; the argument that is written stands out.
  await source(page).press("Control+End");
  await page.keyboard.type("level = ta.percentile_near");
  // By a click: an Enter that was on its way already does not take what has just appeared.
  await page.getByRole("option", { name: "ta.percentile_nearest_rank" }).click();
  await page.keyboard.type("close, ");
  const card = page.locator(".code-card.cm-tooltip");
  await expect(card).toContainText("ta.percentile");
  await expect(card.locator("strong")).toContainText("length");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");

  // A variable is followed to its declaration and renamed wherever it stands, but not in strings and comments.
  const text = `//@version=6
strategy("slow // slow")
slow = ta.sma(close, 30) // slow
if close > slow
    strategy.entry("slow", strategy.long)
`;
  await source(page).fill(text);
  await source(page).press("Control+End");
  for (let n = 0; n < 2; n++) await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  await page.keyboard.press("F2");
  await page.getByLabel("Rename slow to").fill("average");
  await page.keyboard.press("Enter");
  const renamed = text.replace("slow = ta", "average = ta").replace("close > slow", "close > average");
  await expectSource(page, renamed);
  await page.keyboard.press("F12");
  await page.keyboard.type("mean");
  await expectSource(page, renamed.replace("average = ta", "mean = ta"));
});

test("what was typed before a reload can still be undone after it", async ({ app, page }) => {
  await paste(app, page, CROSS);
  await source(page).press("Control+End");
  await page.keyboard.type("// one more");
  await expect(main(page).getByText("Every change is stored.")).toBeVisible();
  await page.reload();
  await expectSource(page, `${CROSS}// one more`);
  await source(page).press("Control+z");
  await expectSource(page, CROSS);
});

test("without the editor's file a script is written in a plain field", async ({ browser, server }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const app = new App(page);
  await page.route("**/editor-*.mjs", (route) => route.abort());
  await page.goto(server.url);
  await app.go("Strategies");
  await page.getByRole("button", { name: "Paste a script" }).click();
  await expect(main(page).getByText("The editor could not be loaded, so this is a plain text field.")).toBeVisible();
  await source(page).fill(CROSS);
  await expect(status(page)).toHaveText("Ready to run.");
  await expect(main(page).getByText("Every change is stored.")).toBeVisible();
  await context.close();
});

test("Ctrl + Enter runs the script beside the editor, each time as it is written by then", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await paste(app, page, CROSS);
  await source(page).press("Control+Enter");
  const result = main(page).locator(".try-result");
  await expect(result.getByText("completed", { exact: true })).toBeVisible();
  await expect(result.getByLabel("Headline numbers")).toBeVisible();
  await expect(result.getByRole("heading", { level: 2 }).first()).toContainText("(10, 30)");
  const hash = result.getByText(/^Result fingerprint/).locator("xpath=following-sibling::dd");
  const first = await hash.textContent();

  // Typed and run in one breath: what runs is what stands there.
  await source(page).fill(CROSS.replace("input.int(10", "input.int(12"));
  await source(page).press("Control+Enter");
  await expect(result.getByRole("heading", { level: 2 }).first()).toContainText("(12, 30)");
  await expect(hash).not.toHaveText(first);

  // What cannot run does not, and does not run later by itself either.
  await source(page).fill(CROSS.replace("ta.crossunder", "ta.crosunder"));
  await source(page).press("Control+Enter");
  await expect(status(page)).toHaveText("1 error.");
  await source(page).fill(CROSS);
  await expect(status(page)).toHaveText("Ready to run.");
  await app.go("Jobs");
  await expect(app.jobRows).toHaveCount(2);
});
