// The same result hash natively and in Chromium, for every built-in strategy on both samples.
import { readFile } from "node:fs/promises";
import { expect, test } from "../support/fixtures.js";

const frozen = JSON.parse(await readFile(new URL("../../expectations/result_hashes.json", import.meta.url), "utf8"));
const SAMPLES = { sp500: "S&P 500", nasdaq: "NASDAQ" };

for (const [sample, name] of Object.entries(SAMPLES)) {
  test(`every strategy on the ${sample} sample has the hash of the native build`, async ({ app, page }) => {
    await app.addSample(name);
    const found = {};
    const expected = {};
    for (const [job, hash] of Object.entries(frozen)) {
      const [of, strategy] = job.split("/");
      if (of !== sample) continue;
      expected[strategy] = hash;
      await page.goto(new URL(`#/run/${strategy}`, page.url()).href);
      await app.chooseDataset(name);
      await app.submit();
      await app.expectState("completed");
      found[strategy] = await app.resultHash();
    }
    expect(found).toEqual(expected);
  });
}
