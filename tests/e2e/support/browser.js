// One way to start the system's Chromium.
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const executablePath = process.env.CHROMIUM ?? SYSTEM.find(existsSync);

// Nothing is fetched behind the tests' back; root in a container needs no sandbox.
export const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser with a fresh profile. */
export function openBrowser() {
  return chromium.launch({ executablePath, args });
}

/** A browser whose profile outlives it. */
export function openProfile(folder, options = {}) {
  return chromium.launchPersistentContext(folder, { executablePath, args, ...options });
}
