"""Indicators by TA-Lib and, where TA-Lib has none or defines it differently, by plain numpy.

    python3 -m venv venv && venv/bin/pip install TA-Lib==0.8.2 backtesting==0.6.6
    venv/bin/python tests/conformance/ta_lib/freeze.py

writes frozen.json: for a seeded walk and backtesting.py's GOOG, per column some values and the mean and root mean square of all.

    freeze.py FOLDER

computes every bar of the bars in FOLDER, which tests/tests/ta_lib lays there: NAME.bars holds time, open, high, low, close
and volume, column after column, as 64-bit numbers; NAME.values gets the columns of all cases, one after the other, and
cases.json their names. Both ways give the same numbers; the test compares every bar where this script can run.

The numpy functions are written from the definitions in the plainest way: each window by itself, each recursion as a loop.
"""
import csv
import datetime
import glob
import hashlib
import json
import math
import os
import sys

import numpy as np
import talib
from numpy.lib.stride_tricks import sliding_window_view

HERE = os.path.dirname(os.path.abspath(__file__))
N_WALK = 3000
N_SAMPLES = 6

# TA-Lib begins these averages with other bars; from here on the beginning counts less than 1e-12.
SETTLED = {"atr": 500, "plus_di": 600, "minus_di": 600, "adx": 1200, "macd": 700, "macd signal": 700, "macd histogram": 700}


class Bars:
    def __init__(self, time, open_, high, low, close, volume):
        self.time = np.asarray(time, dtype=np.int64)
        columns = [np.ascontiguousarray(column, dtype=float) for column in (open_, high, low, close, volume)]
        self.open, self.high, self.low, self.close, self.volume = columns
        self.typical = (self.high + self.low + self.close) / 3
        self.hlc = (self.high, self.low, self.close)


# ---- plain numpy


def late(values, n):
    return np.concatenate([np.full(n, np.nan), values])


def windows(values, n):
    return sliding_window_view(values, n)


def rolling(function, values, n):
    """A function of each window of n values; missing before the first."""
    skip = int(np.argmax(~np.isnan(values)))
    return late(function(windows(values[skip:], n)), skip + n - 1)


def average(values, n):
    return rolling(lambda w: w.mean(axis=1), values, n)


def smooth(values, n, weight):
    """Begins with the mean of the first n values."""
    out = np.full(len(values), np.nan)
    first = int(np.argmax(~np.isnan(values))) + n - 1
    out[first] = math.fsum(values[first - n + 1 : first + 1]) / n
    for bar in range(first + 1, len(values)):
        out[bar] = out[bar - 1] + weight * (values[bar] - out[bar - 1])
    return out


def ema(values, n):
    return smooth(values, n, 2 / (n + 1))


def rma(values, n):
    return smooth(values, n, 1 / n)


def weighted(values, n):
    weights = np.arange(1, n + 1)
    return rolling(lambda w: (w * weights).sum(axis=1) / weights.sum(), values, n)


