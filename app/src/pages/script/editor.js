// Fetches the editor once, and again if that failed.
let module;

function load(path) {
  module ??= import(new URL(path, document.baseURI).href).catch((error) => {
    module = undefined;
    throw error;
  });
  return module;
}

export async function openEditor(path, host, options) {
  return (await load(path)).edit(host, options);
}

export async function openReader(path, host, options) {
  return (await load(path)).show(host, options);
}
