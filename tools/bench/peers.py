"""Times other people's engines on the bars of `cargo xtask bench`: SMA 30/150, long only, market orders that fill at the next
bar's open, no costs. Each computes the averages and its statistics with its own functions.

Prices are whole ticks: their sums have no rounding, so that two averages are equal in all engines or in none.

Usage: peers.py FOLDER, which holds bars.bin, the columns time (i64), open, high, low, close, volume (f64) one after the
other, and trades.txt, a line `entry_bar exit_bar entry_price exit_price` for each trade that Hindcast closes under the same
rules; and for a sweep sweep-bars.bin and sweep-trades.txt, whose lines begin with the two lengths. Prints a line of JSON for
each engine and for each of its sweeps; one whose trades differ gets no time.
"""

import json
import os
import sys
import time
from importlib.metadata import version

# Not part of what is measured, and nothing is to be told to anybody.
os.environ["RAPTORBT_NO_VERSION_CHECK"] = "1"
# One core, as a worker has it.
os.environ["RAYON_NUM_THREADS"] = "1"

import numpy as np

FAST, SLOW = 30, 150
CASH = 100_000.0
N_RUNS = 10
N_SWEEPS = 3


def read_bars(path):
    raw = np.fromfile(path, dtype="<i8").reshape(6, -1)
    return [raw[0].copy()] + [column.view("<f8").copy() for column in raw[1:]]


def crossings(fast, slow):
    above, below = np.zeros(fast.shape, bool), np.zeros(fast.shape, bool)
    above[1:] = (fast[1:] > slow[1:]) & (fast[:-1] <= slow[:-1])
    below[1:] = (fast[1:] < slow[1:]) & (fast[:-1] >= slow[:-1])
    return above, below


def raptorbt(bars):
    import raptorbt as engine

    times, opens, high, low, close, volume = bars
    nanoseconds = times * 1_000_000
    config = engine.BacktestConfig(initial_capital=CASH, fees=0.0, slippage=0.0, fill_timing="next_bar_open")

    def run():
        entries, exits = crossings(engine.sma(close, FAST), engine.sma(close, SLOW))
        result = engine.run_single_backtest(
            nanoseconds, opens, high, low, close, volume, entries, exits, 1, 1.0, "X", config
        )
        result.metrics
        return result

    def trades(result):
        return [
            (trade.entry_idx, trade.exit_idx, trade.entry_price, trade.exit_price)
            for trade in result.trades()
            if "Signal" in trade.exit_reason
        ]

    return run, trades


def vectorbt(bars):
    import pandas as pd
    import vectorbt as engine

    times, opens, high, low, close, _ = bars
    index = pd.to_datetime(times, unit="ms")
    opens, high, low, close = (pd.Series(column, index) for column in (opens, high, low, close))

    def run():
        fast, slow = engine.MA.run(close, FAST), engine.MA.run(close, SLOW)
        # The signal of a bar, acted on at the next one's open.
        entries = fast.ma_crossed_above(slow).vbt.fshift(1)
        exits = fast.ma_crossed_below(slow).vbt.fshift(1)
        result = engine.Portfolio.from_signals(
            close, entries, exits, price=opens, init_cash=CASH, fees=0.0, slippage=0.0, freq="1min"
        )
        result.stats()
        return result

    def trades(result):
        rows = result.trades.values
        rows = rows[rows["status"] == 1]
        names = ("entry_idx", "exit_idx", "entry_price", "exit_price")
        return list(zip(*(rows[name].tolist() for name in names)))

    return run, trades


def raptorbt_sweep(bars, lengths):
    import raptorbt as engine

    times, opens, high, low, close, volume = bars
    nanoseconds = times * 1_000_000
    config = engine.BacktestConfig(initial_capital=CASH, fees=0.0, slippage=0.0, fill_timing="next_bar_open")

    def run():
        averages = {length: engine.sma(close, length) for length in {n for pair in lengths for n in pair}}
        items = [
            engine.BatchSingleItem(str(cell), *crossings(averages[fast], averages[slow]))
            for cell, (fast, slow) in enumerate(lengths)
        ]
        results = engine.batch_single_backtest(nanoseconds, opens, high, low, close, volume, items, config)
        for _, result in results:
            result.metrics
        return results

    def trades(results):
        return [
            (*lengths[int(cell)], trade.entry_idx, trade.exit_idx, trade.entry_price, trade.exit_price)
            for cell, result in results
            for trade in result.trades()
            if "Signal" in trade.exit_reason
        ]

    return run, trades


