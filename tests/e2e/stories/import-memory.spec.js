// A large file is read as a stream: what an import takes grows with its bars, not with its text, and has an end.
import { createWriteStream, existsSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "../support/fixtures.js";

/** Size of the file in MB; 1000 and more by hand: `HINDCAST_IMPORT_MB=1000`. */
const MB = Number(process.env.HINDCAST_IMPORT_MB ?? 30);

/** Minute bars as text, day by day into a file of about so many megabytes; how many bars. */
async function write(path, mb) {
  const rests = Array.from({ length: 1_440 }, (_, minute) => {
    const [hours, minutes] = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0"));
    const price = 100 + Math.sin(minute / 100) * 10;
    const prices = [price, price + 1, price - 1, price + 0.5].map((price) => price.toFixed(5));
    return `T${hours}:${minutes}:00Z,${prices},${minute}\n`;
  });
  const out = createWriteStream(path);
  out.write("time,open,high,low,close,volume\n");
  let [days, nBytes] = [0, 0];
  for (; nBytes < mb * 1e6; days += 1) {
    const day = new Date(days * 86_400_000).toISOString().slice(0, 10);
    const text = day + rests.join(day);
    nBytes += text.length;
    if (!out.write(text)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  return days * rests.length;
}

/** The most memory, in MiB, that a process of the page has held so far. */
async function peak(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => `/proc/${id}/status`);
  const held = renderers.filter(existsSync).map((path) => Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(path, "utf8"))?.[1] ?? 0) / 1024);
  return Math.max(...held);
}

test("a large file of text is imported in memory that its bars account for", async ({ app, page, browser }) => {
  test.skip(process.platform !== "linux", "the memory of a process is read from /proc");
  test.setTimeout(60_000 + MB * 1_000);
  const path = join(tmpdir(), `hindcast-large-${process.pid}.csv`);
  try {
    const nBars = await write(path, MB);
    // A small file first: the engine, compiled while it works, is no part of what is measured.
    await app.addIndex("S&P 500");
    const before = await peak(browser);
    await app.openImport();
    await page.getByLabel("Market data files").setInputFiles(path);
    await page.getByRole("dialog").getByRole("button", { name: /^Import\b/ }).click();
    await expect(page.getByRole("dialog")).toBeHidden({ timeout: 30_000 + MB * 1_000 });
    await expect(app.datasetRow("hindcast-large")).toContainText(nBars.toLocaleString("en-US"));
    const grown = (await peak(browser)) - before;
    const perBar = (grown * 1024 * 1024) / nBars;
    console.log(`${MB} MB of text, ${nBars} bars: ${Math.round(grown)} MiB more at the peak, ${Math.round(perBar)} bytes a bar`);
    expect(grown).toBeLessThan(100 + (nBars * 150) / 2 ** 20);
  } finally {
    rmSync(path, { force: true });
  }
});
