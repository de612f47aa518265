// Hands every test in the binary to wasm-bindgen-test's own runtime, which runs them and writes the report.
import init, * as suite from "./suite.js";

// Exported names start so; a `$` after it marks a test to be ignored, which the runtime counts by itself.
const TEST = "__wbgt_";

// The runtime asks for this to catch what a test throws.
globalThis.__wbg_test_invoke = (body) => body();

// A test's own console lines belong to its report.
for (const level of ["debug", "log", "info", "warn", "error"]) {
  const original = console[level].bind(console);
  const capture = suite[`__wbgtest_console_${level}`];
  console[level] = (...args) => {
    if (ready) capture(args);
    original(...args);
  };
}

let ready = false;

/** Resolves to whether all tests passed. */
export async function runSuite() {
  const wasm = await init({ module_or_path: "suite_bg.wasm" });
  const context = new suite.WasmBindgenTestContext(false);
  ready = true;
  const tests = Object.keys(wasm).filter((name) => name.startsWith(TEST));
  return context.run(tests.map((name) => wasm[name]));
}
