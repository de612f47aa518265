import { defineConfig } from "@playwright/test";
import { args, executablePath } from "./support/browser.js";

export default defineConfig({
  testDir: "stories",
  outputDir: "../../target/e2e",
  // A sweep on two cores takes its time; nothing here waits for a time, only for what a person would see.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // One at a time unless the command line says otherwise: `cargo xtask test` runs two beside each other, except the stories tagged
  // @alone, which measure how long the page's tasks take.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: "list",
  use: {
    actionTimeout: 15_000,
    launchOptions: { executablePath, args },
    trace: "off",
    colorScheme: "light",
    locale: "en-US",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
  },
});
