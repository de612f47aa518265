// The same result hash natively and through the page in Chromium, for every built-in strategy on both indices: the jobs of the
// corpus that leave every setting at its default.
import { readFile } from "node:fs/promises";
import { expect, test } from "../support/fixtures.js";

const read = async (name) => JSON.parse(await readFile(new URL(`../../corpus/${name}`, import.meta.url), "utf8"));
const [jobs, frozen] = [await read("jobs.json"), await read("frozen.json")];
const INDICES = { sp500: "S&P 500", nasdaq: "NASDAQ" };

for (const [index, name] of Object.entries(INDICES)) {
  test(`every strategy on the ${index} index has the hash of the native build`, async ({ app, page }) => {
    await app.addIndex(name);
    const found = {};
    const expected = {};
    for (const job of jobs.filter((job) => job.data === index && !job.params && !job.config)) {
      expected[job.name] = frozen[job.name].hash;
      await page.goto(new URL(`#/run/${job.strategy}`, page.url()).href);
      await app.chooseDataset(name);
      await app.setEngineDefaults();
      await app.submit();
      await app.expectState("completed");
      found[job.name] = await app.resultHash();
    }
    expect(found).toEqual(expected);
  });
}
