// The first minute: an empty browser, one click, a report.
import { expect, test } from "../support/fixtures.js";

const button = (page) => page.getByRole("button", { name: "Run a sample backtest" });

/** A number as the page writes it. */
const read = (text) => Number(text.replace("−", "-").replace(/[^0-9.-]/g, ""));

const tile = (page, name) => page.getByLabel("Headline numbers").locator(".tile").filter({ hasText: new RegExp(`^${name}`) }).locator("dd");

test("one click in an empty browser leads to a completed report with trades, a dataset and a job", async ({ app, page }) => {
  await expect(page.getByText("Hindcast runs trading strategies over past prices")).toBeVisible();
  await expect(button(page)).toBeEnabled();
  const start = Date.now();
  await button(page).click();
  await app.expectState("completed");
  await expect(tile(page, "Trades")).toBeVisible();
  console.log(`from the click to the numbers: ${Date.now() - start} ms`);
  expect(read(await tile(page, "Trades").innerText())).toBeGreaterThan(0);
  await expect(page.getByRole("status").filter({ hasText: "Job created successfully" })).toBeVisible();
  // Nothing needs to be explained away, and nothing is open: what was earned is what is shown.
  await expect(page.getByRole("note", { name: "Warnings" })).toHaveCount(0);
  const settings = page.getByRole("main").locator("dl").filter({ hasText: /Initial cash\s*100,000/ });
  await expect(settings).toContainText("100% of equity");
  await expect(settings).toContainText("close at the last close");
  await expect(page.getByRole("table", { name: "Over the trades" }).getByRole("row").filter({ hasText: /^Trades/ }).getByRole("cell").last()).toHaveText("0");

  await app.go("Jobs");
  await expect(app.jobRows).toHaveCount(1);
  await expect(app.jobRows.first()).toContainText("SMA cross (10, 30) on Apple (AAPL)");
  await app.go("Datasets");
  await expect(app.datasetRow("Apple (AAPL)")).toContainText("3,270");
  await app.go("Strategies");
  await expect(page.getByRole("heading", { level: 1, name: "Strategies" })).toBeVisible();
  await expect(button(page)).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Strategies" })).toBeVisible();
  await expect(button(page)).toHaveCount(0);
});

test("what was typed into a form before does not change the sample", async ({ app, page }) => {
  await app.openForm("SMA cross");
  await app.field("Initial cash").fill("777");
  await app.go("Strategies");
  await button(page).click();
  await app.expectState("completed");
  await expect(page.getByRole("main").locator("dl").filter({ hasText: /Initial cash\s*100,000/ })).toBeVisible();
});

test.describe("without its file", () => {
  test.use({ context: async ({ browser }, use) => {
    // The browser itself complains about the request that fails here.
    const context = await browser.newContext();
    await use(context);
    await context.close();
  } });

  test("a sample that cannot be loaded says so, and runs once it can", async ({ app, page }) => {
    const file = /\/library\/aapl-daily-[0-9a-f]+\.csv\.gz$/;
    await page.route(file, (route) => route.abort());
    await button(page).click();
    await expect(page.getByRole("main").getByRole("alert")).toContainText("aapl-daily.csv.gz could not be loaded");
    await page.unroute(file);
    await button(page).click();
    await app.expectState("completed");
  });
});

test("a new form is a backtest as one expects it, says in words what it will do, and what an entry is", async ({ app, page }) => {
  await app.addFromLibrary("Apple (AAPL)");
  await app.openForm("SMA cross");
  await expect(app.field("Percent of equity")).toHaveValue("100");
  await expect(app.field("Short selling")).not.toBeChecked();
  await expect(page.getByText(/^The first entry ≈ 100,000 of cash: [\d,.]+ units at the last close\.$/)).toBeVisible();
  const summary = page.getByRole("complementary", { name: "Summary" });
  await expect(summary).toContainText("crosses a slow one (Fast length 10, Slow length 30).");
  await expect(summary).toContainText("Each entry is for 100% of equity; market orders fill at the next bar's open. It never sells short.");
  await expect(summary).toContainText("An open position is closed at the last bar. Fills cost nothing: no commission, no slippage.");
  await app.field("Fast length").fill("20");
  await app.field("Commission").fill("0.1");
  await app.field("Short selling").check();
  await expect(summary).toContainText("(Fast length 20, Slow length 30)");
  await expect(summary).toContainText("commission of 0.1% of value, no slippage");
  await expect(summary).not.toContainText("never sells short");
});
