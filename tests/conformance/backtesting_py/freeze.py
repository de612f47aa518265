"""Writes frozen.jsonl.gz: what backtesting.py 0.6.6 makes of 200 random settings of four strategies.

    python3 -m venv venv && venv/bin/pip install backtesting==0.6.6
    venv/bin/python tests/conformance/backtesting_py/freeze.py

The bars stay where they are; the first line holds the SHA-256 of each file. README.md beside this says what is compared.
"""
import gzip
import json
import math
import os
import random
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor

import backtesting
import pandas as pd
from backtesting import Backtest

import data
from strategies import Breakout, Cross, Ladder, Pullback

KINDS = {"cross": Cross, "pullback": Pullback, "breakout": Breakout, "ladder": Ladder}
N_EACH = 50
# Of the long file, only the first settings of each strategy.
N_LONG = 2


def settings():
    """Name of the strategy, its parameters, and costs: a ratio of the value, or cash per order."""
    pick = random.Random(data.SEED)
    step = lambda low, high, step: round(low + pick.randrange(int((high - low) / step + 1)) * step, 6)
    for kind in KINDS:
        for _ in range(N_EACH):
            short, on_close = pick.choice([0, 1, 1]), pick.choice([0, 0, 1])
            ratio, cash_per_order, equity_ratio = pick.choice([0.0, 0.0, 0.0005, 0.002, -0.0002]), 0.0, 0.0
            bracket = {"stop": step(0.5, 4, 0.1), "target": step(0.5, 6, 0.1)}
            atr_length = pick.randrange(5, 30)
            if kind == "cross":
                fast = pick.randrange(3, 40)
                params = {"fast": fast, "slow": fast + pick.randrange(5, 80), "short": short}
                if pick.random() < 0.5:
                    params |= {**bracket, "atr_length": atr_length}
                elif not short and on_close:
                    equity_ratio = step(0.1, 0.9, 0.1)
                # One fill that closes and opens pays a fixed amount once here and twice there.
                if pick.random() < 0.3 and ("stop" in params or not short) and not equity_ratio:
                    ratio, cash_per_order = 0.0, step(1, 9, 0.5)
            elif kind == "pullback":
                params = {"trend": pick.randrange(5, 120), "atr_length": atr_length, "hold": pick.randrange(2, 40)}
                params |= {"depth": step(0.1, 1.5, 0.1), "attach": pick.choice([0, 0, 1]), "short": short, **bracket}
                if pick.random() < 0.2:
                    ratio, cash_per_order = 0.0, step(1, 9, 0.5)
            elif kind == "breakout":
                params = {"length": pick.randrange(3, 40), "trend": pick.randrange(5, 120), "atr_length": atr_length}
                params |= {"attach": pick.choice([0, 0, 1]), "short": short}
                if pick.random() < 0.6:
                    params |= bracket
                else:
                    params["short"] = 1
                on_close = 0
            else:
                params = {"length": pick.randrange(5, 100), "atr_length": atr_length}
                params |= {"cap": pick.randrange(1, 5), "band": step(0.2, 3, 0.1)}
            yield kind, params, {
                "on_close": on_close,
                "commission_ratio": ratio,
                "commission_cash": cash_per_order,
                "equity_ratio": equity_ratio,
            }


def number(value):
    value = float(value)
    return float(f"{value:.11g}") if math.isfinite(value) else None


def ms(value):
    return None if pd.isna(value) else value / pd.Timedelta(milliseconds=1)


