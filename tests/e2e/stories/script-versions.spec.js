// What a script was before: kept, compared line by line, brought back; and two texts that were written apart.
import { App } from "../support/app.js";
import { devices, expectAllSent } from "../support/devices.js";
import { expect, test } from "../support/fixtures.js";

const main = (page) => page.getByRole("main");
const source = (page) => page.getByRole("textbox", { name: "Source" });
const text = (page) => page.locator(".code:visible").evaluate((field) => field.value);
const stored = (page) => main(page).getByText("Every change is stored.");
const dialog = (page) => page.getByRole("dialog", { name: "Versions" });
const apart = (page) => main(page).getByRole("region", { name: "This script was edited in two places" });

const SCRIPT = `//@version=6
strategy("Kept")
fast = ta.sma(close, 10)
slow = ta.sma(close, 30)
if ta.crossover(fast, slow)
    strategy.entry("Long", strategy.long)
if ta.crossunder(fast, slow)
    strategy.close("Long")
`;

/** Lines of the difference within: signs and texts, as they are seen. */
async function lines(within) {
  const changed = within.getByRole("table").locator("tr.added, tr.removed");
  return changed.evaluateAll((rows) => rows.map((row) => {
    const text = row.querySelector(".line-text");
    // What is only said (“added: ”) is not seen.
    const said = text.querySelector(".visually-hidden").textContent;
    return row.querySelector(".line-sign").textContent + text.textContent.slice(said.length);
  }));
}

async function paste(app, page, script) {
  await app.go("Strategies");
  await page.getByRole("button", { name: "Paste a script" }).click();
  await source(page).fill(script);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kept");
  await expect(stored(page)).toBeVisible();
}

