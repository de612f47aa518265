// Fetches the chart library once, and again if that failed.
let library;

export function loadCharts(path) {
  library ??= import(new URL(path, document.baseURI).href).catch((error) => {
    library = undefined;
    throw error;
  });
  return library;
}
