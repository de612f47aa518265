// Starts the page, or says in a sentence why it cannot.
import init from "./page.js";

const loading = document.getElementById("boot");

// An empty module with one SIMD instruction (v128.const in a function body): valid only where the engine can run.
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 23, 1, 21, 0, 253, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 26, 11,
]);

function say(title, detail) {
  loading.classList.add("boot-failed");
  loading.setAttribute("role", "alert");
  loading.replaceChildren();
  for (const [tag, text] of [["strong", title], ["p", detail]]) {
    const element = document.createElement(tag);
    element.textContent = text;
    loading.append(element);
  }
}

try {
  // A static host cannot send the header that forbids frames, and a page around this one could place its own over the buttons.
  if (window.top !== window.self) {
    say("Hindcast does not run inside another page.", "Open it in its own tab.");
  } else if (!WebAssembly.validate(SIMD_PROBE)) {
    say(
      "Hindcast cannot run in this browser.",
      "It needs WebAssembly SIMD and private files: Chrome or Edge 108, Firefox 114, Safari 16.4, or newer.",
    );
  } else {
    await init({ module_or_path: new URL("./page_bg.wasm", import.meta.url) });
    loading.remove();
  }
} catch (error) {
  console.error(error);
  say("Hindcast did not start.", `Reload the page. If that does not help, report this: ${error?.message ?? error}`);
}
