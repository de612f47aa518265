// How else a result could have come out: numbers beside a picture, the same for the same seed.
import { expect, test } from "../support/fixtures.js";
import { seeAll } from "../support/scroll.js";

test("a report shows the distribution of its simulated paths; another seed gives others, and the same seed the same", async ({ app, page }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
  const told = page.getByLabel("Headline numbers").locator("div", { hasText: /^Return/ }).getByRole("definition");
  await app.resultHash();
  const card = page.getByRole("region", { name: "Monte Carlo" });
  await seeAll(page);
  const table = card.getByRole("table", { name: "Distribution of the simulated paths" });
  const rows = table.getByRole("row");
  await expect(rows).toHaveCount(4);
  const read = async () => (await rows.nth(1).innerText()).split("\t").map((text) => text.trim());
  const first = await read();
  expect(first[0]).toBe("Return");
  expect(first[1]).toBe((await told.innerText()).replace(/[\s%]/g, ""));
  await card.getByRole("button", { name: "New seed" }).click();
  await expect(card.getByText("1,000 simulated paths of each kind, seed 2")).toBeVisible();
  await expect.poll(read).not.toEqual(first);
  expect((await read())[1]).toBe(first[1]);
  await page.reload();
  await app.resultHash();
  await seeAll(page);
  await expect.poll(read).toEqual(first);
});
