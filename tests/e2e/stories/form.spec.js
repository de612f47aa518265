// The run form checks each value at once and never loses what was typed.
import { yahooFile } from "../support/bars.js";
import { expect, test } from "../support/fixtures.js";

test("a value that makes no sense is answered beside its field, and survives going away and back", async ({ app, page }) => {
  await app.importFiles([yahooFile()]);
  await app.openForm("SMA cross");
  const cash = app.field("Initial cash");
  await cash.fill("-5");
  await cash.blur();
  await expect(cash).toHaveAttribute("aria-invalid", "true");
  const id = await cash.getAttribute("aria-describedby");
  await expect(page.locator(`#${id.split(" ").at(-1)}`)).toHaveText(/\.$/);

  await app.go("Jobs");
  await app.openForm("SMA cross");
  await expect(app.field("Initial cash")).toHaveValue("-5");
});