def vectorbt_sweep(bars, lengths):
    import pandas as pd
    import vectorbt as engine

    times, opens, high, low, close, _ = bars
    index = pd.to_datetime(times, unit="ms")
    opens, close = pd.Series(opens, index), pd.Series(close, index)

    def run():
        fast = engine.MA.run(close, [fast for fast, _ in lengths], short_name="fast")
        slow = engine.MA.run(close, [slow for _, slow in lengths], short_name="slow")
        # Not its own crossings: above, equal and above again is none for it, and one for the others.
        signals = crossings(fast.ma.values, slow.ma.values)
        entries, exits = (np.vstack([np.zeros_like(signal[:1]), signal[:-1]]) for signal in signals)
        result = engine.Portfolio.from_signals(
            close, entries, exits, price=opens, init_cash=CASH, fees=0.0, slippage=0.0, freq="1min"
        )
        # Its numbers that our table has too.
        for number in ("total_return", "max_drawdown", "sharpe_ratio", "sortino_ratio", "final_value"):
            getattr(result, number)()
        for number in ("win_rate", "profit_factor", "sqn", "count"):
            getattr(result.trades, number)()
        return result

    def trades(result):
        rows = result.trades.values
        rows = rows[rows["status"] == 1]
        names = ("entry_idx", "exit_idx", "entry_price", "exit_price")
        cells = [lengths[cell] for cell in rows["col"].tolist()]
        return [(*cell, *rest) for cell, *rest in zip(cells, *(rows[name].tolist() for name in names))]

    return run, trades


def equal(found, expected):
    """Bars exactly; prices to the rounding of an engine that keeps the value of a fill and divides it by the size."""
    return len(found) == len(expected) and all(
        a[:-2] == b[:-2] and np.allclose(a[-2:], b[-2:], rtol=1e-12, atol=0.0) for a, b in zip(found, expected)
    )


def read_trades(path):
    """Each line: whole numbers, then the two prices."""
    rows = [line.split() for line in open(path, encoding="ascii")]
    return [(*map(int, row[:-2]), *map(float, row[-2:])) for row in rows]


def answer(name, what, expected, n, prepared, n_runs):
    run, trades = prepared
    found = trades(run())
    answer = {"name": name, "version": version(name), "what": what, "n_trades": len(found)}
    if equal(found, expected):
        best = float("inf")
        for _ in range(n_runs):
            start = time.perf_counter_ns()
            run()
            best = min(best, time.perf_counter_ns() - start)
        answer["ns"] = best / n
    else:
        common = len({trade[:-2] for trade in found} & {trade[:-2] for trade in expected})
        answer["difference"] = f"{common} of its {len(found)} trades have the bars of one of our {len(expected)}"
    print(json.dumps(answer), flush=True)


def main():
    def file(name):
        return os.path.join(sys.argv[1], name)

    bars, expected = read_bars(file("bars.bin")), read_trades(file("trades.txt"))
    for name, prepare in (("raptorbt", raptorbt), ("vectorbt", vectorbt)):
        answer(name, "one run", expected, len(bars[0]), prepare(bars), N_RUNS)
    bars, expected = read_bars(file("sweep-bars.bin")), read_trades(file("sweep-trades.txt"))
    lengths = list(dict.fromkeys(trade[:2] for trade in expected))
    for name, prepare in (("raptorbt", raptorbt_sweep), ("vectorbt", vectorbt_sweep)):
        what = f"{len(lengths)} cells"
        answer(name, what, expected, len(bars[0]) * len(lengths), prepare(bars, lengths), N_SWEEPS)


main()
