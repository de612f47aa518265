// The library: as many sets as the manifest says, each with the bars it says, with the server stopped.
import { readFile } from "node:fs/promises";
import { expect, test } from "../support/fixtures.js";
import { App } from "../support/app.js";
import { startServer } from "../support/product.js";

const manifest = JSON.parse(await readFile(new URL("../../../shared/src/library/manifest.json", import.meta.url), "utf8"));
const count = (n) => n.toLocaleString("en-US");
const card = (page, name) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });

test("every set opens with the bars of the manifest while the server is stopped", async ({ page }) => {
  test.setTimeout(300_000);
  expect(manifest.entries.length).toBeGreaterThanOrEqual(24);
  const server = await startServer();
  await page.goto(server.url);
  const app = new App(page);
  await app.go("Datasets");
  await expect(page.getByRole("heading", { name: `Library: ${manifest.entries.length} sets of bars` })).toBeVisible();
  await expect(page.getByText("All files are in this browser")).toBeVisible();
  await server.stop();
  expect(await fetch(server.url).catch(() => "nobody answers")).toBe("nobody answers");

  const found = {};
  for (const { key, name } of manifest.entries) {
    await app.go("Datasets");
    await card(page, name).getByRole("button", { name: `Add ${name}`, exact: true }).click();
    await card(page, name).getByRole("link", { name: `Open ${name}`, exact: true }).click();
    const main = page.getByRole("main");
    await expect(main.getByRole("heading", { level: 1 })).toHaveText(name);
    const fact = (term) => main.getByText(term, { exact: true }).locator("xpath=following-sibling::dd");
    found[key] = [await fact("Bars").textContent(), await fact("Rows left out").textContent(), await main.locator(".hash").textContent()];
  }
  const expected = manifest.entries.map(({ key, n_bars, left_out, hash }) => [key, [count(n_bars), count(left_out), hash]]);
  expect(found).toEqual(Object.fromEntries(expected));
  await app.go("Datasets");
  await expect(app.datasetRow("library")).toHaveCount(manifest.entries.length);
});

test("Try it opens the run form with the set and the strategy to try first, which runs", async ({ app, page }) => {
  const { name, strategy } = manifest.entries.find(({ key }) => key === "aapl");
  await app.go("Datasets");
  await card(page, name).getByRole("button", { name: `Try it ${name}`, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`#/run/${strategy}\\?dataset=`));
  await expect(app.field("Dataset").locator("option:checked")).toContainText(name);
  await app.submit();
  await app.expectState("completed");
});

test.describe("without its file", () => {
  test.use({ context: async ({ browser }, use) => {
    // The browser itself complains about the requests that fail here.
    const context = await browser.newContext();
    await use(context);
    await context.close();
  } });

  test("a set that cannot be loaded names its file, and opens once the file comes", async ({ app, page }) => {
    const file = /\/library\/wti-daily-[0-9a-f]+\.csv\.gz$/;
    await page.route(file, (route) => route.abort());
    await app.go("Datasets");
    await expect(page.getByText("wti-daily.csv.gz could not be loaded").first()).toBeVisible();
    const wti = card(page, "WTI crude oil");
    await wti.getByRole("button", { name: "Add WTI crude oil", exact: true }).click();
    await expect(wti.getByRole("alert")).toContainText("wti-daily.csv.gz could not be loaded");
    // Something else under the same name is refused, and not kept.
    await page.unroute(file);
    await page.route(file, (route) => route.fulfill({ body: "Date,Close\n2020-01-01,1\n2020-01-02,2\n2020-01-03,3\n" }));
    await wti.getByRole("button", { name: "Try again WTI crude oil" }).click();
    await expect(wti.getByRole("alert")).toContainText("are not those that this version ships");
    await page.unroute(file);
    await wti.getByRole("button", { name: "Try again WTI crude oil" }).click();
    await expect(app.datasetRow("WTI crude oil")).toContainText("10,225");
    await expect(wti.getByRole("alert")).toHaveCount(0);
  });
});

test("the cards say what must be known of their bars", async ({ app, page }) => {
  await app.go("Datasets");
  await expect(card(page, "Apple (AAPL)")).toContainText("adjusted for splits and dividends");
  await expect(card(page, "IBM")).toContainText("as traded");
  await expect(card(page, "WTI crude oil")).toContainText("1 row left out");
  for (const name of ["Currencies", "Energy"]) {
    const group = page.getByRole("region", { name, exact: true });
    await expect(group).toContainText("stops and limits inside a bar mean nothing. Use market orders");
  }
  await expect(page.getByRole("region", { name: "Currencies", exact: true })).toContainText("nobody trades at it");
  for (const { name, origin } of manifest.entries.filter(({ group }) => group === "made_up")) {
    await expect(card(page, name)).toContainText(`Made up from seed ${origin.made_up.seed}: no market ever traded like this.`);
  }
});
