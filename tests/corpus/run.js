// Runs the frozen jobs from wasm in a worker in Chromium and under node: `node tests/corpus/run.js FOLDER`, where FOLDER holds
// what wasm-bindgen made of the tests crate (corpus.js, corpus_bg.wasm). Prints how many jobs have their frozen result.
import { copyFile, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openBrowser } from "../e2e/support/browser.js";
import { serveFolder } from "../e2e/support/static-server.js";

const [folder] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
const samples = ["sp500-daily.csv.gz", "nasdaq-daily.csv.gz"].map((name) => join(here, "../inputs", name));
const frozen = JSON.parse(await readFile(join(here, "frozen.json"), "utf8"));

async function underNode() {
  const { default: init, runCorpus } = await import(pathToFileURL(resolve(folder, "corpus.js")));
  await init({ module_or_path: await readFile(join(folder, "corpus_bg.wasm")) });
  const [sp500, nasdaq] = await Promise.all(samples.map((path) => readFile(path)));
  return JSON.parse(runCorpus(sp500, nasdaq, await readFile(join(here, "jobs.json"), "utf8")));
}

async function inChromium() {
  for (const file of ["corpus.html", "worker.js", "jobs.json"]) await copyFile(join(here, file), join(folder, file));
  await copyFile(samples[0], join(folder, "sp500"));
  await copyFile(samples[1], join(folder, "nasdaq"));
  const server = await serveFolder(folder, "/");
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}corpus.html`);
    return await page.evaluate(
      () =>
        new Promise((done, failed) => {
          const worker = new Worker("worker.js", { type: "module" });
          worker.addEventListener("error", (event) => failed(new Error(event.message)));
          worker.addEventListener("message", ({ data }) => (data.error ? failed(new Error(data.error)) : done(data)));
        }),
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Numbers as JSON has them: the order of keys does not matter, every digit does. */
const text = (outcome) => JSON.stringify(outcome, outcome && [...Object.keys(outcome), ...Object.keys(outcome.numbers)].sort());

for (const [where, run] of Object.entries({ Chromium: inChromium, node: underNode })) {
  const found = await run();
  const names = [...new Set([...Object.keys(frozen), ...Object.keys(found)])];
  const wrong = names.filter((name) => text(found[name]) !== text(frozen[name]));
  console.log(`  ${names.length - wrong.length} passed (${where})`);
  if (wrong.length > 0) {
    console.log(`  ${wrong.length} failed (${where})`);
    for (const name of wrong) console.log(`${name}: ${text(frozen[name])} natively, ${text(found[name])} in ${where}`);
    process.exitCode = 1;
  }
}
