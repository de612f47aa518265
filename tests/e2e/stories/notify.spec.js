// Notifications of the desktop, for who asked for them.
import { expect, test } from "../support/fixtures.js";

const shownBy = (page) => page.evaluate(() => globalThis.shown.map(({ title, body }) => `${title} ${body}`));

/** Keeps what is shown, and lets the test say whether the page is in sight: a headless browser has no desktop and hides nothing. */
async function watchNotifications(page) {
  await page.addInitScript(() => {
    globalThis.shown = [];
    globalThis.isHidden = false;
    Object.defineProperty(document, "hidden", { get: () => globalThis.isHidden });
    globalThis.Notification = class extends globalThis.Notification {
      constructor(title, options) {
        super(title, options);
        globalThis.shown.push(this);
      }
    };
  });
}

async function run(app) {
  await app.openForm("SMA cross");
  await app.chooseDataset("S&P 500");
  await app.submit();
  await app.expectState("completed");
}

test("a job that ends out of sight is told on the desktop, and a click comes back to it", async ({ app, page, context }) => {
  await context.grantPermissions(["notifications"]);
  await watchNotifications(page);
  await page.reload();
  await app.addIndex("S&P 500");
  await run(app);
  await app.go("Settings");
  await page.getByLabel("Show a desktop notification").check();
  await page.reload();
  await app.go("Settings");
  await expect(page.getByLabel("Show a desktop notification")).toBeChecked();

  await run(app);
  expect(await shownBy(page), "whoever looks at it needs no word").toEqual([]);
  await page.evaluate(() => (globalThis.isHidden = true));
  await run(app);
  await expect.poll(() => shownBy(page)).toEqual([expect.stringMatching(/^SMA cross.* completed$/)]);
  const job = page.url();
  await app.go("Settings");
  await page.evaluate(() => globalThis.shown[0].onclick());
  await expect(page).toHaveURL(job);
});

test("a browser that refuses notifications says what to do, and the switch stays off", async ({ app, page }) => {
  await app.go("Settings");
  const notify = page.getByLabel("Show a desktop notification");
  await notify.click();
  await expect(page.getByText(/^This browser refuses notifications of this page\. Allow them/)).toBeVisible();
  await expect(notify).not.toBeChecked();
});
