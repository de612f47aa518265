// No room left at the worst moment.
import { expect, test } from "../support/fixtures.js";

test("J12: a result that finds no room fails the job with a sentence, and a later run succeeds", async ({ app, page, context, server }) => {
  await app.addSynthetic();
  const devtools = await context.newCDPSession(page);
  const origin = new URL(server.url).origin;
  // The bars take 24 MB; the report of half a million bars finds nothing left.
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 24_500_000 });
  await app.openForm("SMA cross");
  await app.chooseDataset(/synthetic/i);
  await app.submit();
  await app.expectState("failed");
  await expect(page.getByRole("main").getByRole("alert")).toContainText(/no more room/);

  await devtools.send("Storage.overrideQuotaForOrigin", { origin });
  await app.openForm("SMA cross");
  await app.chooseDataset(/synthetic/i);
  await app.submit();
  await app.expectState("completed");
});
