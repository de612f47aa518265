"""Writes frozen.json: what backtesting.py 0.6.6 makes of its own bundled data.

    python3 -m venv venv && venv/bin/pip install backtesting==0.6.6
    venv/bin/python tests/conformance/backtesting_py/freeze.py

The bars stay in the Python package; frozen.json holds the SHA-256 of each file. tests/tests/backtesting_py.rs runs the same
strategies on the same bars in our engine and compares every trade and the statistics.
"""
import hashlib
import json
import math
import os
import warnings

import backtesting
import numpy as np
import pandas as pd
from backtesting import Backtest, Strategy

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(os.path.dirname(backtesting.__file__), "test")

# Per data set: cash that never runs short, whole units per trade, and the ATR multiples of stop and target.
SETS = {
    "GOOG": {"cash": 100_000.0, "units": 10, "stop": 2.0, "target": 3.0},
    "EURUSD": {"cash": 1_000_000.0, "units": 100_000, "stop": 2.0, "target": 3.0},
    "BTCUSD": {"cash": 1_000_000.0, "units": 1, "stop": 1.0, "target": 1.0},
}
LENGTHS = [(10, 20), (30, 150)]
COMMISSIONS = [0.0, 0.002]
ATR_LENGTH = 14


def sma(values, length):
    out = np.full(len(values), np.nan)
    for bar in range(length - 1, len(values)):
        out[bar] = math.fsum(values[bar - length + 1 : bar + 1]) / length
    return out


def atr(high, low, close, length):
    """Wilder's average true range, begun with the plain mean of the first ranges."""
    ranges = [high[0] - low[0]]
    for bar in range(1, len(close)):
        before = close[bar - 1]
        ranges.append(max(high[bar] - low[bar], abs(high[bar] - before), abs(low[bar] - before)))
    out = np.full(len(close), np.nan)
    out[length - 1] = math.fsum(ranges[:length]) / length
    for bar in range(length, len(close)):
        out[bar] = (out[bar - 1] * (length - 1) + ranges[bar]) / length
    return out


class Cross(Strategy):
    fast = slow = units = 0

    def init(self):
        close = np.asarray(self.data.Close, dtype=float)
        self.a = self.I(lambda: sma(close, self.fast), name="fast")
        self.b = self.I(lambda: sma(close, self.slow), name="slow")

    def above(self):
        return self.a[-1] > self.b[-1] and self.a[-2] <= self.b[-2]

    def below(self):
        return self.a[-1] < self.b[-1] and self.a[-2] >= self.b[-2]


class Reversing(Cross):
    def next(self):
        if self.above() and not self.position.is_long:
            self.position.close()
            self.buy(size=self.units)
        elif self.below() and not self.position.is_short:
            self.position.close()
            self.sell(size=self.units)


class Bracketed(Cross):
    stop = target = 0.0

    def init(self):
        super().init()
        columns = [np.asarray(self.data[name], dtype=float) for name in ("High", "Low", "Close")]
        self.range = self.I(lambda: atr(*columns, ATR_LENGTH), name="atr")

    def next(self):
        if self.position:
            return
        close, distance = self.data.Close[-1], self.range[-1]
        if self.above():
            self.buy(size=self.units, sl=close - self.stop * distance, tp=close + self.target * distance)
        elif self.below():
            self.sell(size=self.units, sl=close + self.stop * distance, tp=close - self.target * distance)


def number(value):
    value = float(value)
    return value if math.isfinite(value) else None


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


def run(name, bars, strategy, lengths, commission):
    choice = SETS[name]
    params = {"fast": lengths[0], "slow": lengths[1]}
    if strategy is Bracketed:
        params |= {"stop": choice["stop"], "target": choice["target"]}
    test = Backtest(bars, strategy, cash=choice["cash"], commission=commission)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        stats = test.run(units=choice["units"], **params)
    refused = [str(w.message) for w in caught if "insufficient margin" in str(w.message)]
    assert not refused, refused
    trades = stats["_trades"]
    if strategy is Bracketed:
        params["atr_length"] = ATR_LENGTH
    rows = zip(trades.Size, trades.EntryBar, trades.ExitBar, trades.EntryPrice, trades.ExitPrice, trades.PnL)
    return {
        "data": name,
        "strategy": "sma_cross" if strategy is Reversing else "atr_bracket",
        "params": {**params, "short": 1},
        "cash": choice["cash"],
        "units": choice["units"],
        "commission": commission,
        "n_open": len(stats["_strategy"].trades),
        "statistics": statistics(stats),
        "trades": [[int(s), int(a), int(b), float(p), float(q), float(g)] for s, a, b, p, q, g in rows],
    }


def main():
    assert backtesting.__version__ == "0.6.6", backtesting.__version__
    files, runs = {}, []
    for name in SETS:
        path = os.path.join(DATA, name + ".csv")
        with open(path, "rb") as file:
            files[name] = hashlib.sha256(file.read()).hexdigest()
        bars = pd.read_csv(path, index_col=0, parse_dates=True)
        for strategy in (Reversing, Bracketed):
            for lengths in LENGTHS:
                for commission in COMMISSIONS:
                    runs.append(run(name, bars, strategy, lengths, commission))
    compact = lambda value: json.dumps(value, separators=(",", ":"), allow_nan=False)
    with open(os.path.join(HERE, "frozen.json"), "w", encoding="ascii") as out:
        out.write('{"version":"0.6.6",\n"sha256":' + compact(files) + ',\n"runs":[\n')
        out.write(",\n".join(map(compact, runs)) + "\n]}\n")


if __name__ == "__main__":
    main()
