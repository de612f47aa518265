// The product under test: the bundle that was built before, served by the real server on a free port.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const built = (path) => fileURLToPath(new URL(`../../../target/${path}`, import.meta.url));

export const dist = process.env.HINDCAST_DIST ?? built("dist");
export const serverProgram = process.env.HINDCAST_SERVER ?? built("debug/hindcast-server");

/** Starts the server, with further options if there are any; `url` ends in a slash. */
export async function startServer(options = []) {
  const data = mkdtempSync(join(tmpdir(), "hindcast-"));
  const child = spawn(serverProgram, ["--listen", "127.0.0.1:0", "--app-dir", dist, "--data-dir", data, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, RUST_LOG: "warn" },
  });
  const url = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the server ended with ${code} before it answered`)));
    createInterface(child.stdout).on("line", (line) => {
      const address = line.match(/http:\/\/\S+/);
      if (address) resolve(address[0]);
    });
  });
  return {
    url,
    data,
    stop: () =>
      new Promise((resolve) => {
        child.on("exit", () => {
          rmSync(data, { recursive: true, force: true });
          resolve();
        });
        child.kill("SIGTERM");
      }),
  };
}
