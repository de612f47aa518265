// Two tabs of one person.
import { App } from "../support/app.js";
import { expect, test } from "../support/fixtures.js";

test("J8: two tabs, one run: the second tab follows the job of the first and nothing runs twice", async ({ app, page, context, server }) => {
  await app.addIndex("S&P 500");
  const second = await context.newPage();
  await second.goto(server.url);
  const other = new App(second);
  await other.go("Jobs");

  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
  await expect(other.jobRows).toHaveCount(1);
  await expect(other.jobRows.first()).toContainText("completed");

  const attempts = await page.evaluate(async () => {
    const wait = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("hindcast"));
    const database = await wait(indexedDB.open(name));
    const records = await wait(database.transaction("jobs").objectStore("jobs").getAll());
    database.close();
    return records.map((record) => (typeof record === "string" ? JSON.parse(record) : record).attempt);
  });
  expect(attempts).toEqual([1]);
});
