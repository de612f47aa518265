// Ways to pair: a QR code, a server elsewhere, and what the browser does not allow.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { App } from "../support/app.js";
import { openBrowser } from "../support/browser.js";
import { code, devices, expectInStep, pair, runJob } from "../support/devices.js";
import { expect, test } from "../support/fixtures.js";
import { dist, startServer } from "../support/product.js";
import { readQr } from "../support/qr.js";
import { serveFolder, typeOf } from "../support/static-server.js";

test("a third device scans the QR code of a paired one, is asked, and is paired", async () => {
  await devices(async (a, b, server) => {
    await a.go("Settings");
    const main = a.page.getByRole("main");
    const current = main.locator(".pairing-code");
    let shown = "";
    for (const colorScheme of ["light", "dark"]) {
      await a.page.emulateMedia({ colorScheme });
      await main.getByRole("button", { name: /Add a device|Make another code/ }).click();
      await expect(main.getByText("It works for one device, until", { exact: false })).toBeVisible();
      // The code before stands until the server has answered.
      await expect(current).not.toHaveText(shown || "none yet");
      shown = await current.textContent();
    }
    const link = await readQr(main.getByRole("img", { name: /^QR code/ }));
    // The code stands behind the #: no server, proxy or log on the way gets to see it.
    const { origin, pathname, search, hash } = new URL(link);
    expect([`${origin}${pathname}`, search]).toEqual([server.url, ""]);
    expect(decodeURIComponent(hash)).toBe(`#/pair?server=${new URL(server.url).origin}&code=${shown}`);

    const browser = await openBrowser();
    try {
      const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
      const requests = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(link);
      const c = new App(page);
      await expect(c.field("Server address")).toHaveValue(new URL(server.url).origin);
      await expect(c.field("Pairing code")).toHaveValue(shown);
      expect(requests.filter((url) => url.includes("/api/") || url.includes(shown))).toEqual([]);
      await c.field("Name of this device").fill("Phone");
      await page.getByRole("button", { name: "Pair this device" }).click();
      await expectInStep(c);
      expect(page.url()).not.toContain(shown);
      await expect(page.getByRole("main").getByRole("listitem").filter({ hasText: "Phone" })).toBeVisible();

      // Used once, it is good no more; whoever is paired is told so.
      await page.goto(link);
      await expect(page.getByText(/is paired with .* already/)).toBeVisible();
    } finally {
      await browser.close();
    }
  });
});

test("a code that has expired is taken away and said to have expired", async () => {
  await devices(async (a) => {
    await a.page.clock.install();
    await a.page.reload();
    await a.go("Settings");
    const main = a.page.getByRole("main");
    await main.getByRole("button", { name: "Add a device" }).click();
    await expect(main.locator(".pairing-code")).toBeVisible();
    await a.page.clock.fastForward("10:01");
    await expect(main.getByText("The code has expired. Make another one.")).toBeVisible();
    await expect(main.locator(".pairing-code")).toHaveCount(0);
  });
});

test("an app on a static host pairs with a server elsewhere, and says what to do where the server does not allow it", async () => {
  const host = await serveFolder(dist, "/some/where/");
  const closed = await startServer();
  const open = await startServer(["--allow-origin", new URL(host.url).origin]);
  const browser = await openBrowser();
  const elsewhere = await openBrowser();
  try {
    // The refusal stands in the console, too: this page is not watched for what it complains of.
    const page = await (await browser.newContext()).newPage();
    await page.goto(host.url);
    const app = new App(page);
    await pair(app, code(closed), "Laptop", new URL(closed.url).origin);
    await expect(page.getByRole("status").getByText(/--allow-origin/)).toBeVisible();
    await pair(app, code(open), "Laptop", new URL(open.url).origin);
    await expectInStep(app);

    await app.addIndex("S&P 500");
    await runJob(app);
    const other = new App(await (await elsewhere.newContext()).newPage());
    await other.page.goto(open.url);
    await pair(other, code(open), "Desktop");
    await expectInStep(other);
    await other.go("Jobs");
    await expect(other.jobRows.filter({ hasText: "completed" })).toHaveCount(1);
    await other.jobRows.first().getByRole("link").click();
    expect(await other.resultHash()).toBe(await app.resultHash());
  } finally {
    await browser.close();
    await elsewhere.close();
    await open.stop();
    await closed.stop();
    await host.close();
  }
});

test("a page from an https host says why it cannot pair with a server over plain http", async ({ page }) => {
  const home = "https://app.example.org/";
  await page.route(`${home}**`, async (route) => {
    const file = new URL(route.request().url()).pathname.slice(1) || "index.html";
    await route.fulfill({ body: await readFile(join(dist, file)), contentType: typeOf(file) });
  });
  await page.goto(home);
  const app = new App(page);
  await app.go("Settings");
  const address = app.field("Server address");
  await address.fill("http://192.168.1.5:8080");
  await expect(page.getByText(/browsers do not let such a page speak to a server over plain http/)).toBeVisible();
  await app.field("Pairing code").fill("ABCD-EFGH-JKLM-NPQR");
  await expect(page.getByRole("button", { name: "Pair this device" })).toBeDisabled();
  // On the same machine plain http is allowed, and nothing is said.
  await address.fill("http://localhost:8080");
  await expect(page.getByRole("button", { name: "Pair this device" })).toBeEnabled();
});
