// Without a mouse: shortcuts, the palette, and the lists.
import { expect, test } from "../support/fixtures.js";

const dialog = (page, name) => page.getByRole("dialog", { name });

test("g and a letter go to each page, and the heading has the focus there", async ({ page, app }) => {
  await expect(page.getByRole("heading", { level: 1, name: "Strategies" })).toBeVisible();
  for (const [key, name] of [["d", "Datasets"], ["j", "Jobs"], ["e", "Settings"], ["s", "Strategies"]]) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await expect(page.getByRole("heading", { level: 1, name })).toBeFocused();
  }
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await expect(dialog(page, "Background jobs")).toBeVisible();
  // A dialog is answered first: what lies behind it does not move.
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(dialog(page, "Background jobs")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { level: 1, name: "Strategies" })).toBeVisible();
});

test("the palette finds a strategy, a dataset and a job, and Enter opens what is chosen", async ({ page, app }) => {
  await app.addIndex("NASDAQ");
  await app.openForm("SMA cross");
  await app.chooseDataset("NASDAQ");
  await app.submit();
  const job = page.getByRole("heading", { level: 1, name: /^SMA cross/ });
  await expect(job).toBeVisible();

  const field = page.getByRole("combobox", { name: "Find anything" });
  const chosen = page.getByRole("option", { selected: true });
  const open = async () => {
    await page.keyboard.press("Control+k");
    await expect(field).toBeFocused();
  };
  await open();
  await expect(chosen).toContainText("Duplicate and edit this job");
  await field.fill("nasd");
  await expect(chosen).toContainText("dataset");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /NASDAQ/ })).toBeVisible();

  await open();
  await field.fill("nasdaq completed");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(job).toBeVisible();

  await open();
  await field.fill("cross");
  const titles = await page.getByRole("option").allInnerTexts();
  expect(titles.length).toBeGreaterThan(3);
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option").nth(1)).toHaveAttribute("aria-selected", "true");
  expect(await field.getAttribute("aria-activedescendant")).toBe(await chosen.getAttribute("id"));
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("option").last(), "up from the first is the last").toHaveAttribute("aria-selected", "true");
  await field.fill("sma cross");
  await page.keyboard.press("Enter");
  await expect(app.submitButton).toBeVisible();

  await open();
  await field.fill("no such thing");
  await expect(dialog(page, "Find anything")).toContainText("Nothing has all of these words.");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(dialog(page, "Find anything")).toBeHidden();
  await expect(app.submitButton).toBeVisible();
});

test("the palette changes the colours and makes a strategy", async ({ page, app }) => {
  await page.getByRole("button", { name: "Find anything" }).click();
  await page.getByRole("combobox").fill("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("new st");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/strategies\/script\//);
});

test("j and k go through a list, Enter opens, and / goes to the search", async ({ page, app }) => {
  await app.addFromLibrary("IBM");
  await app.addFromLibrary("Apple (AAPL)");
  const rows = page.getByRole("table", { name: "Datasets" }).getByRole("link");
  await page.keyboard.press("j");
  await expect(rows.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("j");
  await expect(rows.nth(1), "there is nothing after the last").toBeFocused();
  await page.keyboard.press("k");
  await expect(rows.nth(0)).toBeFocused();
  const name = await rows.nth(0).innerText();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.keyboard.press("/");
  const palette = page.getByRole("combobox", { name: "Find anything" });
  await expect(palette, "a page without a search opens the palette").toBeFocused();
  await expect(palette, "the key that opened it is not typed").toHaveValue("");
});

test("whoever types is not interrupted, and single keys can be switched off", async ({ page, app }) => {
  await expect(page.getByRole("heading", { level: 1, name: "Strategies" })).toBeVisible();
  await page.keyboard.press("?");
  const help = dialog(page, "Keyboard shortcuts");
  await expect(help.getByRole("row")).toHaveCount(13);
  await page.keyboard.press("Escape");
  await app.openForm("SMA cross");
  const cash = app.field("Initial cash");
  await cash.fill("");
  await cash.pressSequentially("gj?/k gd");
  await expect(cash).toHaveValue("gj?/k gd");
  await expect(app.submitButton).toBeVisible();

  await app.go("Strategies");
  await page.keyboard.press("?");
  await help.getByLabel("Use single keys as shortcuts").uncheck();
  await page.keyboard.press("Escape");
  await page.reload();
  await app.go("Settings");
  await expect(page.getByLabel("Use single keys as shortcuts")).not.toBeChecked();
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await expect(help).toBeHidden();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Find anything" })).toBeFocused();
});
