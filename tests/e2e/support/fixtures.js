// What every story gets: a server of its own worker process, a page that fails the test when it complains, the app.
import { test as base, expect } from "@playwright/test";
import { App } from "./app.js";
import { startServer } from "./product.js";
import { watch } from "./watch.js";

export const test = base.extend({
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],

  context: async ({ context }, use) => {
    const complaints = watch(context);
    await use(context);
    // A script that is still on its way through a story's hands belongs to no story after this one.
    await context.unrouteAll({ behavior: "ignoreErrors" });
    expect(complaints, "console errors and uncaught exceptions").toEqual([]);
  },

  app: async ({ page, server }, use) => {
    await page.goto(server.url);
    await use(new App(page));
  },
});

export { expect };