/** Runs the script, so that its text becomes a version. */
async function used(page, times) {
  await source(page).press("Control+Enter");
  await expect(main(page).locator(".try-result").getByText("completed", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Versions" }).click();
  await expect(dialog(page).getByRole("list", { name: "Earlier versions" }).getByRole("listitem")).toHaveCount(times);
  await page.keyboard.press("Escape");
}

test("versions are compared line by line, and restoring one keeps the present text", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await paste(app, page, SCRIPT);
  await page.getByRole("button", { name: "Versions" }).click();
  await expect(dialog(page)).toContainText("There is no earlier version yet.");
  await page.keyboard.press("Escape");
  await used(page, 1);
  const second = SCRIPT.replace("close, 30", "close, 50");
  await source(page).fill(second);
  await used(page, 2);
  const third = second.replace('    strategy.close("Long")\n', '    strategy.close("Long")\nplot(fast)\n');
  await source(page).fill(third);
  await expect(stored(page)).toBeVisible();

  await page.getByRole("button", { name: "Versions" }).click();
  const entries = dialog(page).getByRole("list", { name: "Earlier versions" }).getByRole("button");
  await expect(entries).toHaveText([/8 lines, \+1 −0 since$/, /8 lines, \+2 −1 since$/]);
  await expect(entries.first()).toHaveAttribute("aria-pressed", "true");
  expect(await lines(dialog(page))).toEqual(["+plot(fast)"]);
  await entries.nth(1).click();
  await expect(dialog(page).getByRole("status")).toHaveText("2 lines added, 1 line removed.");
  expect(await lines(dialog(page))).toEqual(["−slow = ta.sma(close, 30)", "+slow = ta.sma(close, 50)", "+plot(fast)"]);
  // Between two versions.
  await dialog(page).getByLabel("Compare with").selectOption({ index: 1 });
  await expect(dialog(page).getByRole("status")).toHaveText("1 line added, 1 line removed.");

  await dialog(page).getByRole("button", { name: /^Restore/ }).click();
  await expect(dialog(page)).toBeHidden();
  await expect.poll(() => text(page)).toBe(SCRIPT);
  await expect(stored(page)).toBeVisible();
  await page.reload();
  await expect.poll(() => text(page)).toBe(SCRIPT);
  // The text that was there is a version, and comes back.
  await page.getByRole("button", { name: "Versions" }).click();
  await expect(entries).toHaveCount(3);
  expect(await lines(dialog(page))).toEqual(["−slow = ta.sma(close, 50)", "+slow = ta.sma(close, 30)", "−plot(fast)"]);
  await dialog(page).getByRole("button", { name: /^Restore/ }).click();
  await expect.poll(() => text(page)).toBe(third);
});

/** The script, pasted on one device and open on both. */
async function openOnBoth(a, b) {
  await paste(a, a.page, SCRIPT);
  await expectAllSent(a);
  for (const app of [a, b]) {
    await app.go("Strategies");
    await main(app.page).getByRole("link", { name: "Kept", exact: true }).click();
    await expect.poll(() => text(app.page)).toBe(SCRIPT);
  }
}

test("a script edited on two devices while apart keeps both texts, and one of them is chosen", async () => {
  await devices(async (a, b) => {
    await openOnBoth(a, b);
    // What only one device changed is simply there on the other.
    const common = SCRIPT.replace("close, 30", "close, 40");
    await source(a.page).fill(common);
    await expect.poll(() => text(b.page), { timeout: 15_000 }).toBe(common);
    await expect(apart(b.page)).toHaveCount(0);

    await b.page.context().setOffline(true);
    const [ofA, ofB] = [common.replace("close, 10", "close, 12"), common.replace("close, 10", "close, 15")];
    await source(b.page).fill(ofB);
    await expect(stored(b.page)).toBeVisible();
    await source(a.page).fill(ofA);
    await expectAllSent(a);
    await b.page.context().setOffline(false);

    // Both devices say so, and show what differs.
    await expect(apart(b.page)).toBeVisible({ timeout: 15_000 });
    await expect.poll(() => text(b.page)).toBe(ofB);
    expect(await lines(apart(b.page))).toEqual(["−fast = ta.sma(close, 15)", "+fast = ta.sma(close, 12)"]);
    await a.go("Strategies");
    await main(a.page).getByRole("link", { name: "Kept", exact: true }).click();
    await expect(apart(a.page)).toBeVisible({ timeout: 15_000 });

    // Chosen on one device, it is settled on both; the other text is a version.
    await apart(b.page).getByRole("button", { name: "Use the other text" }).click();
    await expect(apart(b.page)).toHaveCount(0);
    for (const app of [a, b]) {
      await expect.poll(() => text(app.page), { timeout: 15_000 }).toBe(ofA);
      await expect(apart(app.page)).toHaveCount(0);
    }
    await a.page.getByRole("button", { name: "Versions" }).click();
    const versions = dialog(a.page).getByRole("list", { name: "Earlier versions" }).getByRole("button");
    await expect(versions.first()).toContainText("8 lines");
    expect(await lines(dialog(a.page))).toEqual(["−fast = ta.sma(close, 15)", "+fast = ta.sma(close, 12)"]);
  });
});

test("a script that is open in two tabs shows in one what was typed in the other", async ({ app, page, context }) => {
  await paste(app, page, SCRIPT);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect.poll(() => text(other)).toBe(SCRIPT);
  await source(page).press("Control+End");
  await page.keyboard.type("// more");
  await expect.poll(() => text(other)).toBe(`${SCRIPT}// more`);
  // Leaving the tab that nobody typed in changes nothing.
  await other.getByRole("navigation").getByRole("link", { name: "Jobs", exact: true }).click();
  await expect(other.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
  await expect.poll(() => text(page)).toBe(`${SCRIPT}// more`);
  await expect(apart(page)).toHaveCount(0);
});

test("a text that another tab takes back is taken back here too, although it was typed here once", async ({ app, page, context }) => {
  await paste(app, page, SCRIPT);
  const other = await context.newPage();
  await other.goto(page.url());
  await expect.poll(() => text(other)).toBe(SCRIPT);
  await source(other).press("Control+End");
  await other.keyboard.type("// more");
  await expect.poll(() => text(page)).toBe(`${SCRIPT}// more`);
  for (let n = 0; n < "// more".length; n++) await other.keyboard.press("Backspace");
  await expect.poll(() => text(page)).toBe(SCRIPT);
  await expect(stored(page)).toBeVisible();
  await expect(apart(page)).toHaveCount(0);
});

test("what a device runs is the text on its screen, also while another device's holds", async () => {
  await devices(async (a, b) => {
    await openOnBoth(a, b);
    await b.page.context().setOffline(true);
    const [ofA, ofB] = [SCRIPT.replace("Kept", "Of the laptop"), SCRIPT.replace("Kept", "Of the desktop")];
    await source(b.page).fill(ofB);
    await expect(stored(b.page)).toBeVisible();
    await source(a.page).fill(ofA);
    await expect(stored(a.page)).toBeVisible();
    // The script stays open: whether all is sent is seen in another tab.
    const beside = new App(await a.page.context().newPage());
    await beside.page.goto(a.page.url());
    await beside.go("Settings");
    await expect(main(beside.page).getByText("nothing", { exact: true })).toBeVisible();
    await b.page.context().setOffline(false);

    await expect(apart(a.page)).toBeVisible({ timeout: 15_000 });
    await expect(main(a.page).getByText("Stored as a version. Choose below which text goes on.")).toBeVisible();
    expect(await text(a.page)).toBe(ofA);
    await main(a.page).getByRole("link", { name: "Run backtest" }).click();
    await expect(main(a.page).locator(".form-of")).toHaveText("Of the laptop");
    // The other text is kept, and still waits.
    await a.page.goBack();
    await expect(apart(a.page)).toBeVisible();
    expect(await lines(apart(a.page))).toEqual(['−strategy("Of the laptop")', '+strategy("Of the desktop")']);
  });
});

test("restoring a version that finds no room changes nothing, and loses nothing that was typed", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await paste(app, page, SCRIPT);
  await used(page, 1);
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("The disk is full.", "QuotaExceededError");
    };
  });
  const typed = SCRIPT.replace("close, 30", "close, 50");
  await source(page).fill(typed);
  await expect(main(page).getByText(/^Not stored: .*What you type is kept in this tab only\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Versions" }).click();
  await dialog(page).getByRole("button", { name: /^Restore/ }).click();
  await expect(page.locator(".toast.error")).toBeVisible();
  expect(await text(page)).toBe(typed);
  await page.reload();
  await expect.poll(() => text(page)).toBe(typed);
  await expect(stored(page)).toBeVisible();
});
