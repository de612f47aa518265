// Damaged entries of sync stop nothing; they are shown, saved as a file, and forgotten when the person says so.
import { readFile } from "node:fs/promises";
import { devices, expectAllSent, runJob } from "../support/devices.js";
import { expect, test } from "../support/fixtures.js";
import { keys, putEntry } from "../support/storage.js";

test("unreadable rows of the outbox, the tries and the standing are set aside, shown and saved, and everything else is synced", async () => {
  await devices(async (a, b) => {
    const { page } = a;
    await a.addIndex("S&P 500");
    await runJob(a);
    await expectAllSent(a);
    await b.go("Jobs");
    await expect(b.jobRows).toHaveCount(1);
    const job = `job/${(await keys(page, "jobs"))[0]}`;
    const tried = (await keys(page, "tries")).find((name) => name.startsWith("job/"));
    const damaged = { [`outbox/${job}`]: '{"mark":', [`tries/${tried}`]: "\u0000\u0001", standing: '{"cursor":7' };
    await putEntry(page, "outbox", job, damaged[`outbox/${job}`]);
    await putEntry(page, "tries", tried, damaged[`tries/${tried}`]);
    await putEntry(page, "sync", "standing", damaged.standing);

    await page.reload();
    await expect(page.getByText(/3 entries of sync could not be read and are set aside/)).toBeVisible();
    // The rest goes on.
    await runJob(a);
    await expectAllSent(a);
    await expect(b.jobRows).toHaveCount(2);
    await expect(b.jobRows.filter({ hasText: "completed" })).toHaveCount(2);

    const list = page.getByRole("list", { name: "Entries that could not be read" });
    await expect(list.getByRole("listitem")).toHaveCount(3);
    await list.getByText("standing", { exact: true }).click();
    await expect(list.getByText(damaged.standing, { exact: true })).toBeVisible();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save them" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe("hindcast-set-aside.json");
    const saved = JSON.parse(await readFile(await file.path(), "utf8"));
    expect(Object.fromEntries(saved.entries.map(({ name, raw }) => [name, raw]))).toEqual(damaged);

    await page.getByRole("button", { name: "Forget them" }).click();
    await expect(list).toHaveCount(0);
    await page.reload();
    await expectAllSent(a);
    await expect(list).toHaveCount(0);
    await expect(page.getByText(/could not be read/)).toHaveCount(0);
  });
});
