// Market data for a test: known bars, the same every time.
import { readFileSync } from "node:fs";

const DAY_MS = 86_400_000;

/** A daily file in Yahoo's layout whose closes follow a slow wave, so that a moving-average cross trades. */
export function yahooCsv(n_bars = 400) {
  const lines = ["Date,Open,High,Low,Close,Adj Close,Volume"];
  const start = Date.UTC(2020, 0, 1);
  let before = 100;
  for (let i = 0; i < n_bars; i++) {
    const close = 100 + 20 * Math.sin(i / 15) + i * 0.05;
    const [high, low] = [Math.max(before, close) + 1, Math.min(before, close) - 1];
    const date = new Date(start + i * DAY_MS).toISOString().slice(0, 10);
    const prices = [before, high, low, close, close].map((price) => price.toFixed(4));
    lines.push([date, ...prices, 1000 + i].join(","));
    before = close;
  }
  return `${lines.join("\n")}\n`;
}

/** The same as a file for an upload. */
export function yahooFile(name = "WAVE.csv", n_bars = 400) {
  return { name, mimeType: "text/csv", buffer: Buffer.from(yahooCsv(n_bars)) };
}

const INDICES = { "S&P 500": "sp500", NASDAQ: "nasdaq" };

/** Twenty years of an index, "S&P 500" or "NASDAQ", as a file for an upload. */
export function indexFile(name) {
  const buffer = readFileSync(new URL(`../../inputs/${INDICES[name]}-daily.csv.gz`, import.meta.url));
  return { name: `${name}, daily.csv.gz`, mimeType: "application/gzip", buffer };
}
