"""The bars that freeze.py runs on: three sets bundled with backtesting.py, one of Binance, one made up."""
import hashlib
import os

import backtesting
import pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))
BUNDLED = os.path.join(os.path.dirname(backtesting.__file__), "test")
REFERENCE = os.environ.get("HINDCAST_REFERENCE_DATA") or os.path.join(HERE, "../../../../shared/data")
N_MADE_UP = 3000
SEED = 20261125

# Cash that never runs short, and whole, even units per entry.
SETS = {
    "GOOG": {"cash": 1_000_000.0, "units": 10},
    "EURUSD": {"cash": 10_000_000.0, "units": 100_000},
    "BTCUSD": {"cash": 1_000_000.0, "units": 2},
    "made_up": {"cash": 1_000_000.0, "units": 10},
    "ETHUSDT": {"cash": 10_000_000.0, "units": 2},
}


def read(name):
    """The bars, and the SHA-256 of the file they came from."""
    if name == "made_up":
        return made_up(), None
    if name == "ETHUSDT":
        path = os.path.join(REFERENCE, "tradingview/ETHUSDT_15m.csv")
        bars = pd.read_csv(path)
        bars.index = pd.to_datetime(bars.pop("timestamp"), unit="ms")
        bars.columns = [column.capitalize() for column in bars.columns]
    else:
        path = os.path.join(BUNDLED, name + ".csv")
        bars = pd.read_csv(path, index_col=0, parse_dates=True)
    with open(path, "rb") as file:
        return bars, hashlib.sha256(file.read()).hexdigest()


def made_up():
    """Daily bars in steps of 1/64, so that sums of prices are exact. tests/tests/backtesting_py/bars.rs makes the same."""
    state = SEED

    def draw(n):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % n

    rows, close = [], 6400
    for _ in range(N_MADE_UP):
        start = close + draw(41) - 20
        close = start + draw(161) - 80 + (6400 - start) // 64
        high = max(start, close) + draw(60)
        low = min(start, close) - draw(60)
        rows.append([price / 64 for price in (start, high, low, close)] + [1000])
    index = pd.date_range("2010-01-01", periods=N_MADE_UP)
    return pd.DataFrame(rows, index=index, columns=["Open", "High", "Low", "Close", "Volume"])
