// The bundle on the plainest host: a folder somewhere below a domain, no server of ours, no special headers.
import { App } from "../support/app.js";
import { expect, test } from "../support/fixtures.js";
import { dist } from "../support/product.js";
import { serveFolder } from "../support/static-server.js";

test("the static bundle works under a sub-path with no server", async ({ page }) => {
  const host = await serveFolder(dist, "/some/where/");
  try {
    await page.goto(host.url);
    const app = new App(page);
    await app.addFromLibrary("IBM");
    await app.openForm("SMA cross");
    await app.chooseDataset("IBM");
    await app.submit();
    await app.expectState("completed");
    expect(page.url().startsWith(host.url)).toBe(true);
    await page.reload();
    await app.expectState("completed");
  } finally {
    await host.close();
  }
});