def hma(values, n):
    return weighted(2 * weighted(values, n // 2) - weighted(values, n), math.isqrt(n))


def vwma(bars, n):
    price, volume = windows(bars.close, n), windows(bars.volume, n)
    total = volume.sum(axis=1)
    plain = price.mean(axis=1)
    return late(np.where(total > 0, (price * volume).sum(axis=1) / np.where(total > 0, total, 1), plain), n - 1)


def alma(values, n, offset, sigma):
    distance = np.arange(n) - offset * (n - 1)
    weights = np.exp(-(distance**2) / (2 * (n / sigma) ** 2))
    return rolling(lambda w: (w * weights).sum(axis=1) / weights.sum(), values, n)


def deviation(values, n, spare):
    return rolling(lambda w: w.std(axis=1, ddof=spare), values, n)


def regression(values, n):
    x = np.arange(n) - (n - 1) / 2
    slope = rolling(lambda w: ((w - w.mean(axis=1, keepdims=True)) * x).sum(axis=1) / (x**2).sum(), values, n)
    middle = average(values, n)
    return middle + slope * (n - 1) / 2, slope, middle - slope * (n - 1) / 2


def divided(a, b, flat):
    a, b = np.broadcast_arrays(a, b)
    return np.where(b == 0, flat, a / np.where(b == 0, 1, b))


def place(bars, n, deviations):
    middle, width = average(bars.close, n), deviations * deviation(bars.close, n, 0)
    return divided(bars.close - (middle - width), 2 * width, 0.5), 2 * width / middle


def true_range(bars):
    before = bars.close[:-1]
    rest = np.maximum(bars.high[1:], before) - np.minimum(bars.low[1:], before)
    return np.concatenate([[bars.high[0] - bars.low[0]], rest])


def keltner(bars, n, factor, n_range):
    middle, width = ema(bars.close, n), factor * rma(true_range(bars), n_range)
    return middle - width, middle, middle + width


def middle(bars, n):
    return (rolling(lambda w: w.max(axis=1), bars.high, n) + rolling(lambda w: w.min(axis=1), bars.low, n)) / 2


def ichimoku(bars, conversion, base, span, displacement):
    a, b, c = (middle(bars, n) for n in (conversion, base, span))
    delayed = lambda line: late(line, displacement - 1)[: len(line)]
    return a, b, delayed((a + b) / 2), delayed(c)


def macd(values, fast, slow, signal):
    line = ema(values, fast) - ema(values, slow)
    average_ = ema(line, signal)
    return line, average_, line - average_


def tsi(values, short, long):
    change = late(np.diff(values), 1)
    return 100 * divided(ema(ema(change, long), short), ema(ema(np.abs(change), long), short), 0)


def cmo(values, n):
    change = windows(np.diff(values), n)
    up, down = np.maximum(change, 0).sum(axis=1), np.maximum(-change, 0).sum(axis=1)
    return late(100 * divided(up - down, up + down, 0), n)


def percent_rank(values, n):
    w = windows(values, n + 1)
    return late(100 * (w[:, :-1] <= w[:, -1:]).sum(axis=1) / n, n)


def dmi(bars, n, smoothing):
    up, down = late(np.diff(bars.high), 1), late(-np.diff(bars.low), 1)
    plus = np.where((up > down) & (up > 0), up, 0)
    minus = np.where((down > up) & (down > 0), down, 0)
    range_ = true_range(bars)
    for column in (plus, minus, range_):
        column[0] = np.nan
    plus, minus, range_ = rma(plus, n), rma(minus, n), rma(range_, n)
    plus, minus = 100 * divided(plus, range_, 0), 100 * divided(minus, range_, 0)
    return rma(100 * divided(np.abs(plus - minus), plus + minus, 0), smoothing), plus, minus


def supertrend(bars, factor, n):
    width = factor * rma(true_range(bars), n)
    mid = (bars.high + bars.low) / 2
    line, direction = np.full((2, len(mid)), np.nan)
    lower, upper = mid - width, mid + width
    for bar in range(n - 1, len(mid)):
        if bar == n - 1:
            direction[bar] = -1
        else:
            before = bars.close[bar - 1]
            if before >= lower[bar - 1]:
                lower[bar] = max(lower[bar], lower[bar - 1])
            if before <= upper[bar - 1]:
                upper[bar] = min(upper[bar], upper[bar - 1])
            if direction[bar - 1] < 0:
                direction[bar] = 1 if bars.close[bar] > upper[bar] else -1
            else:
                direction[bar] = -1 if bars.close[bar] < lower[bar] else 1
        line[bar] = lower[bar] if direction[bar] > 0 else upper[bar]
    return line, direction


def sar_direction(bars):
    """Whether TA-Lib's line lies below the bar."""
    line = talib.SAR(bars.high, bars.low, 0.02, 0.2)
    return np.where(np.isnan(line), np.nan, np.where(line <= bars.low, 1.0, -1.0))


def vwap(bars, anchor, offset_ms):
    moment = lambda ms: datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=int(ms) - offset_ms)
    session = {
        "day": lambda t: t.date(),
        "week": lambda t: t.isocalendar()[:2],
        "month": lambda t: (t.year, t.month),
    }[anchor]
    out, current = np.empty(len(bars.time)), None
    for bar, time in enumerate(bars.time):
        if session(moment(time)) != current:
            current, prices, volumes = session(moment(time)), [], []
        prices.append(bars.typical[bar] * bars.volume[bar])
        volumes.append(bars.volume[bar])
        total = math.fsum(volumes)
        out[bar] = math.fsum(prices) / total if total else bars.typical[bar]
    return out


def pivots(values, left, right):
    out = np.full(len(values), np.nan)
    for bar in range(left + right, len(values)):
        at = bar - right
        if max(values[at - left : at]) <= values[at] > max(values[at + 1 : bar + 1]):
            out[bar] = values[at]
    return out


def since_oldest(values, n, best):
    return rolling(lambda w: n - 1.0 - best(w, axis=1), values, n)


def crossings(a, b):
    above, below = a > b, a < b
    up = above[1:] & ~above[:-1]
    down = below[1:] & ~below[:-1]
    out = late(up.astype(float) - down.astype(float), 1)
    out[: int(np.argmax(~np.isnan(a + b))) + 1] = np.nan
    return out


def since_and_when(bars, occurrence):
    since, when = np.full((2, len(bars.close)), np.nan)
    times = []
    for bar in range(len(bars.close)):
        if bars.close[bar] > bars.open[bar]:
            times.append(bar)
        if times:
            since[bar] = bar - times[-1]
        if len(times) > occurrence:
            when[bar] = bars.close[times[-1 - occurrence]]
    return since, when


# ---- all columns


def cases(bars):
    close, volume = bars.close, bars.volume
    out = {
        "sma": talib.SMA(close, 20),
        "ema": talib.EMA(close, 20),
        "rma": rma(close, 14),
        "wma": talib.WMA(close, 20),
        "hma": hma(close, 20),
        "vwma": vwma(bars, 20),
        "dema": talib.DEMA(close, 20),
        "tema": talib.TEMA(close, 20),
        "alma": alma(close, 9, 0.85, 6),
        "kama": talib.KAMA(close, 10),
        "linear_regression": talib.LINEARREG(close, 14),
        "linear_regression slope": talib.LINEARREG_SLOPE(close, 14),
        "linear_regression intercept": talib.LINEARREG_INTERCEPT(close, 14),
        "linear_regression, numpy": regression(close, 14)[0],
        "linear_regression slope, numpy": regression(close, 14)[1],
        "linear_regression intercept, numpy": regression(close, 14)[2],
        "rsi": talib.RSI(close, 14),
        "rsi as CMO": (talib.CMO(close, 14) + 100) / 2,
        "momentum": talib.MOM(close, 10),
        "roc": talib.ROC(close, 10),
        "cci": talib.CCI(*bars.hlc, 20),
        "williams_r": talib.WILLR(*bars.hlc, 14),
        "tsi": tsi(close, 13, 25),
        "cmo": cmo(close, 14),
        "percent_rank": percent_rank(close, 100),
        "true_range": talib.TRANGE(*bars.hlc),
        "atr": talib.ATR(*bars.hlc, 14),
        "atr, numpy": rma(true_range(bars), 14),
        "variance": talib.VAR(close, 20, 1),
        "variance, numpy": deviation(close, 20, 0) ** 2,
        "sample_variance": deviation(close, 20, 1) ** 2,
        "stdev": talib.STDDEV(close, 20, 1),
        "stdev, numpy": deviation(close, 20, 0),
        "sample_stdev": deviation(close, 20, 1),
        "donchian lower": talib.MIN(bars.low, 20),
        "donchian middle": middle(bars, 20),
        "donchian upper": talib.MAX(bars.high, 20),
        "parabolic_sar": talib.SAR(bars.high, bars.low, 0.02, 0.2),
        "parabolic_sar direction": sar_direction(bars),
        "adx": talib.ADX(*bars.hlc, 14),
        "plus_di": talib.PLUS_DI(*bars.hlc, 14),
        "minus_di": talib.MINUS_DI(*bars.hlc, 14),
        "aroon oscillator": talib.AROONOSC(bars.high, bars.low, 14),
        "obv": talib.OBV(close, volume) - volume[0],
        "accumulation": talib.AD(*bars.hlc, volume),
        "mfi": talib.MFI(*bars.hlc, volume, 14),
        "vwap day": vwap(bars, "day", 0),
        "vwap week": vwap(bars, "week", 0),
        "vwap month, offset": vwap(bars, "month", 3_600_000),
        "highest": talib.MAX(close, 20),
        "lowest": talib.MIN(close, 20),
        "highest_bars": since_oldest(bars.high, 20, np.argmax),
        "lowest_bars": since_oldest(bars.low, 20, np.argmin),
        "pivot_high": pivots(bars.high, 5, 5),
        "pivot_low": -pivots(-bars.low, 5, 5),
        "crossings": crossings(close, average(close, 20)),
    }
    out["stochastic k"], out["stochastic d"] = talib.STOCH(*bars.hlc, 14, 3, 0, 3, 0)
    out["fast stochastic k"], out["fast stochastic d"] = talib.STOCHF(*bars.hlc, 14, 3, 0)
    out["stochastic_rsi k"], out["stochastic_rsi d"] = talib.STOCHRSI(close, 14, 14, 3, 0)
    out["macd"], out["macd signal"], out["macd histogram"] = talib.MACD(close, 12, 26, 9)
    for name, column in zip(["macd", "macd signal", "macd histogram"], macd(close, 12, 26, 9)):
        out[f"{name}, numpy"] = column
    upper, mid, lower = talib.BBANDS(close, 20, 2, 2, 0)
    out["bollinger lower"], out["bollinger middle"], out["bollinger upper"] = lower, mid, upper
    out["percent_b"], out["bandwidth"] = place(bars, 20, 2)
    for name, column in zip(["lower", "middle", "upper"], keltner(bars, 20, 2, 10)):
        out[f"keltner {name}"] = column
    out["supertrend"], out["supertrend direction"] = supertrend(bars, 3, 10)
    for name, column in zip(["adx", "plus_di", "minus_di"], dmi(bars, 14, 14)):
        out[f"{name}, numpy"] = column
    out["aroon down"], out["aroon up"] = talib.AROON(bars.high, bars.low, 14)
    for name, column in zip(["conversion", "base", "span a", "span b"], ichimoku(bars, 9, 26, 52, 26)):
        out[f"ichimoku {name}"] = column
    out["bars_since"], out["value_when"] = since_and_when(bars, 1)
    for name, bar in SETTLED.items():
        out[name][:bar] = np.nan
    return out


# ---- bars


def walk():
    """Ticks of 0.01 from a linear congruential generator in 64 bits; now and then a bar without movement or volume."""
    state = 20_240_229

    def draw(n):
        nonlocal state
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        return (state >> 33) % n

    rows, close = [], 50_000
    for i in range(N_WALK):
        is_flat = draw(40) == 0
        open_ = close + (0 if is_flat else draw(21) - 10)
        close = open_ + (0 if is_flat else draw(201) - 100)
        high = max(open_, close) + (0 if is_flat else draw(60))
        low = min(open_, close) - (0 if is_flat else draw(60))
        volume = 0 if is_flat else draw(10_000) / 8
        rows.append((1_577_836_800_000 + i * 3_600_000, open_ / 100, high / 100, low / 100, close / 100, volume))
    return Bars(*zip(*rows))


def bundled(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))[1:]
    epoch = datetime.datetime(1970, 1, 1)
    time = [(datetime.datetime.fromisoformat(row[0]) - epoch) // datetime.timedelta(milliseconds=1) for row in rows]
    return Bars(time, *(np.array([float(row[at]) for row in rows]) for at in range(1, 6)))


def frozen_column(column):
    there = np.flatnonzero(~np.isnan(column))
    values = column[there]
    samples = there[np.linspace(0, len(there) - 1, N_SAMPLES).astype(int)]
    return {
        "first": int(there[0]),
        "n": len(there),
        "mean": math.fsum(values) / len(values),
        "rms": math.sqrt(math.fsum(values * values) / len(values)),
        "samples": [[int(bar), float(column[bar])] for bar in samples],
    }


def freeze():
    import backtesting

    goog = os.path.join(os.path.dirname(backtesting.__file__), "test", "GOOG.csv")
    with open(goog, "rb") as file:
        sha256 = hashlib.sha256(file.read()).hexdigest()
    sets = {"walk": walk(), "GOOG": bundled(goog)}
    frozen = {
        "ta_lib": talib.__version__,
        "backtesting_py": backtesting.__version__,
        "goog_sha256": sha256,
        "sets": {name: {key: frozen_column(column) for key, column in cases(bars).items()} for name, bars in sets.items()},
    }
    text = json.dumps(frozen, indent=None, separators=(",", ":"))
    # A line per column, so that a change can be read.
    with open(os.path.join(HERE, "frozen.json"), "w") as file:
        file.write(text.replace('},"', '},\n"') + "\n")


def every_bar(folder):
    names = []
    for path in sorted(glob.glob(os.path.join(folder, "*.bars"))):
        columns = np.fromfile(path, dtype="<f8").reshape(6, -1)
        out = cases(Bars(*columns))
        names = list(out)
        np.concatenate(list(out.values())).astype("<f8").tofile(path[: -len("bars")] + "values")
    with open(os.path.join(folder, "cases.json"), "w") as file:
        json.dump(names, file)


if __name__ == "__main__":
    every_bar(sys.argv[1]) if len(sys.argv) > 1 else freeze()
