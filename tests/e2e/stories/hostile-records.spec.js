// What another device sends may be anything: nothing of it runs, the page stays usable, and the rest is synced.
import { randomUUID } from "node:crypto";
import { ApiDevice } from "../support/api.js";
import { App } from "../support/app.js";
import { code, expectAllSent, pair, runJob } from "../support/devices.js";
import { expect, test } from "../support/fixtures.js";
import { startServer } from "../support/product.js";

/** Texts that do something where they are taken for more than text. */
const TEXTS = {
  markup: `"><img src=x onerror="globalThis.pwned=1"><script>globalThis.pwned=1</script><style>*{display:none}</style>`,
  address: "javascript:globalThis.pwned=1",
  template: "${globalThis.pwned=1}{{globalThis.pwned=1}}",
  controls: "\u0000\u0001\u0007\u001b[2J\r\n\u2028\u0085",
  bidi: "\u202egnihton\u2066\u2067\u200f\u061c\ufeff",
  combining: `Z${"\u0301\u0489".repeat(500)}`,
  long: "W".repeat(40_000),
  words: "word ".repeat(8_000),
  empty: "",
  prototype: "__proto__",
};

/** The record with another id and other fields, at paths such as `spec.run.params`. */
function altered(record, fields) {
  const body = structuredClone(record);
  body.id = randomUUID();
  for (const [path, value] of Object.entries(fields)) {
    const parts = path.split(".");
    const last = parts.pop();
    parts.reduce((at, part) => at[part], body)[last] = value;
  }
  return body;
}

/** Job records, each hostile in its own way. */
function jobs(job) {
  const texts = Object.values(TEXTS).map((text) =>
    altered(job, { title: text, note: text, tags: [text, text, "tag"], "spec.run.dataset_name": text, "spec.run.engine_version": text }),
  );
  const others = [
    { "spec.run.strategy": "no_such_strategy" },
    { "spec.run.strategy": TEXTS.markup },
    { "spec.run.strategy_version": 4_294_967_295 },
    { "spec.run.params": { fast: 1e308, slow: -1e308, short: true, [TEXTS.markup]: 1, __proto__x: 2 } },
    { "spec.run.params": {} },
    { schema: 4_294_967_295 },
    { created_ms: 8.64e15 + 1, title: "after the last day" },
    { created_ms: -9_007_199_254_740_991, title: "before the first day" },
    { started_ms: 9_007_199_254_740_991, finished_ms: -9_007_199_254_740_991, title: "ended before it began" },
    { progress: { done: 9_007_199_254_740_991, total: 1, per_second: -1e308, best: 1e308 }, title: "more than all" },
    { progress: { done: 0, total: 0, per_second: 0, best: null }, title: "nothing of nothing" },
    { attempt: 4_294_967_295, title: "the last attempt" },
    { tags: Array.from({ length: 5_000 }, (_, n) => `tag ${n}`), title: "many tags" },
    { result: null, title: "no result" },
    { summary: null, title: "no summary" },
    { parent: randomUUID(), title: "no parent" },
    { "spec.kind": "seance", title: "unknown kind of job" },
    { spec: null, title: "no spec" },
    { "spec.run.config": { account: null }, title: "no account" },
  ];
  return [...texts, ...others.map((fields) => altered(job, fields))].map((body) => ["job", body.id, JSON.stringify(body)]);
}

/** Descriptions of datasets. */
function datasets(dataset) {
  const texts = Object.values(TEXTS).map((text) =>
    altered(dataset, { name: text, source: { kind: "import", files: [text, text], format: text } }),
  );
  const others = [
    { name: "negative", n_bars: 0, n_bytes: 0, interval_ms: -1, first_time: 9_007_199_254_740_991, last_time: -9_007_199_254_740_991 },
    { name: "largest", n_bars: 4_294_967_295, n_bytes: 9_007_199_254_740_991, interval_ms: 9_007_199_254_740_991 },
    { name: "no interval", interval_ms: 0 },
    { name: "no close", last_close: -1e308, instrument: { tick_size: 1e-300, lot_step: 1e300, lot_size: -1 } },
    { name: "no such source", source: { kind: "dream" } },
    { name: "a sample", source: { kind: "sample", key: TEXTS.markup, attribution: TEXTS.markup } },
    { name: "no such hash", hash: TEXTS.markup },
    { name: "a path", hash: "../../etc/passwd" },
    { name: "newer", schema: 4_294_967_295 },
    { name: "no quality", quality: null },
  ];
  return [...texts, ...others.map((fields) => altered(dataset, fields))].map((body) => ["dataset", body.id, JSON.stringify(body)]);
}

/** Scripts. */
function scripts() {
  const script = { schema: 1, name: "Script", source: "//@version=6\nstrategy('x')\n", created_ms: 1_000, changed_ms: 1_000, versions: [] };
  const texts = Object.values(TEXTS).map((text) => altered(script, { name: text, source: text, versions: [{ source: text, at_ms: 1 }] }));
  const others = [
    { name: "deep", source: `//@version=6\nstrategy('x')\nplot(${"(".repeat(20_000)}1${")".repeat(20_000)})\n` },
    { name: "declared", source: `//@version=6\nstrategy("${TEXTS.markup.replaceAll('"', "'")}")\n` },
    { name: "newer", schema: 4_294_967_295 },
    { name: "never", created_ms: 9_007_199_254_740_991, changed_ms: -9_007_199_254_740_991 },
    { name: "no source", source: null },
  ];
  return [...texts, ...others.map((fields) => altered(script, fields))].map((body) => ["script", body.id, JSON.stringify(body)]);
}

