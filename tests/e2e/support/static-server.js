// The plainest static host there is: files below a folder, no special headers, under any sub-path.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".csv": "text/csv",
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The content type of a file. */
export function typeOf(file) {
  return TYPES[extname(file)] ?? "application/octet-stream";
}

/** Serves `folder` under `base` ("/" or "/some/where/") on a free port. */
export async function serveFolder(folder, base) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const below = path.startsWith(base) ? normalize(path.slice(base.length)) : "..";
    const file = join(folder, below === "." || below === "" ? "index.html" : below);
    const isFile = !below.startsWith("..") && (await stat(file).catch(() => null))?.isFile();
    if (!isFile) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": typeOf(file) });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
