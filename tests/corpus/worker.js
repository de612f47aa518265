// The frozen jobs inside a worker.
import init, { runCorpus } from "./corpus.js";

const bytes = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());

try {
  await init({ module_or_path: "corpus_bg.wasm" });
  const jobs = await (await fetch("jobs.json")).text();
  self.postMessage(JSON.parse(runCorpus(await bytes("sp500"), await bytes("nasdaq"), jobs)));
} catch (error) {
  self.postMessage({ error: String(error.stack ?? error) });
}