def statistics(stats):
    percent = lambda key: number(stats[key] / 100)
    dips = stats["_equity_curve"]["DrawdownDuration"]
    held = stats["_trades"]["Duration"]
    return {
        "exposure": percent("Exposure Time [%]"),
        "final_equity": number(stats["Equity Final [$]"]),
        "peak_equity": number(stats["Equity Peak [$]"]),
        "return": percent("Return [%]"),
        "buy_and_hold_return": percent("Buy & Hold Return [%]"),
        "annual_return": percent("Return (Ann.) [%]"),
        "annual_volatility": percent("Volatility (Ann.) [%]"),
        "cagr": percent("CAGR [%]"),
        "sharpe": number(stats["Sharpe Ratio"]),
        "sortino": number(stats["Sortino Ratio"]),
        "calmar": number(stats["Calmar Ratio"]),
        "alpha": percent("Alpha [%]"),
        "beta": number(stats["Beta"]),
        "max_drawdown": percent("Max. Drawdown [%]"),
        "average_drawdown": percent("Avg. Drawdown [%]"),
        # Unrounded, where backtesting.py shows them rounded up to the bars' resolution.
        "max_drawdown_duration": ms(dips.max()),
        "average_drawdown_duration": ms(dips.mean()),
        "trades": number(stats["# Trades"]),
        "win_rate": percent("Win Rate [%]"),
        "best_return": percent("Best Trade [%]"),
        "worst_return": percent("Worst Trade [%]"),
        "average_return": percent("Avg. Trade [%]"),
        "max_duration": ms(held.max()),
        "average_duration": ms(held.mean()),
        "profit_factor_by_returns": number(stats["Profit Factor"]),
        "expectancy": percent("Expectancy [%]"),
        "sqn": number(stats["SQN"]),
        "kelly": number(stats["Kelly Criterion"]),
    }


def run(job):
    name, bars, kind, params, costs = job
    choice = data.SETS[name]
    commission = (costs["commission_cash"], 0.0) if costs["commission_cash"] else costs["commission_ratio"]
    test = Backtest(
        bars, KINDS[kind], cash=choice["cash"], commission=commission, trade_on_close=bool(costs["on_close"])
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        stats = test.run(
            units=choice["units"],
            last=len(bars) - 1,
            **params,
            **({"ratio": costs["equity_ratio"]} if kind == "cross" else {}),
        )
    refused = [str(w.message) for w in caught if "insufficient margin" in str(w.message)]
    assert not refused, (name, kind, params, refused)
    return {
        "data": name,
        "strategy": kind,
        "params": params,
        **costs,
        # Size, entry bar, entry price.
        "open": [[int(t.size), int(t.entry_bar), number(t.entry_price)] for t in stats["_strategy"].trades],
        "statistics": statistics(stats),
        **columns(stats["_trades"], costs),
    }


def columns(trades, costs):
    """The closed trades, small: bars as distances from the entry before and from the entry; the profit as what it is beyond
    size × (exit − entry) − commission, to 1e-11 of the entry's value, which is 0 as long as nobody has a surprise."""
    entry, exit = [[number(v) for v in trades[key]] for key in ("EntryPrice", "ExitPrice")]
    beyond = []
    for size, a, b, profit in zip(trades.Size, entry, exit, trades.PnL):
        size = int(size)
        commission = 2 * costs["commission_cash"] + costs["commission_ratio"] * abs(size) * (a + b)
        digits = 11 - math.ceil(math.log10(abs(size) * a))
        beyond.append(round(float(profit) - (size * (b - a) - commission), digits) or 0)
    return {
        "size": [int(v) for v in trades.Size],
        "entry_bar": [int(v) for v in trades.EntryBar.diff().fillna(trades.EntryBar)],
        "bars_held": [int(v) for v in trades.ExitBar - trades.EntryBar],
        "entry_price": entry,
        "exit_price": exit,
        "profit_beyond": beyond,
    }


def main():
    assert backtesting.__version__ == "0.6.6", backtesting.__version__
    backtesting.backtesting._tqdm = lambda things, **_: things
    header = {"version": "0.6.6", "seed": data.SEED, "sets": {}}
    jobs = []
    for name, choice in data.SETS.items():
        bars, sha256 = data.read(name)
        header["sets"][name] = {**choice, "sha256": sha256}
        for i, (kind, params, costs) in enumerate(settings()):
            if name != "ETHUSDT" or i % N_EACH < N_LONG:
                jobs.append((name, bars, kind, params, costs))
    with ProcessPoolExecutor(int(os.environ.get("PROCESSES", "1"))) as pool:
        runs = list(pool.map(run, jobs, chunksize=8))
    compact = lambda value: json.dumps(value, separators=(",", ":"), allow_nan=False)
    text = "\n".join([compact(header), *map(compact, runs)]) + "\n"
    with open(os.path.join(data.HERE, "frozen.jsonl.gz"), "wb") as out:
        # No time and no name inside: the same expectations are the same bytes.
        out.write(gzip.compress(text.encode("ascii"), 9, mtime=0))
    print(f"{len(runs)} runs, {sum(len(r['size']) for r in runs)} trades", file=sys.stderr)


if __name__ == "__main__":
    main()
