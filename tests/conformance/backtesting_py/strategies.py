"""Four strategies for backtesting.py; tests/tests/backtesting_py/strategies.rs has the same four for our engine.

Nothing is ordered on the last bar: with trade_on_close such an order fills in our engine and never in backtesting.py.
"""
import math

import numpy as np
from backtesting import Strategy


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


def extreme(values, length, pick):
    out = np.full(len(values), np.nan)
    for bar in range(length - 1, len(values)):
        out[bar] = pick(values[bar - length + 1 : bar + 1])
    return out


def side_of(price, average):
    """1 above, -1 below; equal but for the rounding of a mean of decimal prices is 0."""
    return 0 if abs(price - average) <= 1e-9 * price else math.copysign(1, price - average)


class Base(Strategy):
    units = last = 0
    short = 1

    def column(self, name):
        return np.asarray(self.data[name], dtype=float)

    def sma_of_close(self, length):
        return self.I(lambda: sma(self.column("Close"), length), name=f"sma{length}")

    def atr_of(self, length):
        return self.I(
            lambda: atr(self.column("High"), self.column("Low"), self.column("Close"), length), name="atr"
        )

    def next(self):
        if len(self.data) - 1 < self.last:
            self.on_bar()

    def cancel_entries(self):
        for order in list(self.orders):
            if not order.is_contingent:
                order.cancel()

    def bracket(self, sign, price, distance):
        """Keyword arguments of an entry with stop and target; a level at or below zero is left out."""
        levels = {"sl": price - sign * self.stop * distance, "tp": price + sign * self.target * distance}
        return {key: level for key, level in levels.items() if level > 0}

    def protect(self, distance):
        trade = self.trades[0]
        for key, level in self.bracket(1 if trade.is_long else -1, trade.entry_price, distance).items():
            setattr(trade, key, level)


class Cross(Base):
    """Two averages cross: reverses, or, with a stop, waits for stop or target of a bracketed market entry."""

    fast = slow = atr_length = 0
    stop = target = 0.0
    ratio = 0.0

    def init(self):
        self.a, self.b = self.sma_of_close(self.fast), self.sma_of_close(self.slow)
        if self.stop:
            self.range = self.atr_of(self.atr_length)

    def on_bar(self):
        size = self.ratio or self.units
        above = self.a[-1] > self.b[-1] and self.a[-2] <= self.b[-2]
        below = self.a[-1] < self.b[-1] and self.a[-2] >= self.b[-2]
        if self.stop:
            if self.position:
                return
            close = self.data.Close[-1]
            if above:
                self.buy(size=size, **self.bracket(1, close, self.range[-1]))
            elif below and self.short:
                self.sell(size=size, **self.bracket(-1, close, self.range[-1]))
        elif above and not self.position.is_long:
            self.position.close()
            self.buy(size=size)
        elif below and not self.position.is_short:
            self.position.close()
            if self.short:
                self.sell(size=size)


class Pullback(Base):
    """With the trend, a limit entry some way back, renewed on every bar; out by stop, target or time.
    attach: the bracket comes with the entry (1) or on the bar after its fill (0)."""

    trend = atr_length = hold = attach = 0
    depth = stop = target = 0.0

    def init(self):
        self.average, self.range = self.sma_of_close(self.trend), self.atr_of(self.atr_length)
        self.seen = None

    def on_bar(self):
        bar, close, distance = len(self.data) - 1, self.data.Close[-1], self.range[-1]
        if not self.position:
            self.seen = None
            self.cancel_entries()
            lean = side_of(close, self.average[-1])
            if lean > 0:
                self.enter(1, close - self.depth * distance, distance)
            elif lean < 0 and self.short:
                self.enter(-1, close + self.depth * distance, distance)
            return
        if self.seen is None:
            self.seen = bar
            if not self.attach:
                self.protect(distance)
        if bar - self.seen >= self.hold:
            self.position.close()

    def enter(self, sign, limit, distance):
        if limit <= 0:
            return
        bracket = self.bracket(sign, limit, distance) if self.attach else {}
        (self.buy if sign > 0 else self.sell)(size=self.units, limit=limit, **bracket)


class Breakout(Base):
    """A stop entry at the extreme of the last bars, renewed on every bar. Without a stop distance a stop order of twice the
    size reverses the position; else stop and target end it. attach as in Pullback."""

    length = trend = atr_length = attach = 0
    stop = target = 0.0

    def init(self):
        self.top = self.I(lambda: extreme(self.column("High"), self.length, max), name="top")
        self.bottom = self.I(lambda: extreme(self.column("Low"), self.length, min), name="bottom")
        self.average, self.range = self.sma_of_close(self.trend), self.atr_of(self.atr_length)
        self.seen = False

    def on_bar(self):
        distance = self.range[-1]
        if not self.position:
            self.seen = False
            self.cancel_entries()
            if side_of(self.data.Close[-1], self.average[-1]) > 0:
                self.enter(1, self.top[-1], distance)
            elif self.short:
                self.enter(-1, self.bottom[-1], distance)
        elif not self.stop:
            self.cancel_entries()
            if self.position.is_long:
                self.sell(size=2 * self.units, stop=self.bottom[-1])
            else:
                self.buy(size=2 * self.units, stop=self.top[-1])
        elif not self.seen:
            self.seen = True
            if not self.attach:
                self.protect(distance)

    def enter(self, sign, level, distance):
        bracket = self.bracket(sign, level, distance) if self.stop and self.attach else {}
        (self.buy if sign > 0 else self.sell)(size=self.units, stop=level, **bracket)


class Ladder(Base):
    """Buys one step above a band around the average, sells one and a half below it, up to a cap on either side: partial
    closes, first in, first out, and fills that close and open."""

    length = atr_length = cap = 0
    band = 0.0

    def init(self):
        self.average, self.range = self.sma_of_close(self.length), self.atr_of(self.atr_length)

    def on_bar(self):
        away = self.data.Close[-1] - self.average[-1]
        reach = self.band * self.range[-1]
        if away > reach and self.position.size < self.cap * self.units:
            self.buy(size=self.units)
        elif away < -reach and self.position.size > -self.cap * self.units:
            self.sell(size=self.units + self.units // 2)
