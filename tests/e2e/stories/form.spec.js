// The run form checks each value at once and never loses what was typed.
import { expect, test } from "../support/fixtures.js";

test("a value that makes no sense is answered beside its field, and survives going away and back", async ({ app }) => {
  await app.addIndex("S&P 500");
  await app.openForm("SMA cross");
  const cash = app.field("Initial cash");
  await cash.fill("-5");
  await cash.blur();
  await expect(cash).toHaveAttribute("aria-invalid", "true");
  await expect(cash).toHaveAccessibleDescription(/\.( |$)/);

  await app.go("Jobs");
  await app.openForm("SMA cross");
  await expect(app.field("Initial cash")).toHaveValue("-5");
});
