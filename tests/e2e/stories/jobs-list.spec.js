// The list of jobs: sorted by any number, its view in the address, and the same again on Back.
import { expect, test } from "../support/fixtures.js";
import { copyJobRecord } from "../support/storage.js";

/** One completed job and copies of it with these Sharpe ratios; `null` takes the number away. */
async function jobsWith(app, page, sharpes) {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
  await copyJobRecord(page, sharpes.length, sharpes.map((sharpe) => ({ sharpe: sharpe ?? undefined })));
  await page.reload();
  await app.go("Jobs");
}

const names = (app) => app.jobRows.getByRole("link").allInnerTexts();

test("jobs sort by a number; those without it come last; the address has the view, also after a reload and on Back", async ({ app, page }) => {
  await jobsWith(app, page, [1.5, null, 90, -3]);
  await page.getByLabel("Sort by").selectOption({ label: "Sharpe ratio" });
  const highest = ["Copy 3", "Copy 1", expect.stringMatching(/^SMA cross/), "Copy 4", "Copy 2"];
  await expect.poll(() => names(app)).toEqual(highest);
  await page.getByRole("button", { name: "Highest first" }).click();
  const lowest = ["Copy 4", expect.stringMatching(/^SMA cross/), "Copy 1", "Copy 3", "Copy 2"];
  await expect.poll(() => names(app)).toEqual(lowest);
  await page.getByLabel("Search jobs").pressSequentially("copy");
  await expect(page.getByLabel("Search jobs"), "typing is not interrupted").toBeFocused();
  await expect(page).toHaveURL(/#\/jobs\?search=copy&sort=sharpe&order=ascending$/);
  const copies = ["Copy 4", "Copy 1", "Copy 3", "Copy 2"];
  await expect.poll(() => names(app)).toEqual(copies);

  await page.getByRole("link", { name: "Copy 1" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Copy 1" })).toBeVisible();
  await page.goBack();
  await expect(page.getByLabel("Search jobs")).toHaveValue("copy");
  await expect.poll(() => names(app)).toEqual(copies);
  await page.reload();
  await expect.poll(() => names(app)).toEqual(copies);

  await app.go("Jobs");
  await expect(page, "the navigation leads to the whole list").toHaveURL(/#\/jobs$/);
  await expect(page.getByLabel("Search jobs")).toHaveValue("");
  await page.getByLabel("Sort by").selectOption({ label: "Name" });
  await expect.poll(() => names(app)).toEqual(["Copy 1", "Copy 2", "Copy 3", "Copy 4", expect.stringMatching(/^SMA/)]);
});

test("Back leads to the place in the list and on the page that one left", async ({ app, page }) => {
  await jobsWith(app, page, Array.from({ length: 60 }, () => 1));
  const list = page.getByRole("table", { name: "Jobs" });
  await expect(app.jobRows.first()).toBeVisible();
  await list.evaluate((element) => (element.scrollTop = 1_920));
  await page.getByRole("link", { name: "Copy 31", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Copy 31" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("link", { name: "Copy 31", exact: true })).toBeInViewport();
  expect(await list.evaluate((element) => element.scrollTop)).toBe(1_920);

  await app.go("Strategies");
  await expect(page.getByRole("heading", { level: 1, name: "Strategies" })).toBeVisible();
  // On a phone the page is long enough to scroll.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => scrollTo(0, 400));
  await page.getByRole("link", { name: "EMA cross", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "EMA cross" })).toBeFocused();
  expect(await page.evaluate(() => scrollY), "a page that is new begins at its top").toBe(0);
  const before = await page.evaluate(() => history.length);
  await page.goBack();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(400);
  expect(await page.evaluate(() => history.length)).toBe(before);
});

test("the number that the jobs are sorted by comes first in each row", async ({ app, page }) => {
  await jobsWith(app, page, []);
  const numbers = app.jobRows.first().locator(".job-number");
  const usual = await numbers.locator(".muted").allInnerTexts();
  const names = await page.getByLabel("Sort by").getByRole("option").allInnerTexts();
  const other = names.find((name) => !["Submitted", "Name", "Time taken", ...usual].includes(name));
  await page.getByLabel("Sort by").selectOption({ label: other });
  await expect(numbers.first()).toContainText(other);
  await expect(numbers).toHaveCount(usual.length);
});
