// No page is blank, complains, or breaks the content policy.
import { expect, test } from "../support/fixtures.js";

test("every page has a heading and content on the first visit, on a phone and on a desk", async ({ app, page }) => {
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective}`));
  });
  await page.reload();
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    await page.setViewportSize(viewport);
    for (const name of ["Strategies", "Datasets", "Jobs", "Settings"]) {
      await app.go(name);
      const main = page.getByRole("main");
      await expect(main.getByRole("heading", { level: 1 })).toBeVisible();
      expect((await main.innerText()).trim().length).toBeGreaterThan(40);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, `${name} scrolls sideways at ${viewport.width} px`).toBeLessThanOrEqual(0);
    }
  }
});

test("an address that leads nowhere says so", async ({ page, server }) => {
  await page.goto(`${server.url}#/nowhere`);
  await expect(page.getByRole("main")).toContainText(/not/i);
});

test("the folder that the server serves comes compressed", async ({ page, server }) => {
  const encodings = {};
  page.on("response", async (response) => {
    encodings[new URL(response.url()).pathname.split(/[-.]/)[0]] ??= response.headers()["content-encoding"];
  });
  await page.goto(server.url);
  const compressed = { "/": "br", "/page": "br", "/page_bg": "br", "/worker_bg": "br", "/style": "br" };
  await expect.poll(() => encodings).toMatchObject(compressed);
});
