// Databases of browsers that were used with earlier versions open with every job and report.
//
// `HINDCAST_FREEZE=1` with the filter "is frozen" writes what the present version leaves behind, for later versions to open.
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { App } from "../support/app.js";
import { yahooFile } from "../support/bars.js";
import { expect, test } from "../support/fixtures.js";
import { repository, restore, snapshot } from "../support/old-browser.js";

const VERSION = 3;
const SNAPSHOT = `tests/e2e/snapshots/database-v${VERSION}.json`;

const sweep = async (app) => {
  await app.openForm("SMA cross");
  await app.chooseDataset("WAVE");
  await app.sweep("Fast length", { from: 5, to: 15, step: 5 });
  await app.sweep("Slow length", { from: 30, to: 40, step: 10 });
};

test("what this version leaves behind is frozen", async ({ app, page }) => {
  test.skip(!process.env.HINDCAST_FREEZE, "only on demand");
  await app.importFiles([yahooFile("WAVE.csv", 200)]);
  await app.openForm("SMA cross");
  await app.chooseDataset("WAVE");
  await app.setEngineDefaults();
  await app.submit();
  await app.expectState("completed");
  const hashes = [await app.resultHash()];
  await page.getByRole("main").getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByLabel("Tags").fill("kept");
  await page.getByRole("dialog").getByLabel("Tags").press("Enter");
  await sweep(app);
  await app.submit();
  await app.expectState("completed");
  await sweep(app);
  await page.getByRole("radio", { name: "Walk-forward" }).check();
  await app.field("Folds").fill("2");
  await app.submit();
  await app.expectState("completed");
  hashes.push(await app.resultHash());
  // The look-ahead check of the run is stored with it.
  await app.go("Jobs");
  await app.jobRows.filter({ hasText: "kept" }).getByRole("link").first().click();
  await expect(app.lookAhead).toBeVisible({ timeout: 30_000 });
  const found = { ...(await snapshot(page)), hashes };
  expect(found.version).toBe(VERSION);
  await writeFile(new URL(`../../../${SNAPSHOT}`, import.meta.url), `${JSON.stringify(found)}\n`);
});

/** Opens the three jobs of the list by what their rows say, and looks at their reports; returns the hashes of the two runs. */
async function expectEveryReport(page, { backtest, sweep, walk }) {
  const app = new App(page);
  const main = page.getByRole("main");
  const open = async (row) => {
    await app.go("Jobs");
    await expect(app.jobRows).toHaveCount(3);
    await app.jobRows.filter({ hasText: row }).getByRole("link").first().click();
    await app.expectState("completed");
  };
  const hashes = [];
  for (const row of [backtest, walk]) {
    await open(row);
    await expect(page.getByLabel("Headline numbers")).toBeVisible();
    hashes.push(await app.resultHash());
  }
  await open(sweep);
  await expect(app.cellRows.first()).toBeVisible();
  await expect(main.getByRole("alert")).toHaveCount(0);
  return hashes;
}

test("a database of version 3, as text, opens with its dataset, every job and every report", async ({ page, server }) => {
  const frozen = JSON.parse(await repository(SNAPSHOT));
  await restore(page, server, frozen);
  await page.goto(server.url);
  const rows = { backtest: /SMA cross \(10, 30\)/, sweep: /sweep/, walk: /walk-forward/ };
  expect(await expectEveryReport(page, rows)).toEqual(frozen.hashes);
  const app = new App(page);
  await app.go("Jobs");
  await expect(app.jobRows.filter({ hasText: "kept" })).toHaveCount(1);
  await app.go("Datasets");
  await app.datasetRow("WAVE").getByRole("link").click();
  await expect(page.getByRole("main").locator("canvas").first()).toBeVisible();
  // The bars are whole: a run on them gives what it gave.
  await app.openForm("SMA cross");
  await app.chooseDataset("WAVE");
  await app.setEngineDefaults();
  await app.submit();
  await app.expectState("completed");
  expect(await app.resultHash()).toBe(frozen.hashes[0]);
});

/** Numbers for the head of a sweep's table: column after column, eight bytes for each combination. */
function numbers(head) {
  const { columns, n_cells } = JSON.parse(head.subarray(8, 8 + head.readUInt32LE(4)).toString());
  const body = Buffer.alloc(8 * columns.length * n_cells);
  columns.forEach((_, column) => {
    for (let cell = 0; cell < n_cells; cell++) body.writeDoubleLE(column === 0 ? cell : column + cell / 7, 8 * (column * n_cells + cell));
  });
  return body;
}

// Job records of version 5 (strategies were words, seeds numbers), as objects, in the databases of versions 1 and 2.
for (const version of [1, 2]) {
  test(`a database of version ${version}, as objects with job records of version 5, opens with every job and report`, async ({ page, server }) => {
    const files = {};
    const jobs = [];
    const folder = "shared/src/frozen";
    for (const [kind, file] of [["backtest", "report"], ["sweep", "table"], ["walk", "walk"]]) {
      const record = JSON.parse(await repository(`${folder}/${kind}_v5.json`));
      const head = await repository(`${folder}/${file}_v5.bin`);
      const bytes = kind === "sweep" ? Buffer.concat([head, numbers(head)]) : head;
      const blob = createHash("sha256").update(bytes).digest("hex");
      files[`results/${blob}`] = bytes.toString("base64");
      const [, result_hash] = /"result_hash":"([0-9a-f]{64})"/.exec(bytes.toString("latin1")) ?? [null, "0".repeat(64)];
      const result = { blob, n_bytes: bytes.length, result_hash };
      jobs.push([record.id, { ...record, title: `SMA cross ${kind}`, state: "completed", result }]);
    }
    const stores = { jobs, datasets: [], settings: [], outbox: [], sync: [], ...(version > 1 && { tries: [] }) };
    await restore(page, server, { version, stores, files });
    await page.goto(server.url);
    const rows = { backtest: "SMA cross backtest", sweep: "SMA cross sweep", walk: "SMA cross walk" };
    const hashes = await expectEveryReport(page, rows);
    // What was an object is text once it is written again, and opens as before.
    await page.getByRole("main").getByRole("button", { name: "Edit" }).click();
    await page.getByRole("dialog").getByLabel("Tags").fill("rewritten");
    await page.getByRole("dialog").getByLabel("Tags").press("Enter");
    await page.reload();
    expect(await expectEveryReport(page, rows)).toEqual(hashes);
  });
}
