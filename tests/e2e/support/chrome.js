// A browser process of our own, so that a test can kill it as a power cut would and open the same profile again.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, expect } from "@playwright/test";
import { args, executablePath } from "./browser.js";

/** Starts the browser on a profile folder. */
export async function startChrome(profile) {
  const flags = [...args, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
  // A process group of its own: the kill reaches renderers and helpers too.
  const child = spawn(executablePath, flags, { stdio: "ignore", detached: true });
  const portFile = join(profile, "DevToolsActivePort");
  let port;
  await expect
    .poll(async () => {
      const text = await readFile(portFile, "utf8").catch(() => "");
      port = text.split("\n")[0];
      return Boolean(port) && (await fetch(`http://127.0.0.1:${port}/json/version`).catch(() => null))?.ok;
    })
    .toBe(true);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  return {
    context: browser.contexts()[0],
    /** `kill -9`, the whole group. */
    kill: async () => {
      const gone = new Promise((resolve) => child.on("exit", resolve));
      process.kill(-child.pid, "SIGKILL");
      await gone;
    },
  };
}