/** What is no record of this version at all. */
function strangers(dataset) {
  const deep = (n) => `{"a":${"[".repeat(n)}${"]".repeat(n)}}`;
  const trials = (told) => ["tries", randomUUID(), JSON.stringify({ dataset, device: randomUUID(), ...told })];
  return [
    ["hologram", randomUUID(), JSON.stringify({ name: TEXTS.markup })],
    ["constructor", randomUUID(), "{}"],
    ["__proto__", randomUUID(), '{"__proto__":{"pwned":1}}'],
    ["preset", randomUUID(), deep(100)],
    ["job", randomUUID(), '{"state":"completed","attempt":1}'],
    ["job", randomUUID(), `{"state":"completed","attempt":1,"title":"\\ud800"}`],
    ["dataset", randomUUID(), "{}"],
    ["dataset", randomUUID(), '{"name":"\\udfff"}'],
    ["script", randomUUID(), '{"source":1e400}'],
    ["script", randomUUID(), deep(100)],
    trials({ n_cells: 9_007_199_254_740_991 }),
    trials({ n_cells: -1 }),
    ["tries", randomUUID(), `{"dataset":"${dataset}","device":"${randomUUID()}","n_cells":18446744073709551615}`],
    ["tries", randomUUID(), `{"dataset":"${dataset}","device":"${randomUUID()}","n_cells":18446744073709551615}`],
  ];
}

/** Nothing has run, nothing was put into the page that a text brought along, and nothing pushes the page aside. */
async function expectHarmless(page, where) {
  const found = await page.evaluate(() => {
    const brought = [...document.querySelectorAll("script, style")].filter(({ textContent }) => /pwned|^\*\{display:none\}$/.test(textContent));
    return {
      pwned: globalThis.pwned ?? Object.prototype.pwned,
      foreign: brought.length + document.querySelectorAll("[onerror], img[src='x'], [href^='javascript:']").length,
      wide: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    };
  });
  expect(found, where).toEqual({ pwned: undefined, foreign: 0, wide: 0 });
}

/** Goes to an address of the app, and waits until the page has been drawn anew. */
async function open(page, route) {
  await page.evaluate((route) => {
    location.hash = route;
    return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  }, route);
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
}

test("hostile records of another device run nothing, leave every page usable, and the rest is synced", async ({ page }) => {
  test.setTimeout(300_000);
  const server = await startServer();
  page.on("dialog", () => expect(false, "a dialog of the browser").toBe(true));
  try {
    await page.goto(server.url);
    const app = new App(page);
    const main = page.getByRole("main");
    await app.addIndex("S&P 500");
    await runJob(app);
    await pair(app, code(server), "Laptop");
    await expectAllSent(app);
    const other = await ApiDevice.pair(server, code(server));
    const before = await other.records();
    const body = (kind) => before.find((record) => record.kind === kind).body;
    const [job, dataset] = [body("job"), body("dataset")];
    const hostile = { jobs: jobs(job), datasets: datasets(dataset), scripts: scripts(), strangers: strangers(dataset.hash) };
    const refused = [];
    for (const record of Object.values(hostile).flat()) {
      await other.add(...record).catch((error) => refused.push(error.message));
    }
    // A server may refuse some of it; what it takes arrives here.
    for (const message of refused) console.log(message.slice(0, 200));
    console.log(`${Object.values(hostile).flat().length} hostile records, of which the server refused ${refused.length}`);
    const honest = altered(job, { title: "An honest job", created_ms: Date.now() + 1_000 });
    await other.add("job", honest.id, JSON.stringify(honest), [job.result.blob]);

    // Searched for: the ids of these records are in no order of time, so that its row may be beyond those that are drawn.
    const honestRow = app.jobRows.filter({ hasText: "An honest job" });
    const search = () => page.getByRole("searchbox", { name: "Search jobs" }).fill("An honest job");
    await app.go("Jobs");
    await search();
    await expect(honestRow).toHaveCount(1, { timeout: 60_000 });
    await page.getByRole("searchbox", { name: "Search jobs" }).fill("");
    await expectHarmless(page, "Jobs");
    for (const name of ["Strategies", "Datasets", "Settings", "Jobs"]) {
      await app.go(name);
      await expect(main.getByRole("heading", { level: 1 })).toBeVisible();
      await expectHarmless(page, name);
    }
    // Also the pages of the records themselves, read anew from the storage.
    await page.reload();
    const routes = { jobs: "jobs", datasets: "datasets", scripts: "strategies/script" };
    for (const [of, route] of Object.entries(routes)) {
      for (const [, id, text] of hostile[of]) {
        await open(page, `#/${route}/${id}`);
        await expectHarmless(page, `${route} ${text.slice(0, 200)}`);
      }
    }
    // The app is as usable as before: a run, and its way to the server.
    await app.go("Jobs");
    await search();
    await honestRow.getByRole("link").first().click();
    await expect(main.getByText(/^Result fingerprint/)).toBeVisible();
    await runJob(app);
    await expectAllSent(app);
    await expectHarmless(page, "Settings");
    const sent = (await other.records()).filter((record) => record.kind === "job" && record.body.device === job.device);
    expect(sent.length).toBeGreaterThan(1);
  } finally {
    await server.stop();
  }
});
