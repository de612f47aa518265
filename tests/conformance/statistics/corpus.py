"""The runs whose numbers are frozen: random ones from seeds, and the edges by hand."""
import datetime
import math
import random
from dataclasses import dataclass, field

from second.exact import D, DAY, date

HOUR = DAY // 24


@dataclass
class Trade:
    side: str
    units: float
    entry: int
    exit: int
    price: float
    profit: float
    commission: float = 0.0
    slippage: float = 0.0
    favourable: float = 0.0
    adverse: float = 0.0
    is_open: bool = False
    is_ambiguous: bool = False

    def exact(self):
        numbers = {name: D(value) for name, value in vars(self).items() if isinstance(value, float)}
        return Trade(**(vars(self) | numbers))

    def ends_after(self, bar):
        return self.is_open or self.exit > bar


@dataclass
class Case:
    name: str
    interval_ms: int
    time: list
    close: list
    equity: list
    trades: list = field(default_factory=list)
    positions: list = field(default_factory=list)
    cash: float = 10_000.0
    rate: float = 0.0
    warmup: int = 0

    def exact(self):
        """The same with every double at its exact value."""
        lists = {name: [D(x) for x in getattr(self, name)] for name in ("close", "equity")}
        lists["trades"] = [t.exact() for t in self.trades]
        lists["positions"] = [(bar, D(units)) for bar, units in self.positions]
        return Case(**(vars(self) | lists | {"cash": D(self.cash), "rate": D(self.rate)}))


def steady(n, step, begin=0):
    return [begin + i * step for i in range(n)]


def begin_of(year, month=1, day=1):
    return round(datetime.datetime(year, month, day, tzinfo=datetime.timezone.utc).timestamp()) * 1_000


def months(n, year):
    return [begin_of(year + i // 12, i % 12 + 1) for i in range(n)]


def weekdays(n, begin):
    days = (begin + i * DAY for i in range(2 * n))
    return [t for t in days if (t // DAY + 3) % 7 < 5][:n]


def gappy(rng, n, step, begin):
    time = [begin]
    while len(time) < n:
        time.append(time[-1] + step * (1 if rng.random() < 0.97 else rng.randint(2, 40)))
    return time


def walk(rng, n, start, spread, move=1.0):
    values, value = [], start
    for _ in range(n):
        if rng.random() < move:
            value = round(value * math.exp(rng.gauss(0.0002, spread)), 4)
        values.append(value)
    return values


def some_trades(rng, n, pyramiding):
    """Trades in the order of their exits; with pyramiding they overlap, and some stay open."""
    trades, bar = [], rng.randint(0, 5)
    while bar < n - 2:
        end = min(n - 1, bar + rng.randint(0, 9))
        price, units = round(rng.uniform(50, 150), 2), float(rng.randint(1, 9)) / rng.choice([1, 10])
        profit = 0.0 if rng.random() < 0.1 else round(units * price * rng.gauss(0.001, 0.02), 3)
        side = "long" if pyramiding else rng.choice(["long", "short"])
        ahead, behind = max(profit, 0) + round(rng.random(), 3), min(profit, 0) - round(rng.random(), 3)
        is_open = pyramiding and end == n - 1
        trades.append(Trade(side, units, bar, end, price, profit, round(rng.random(), 3), round(rng.random(), 3), ahead, behind, is_open, rng.random() < 0.2))
        bar = bar + rng.randint(0, 4) if pyramiding else end + rng.randint(0, 6)
    return sorted(trades, key=lambda t: (t.is_open, t.exit))


def random_case(seed, time, interval_ms, pyramiding=False, spread=0.006):
    rng = random.Random(seed)
    n = len(time)
    changes = sorted(rng.sample(range(n), min(n, 30)))
    positions = [(bar, float(rng.choice([-3, -1, 0, 0.5, 2]))) for bar in changes]
    return Case(
        f"random {seed}", interval_ms, time, walk(rng, n, 100.0, 0.01), walk(rng, n, 10_000.0, spread, 0.6),
        some_trades(rng, n, pyramiding), positions, rate=0.03 * (seed % 2), warmup=min(7 * seed, n - 1),
    )


def random_cases():
    rng = random.Random(2_020)
    begin = begin_of(2020, 9, 13)
    yield random_case(1, gappy(rng, 400, DAY, begin), DAY)
    yield random_case(2, weekdays(300, begin), DAY)
    yield random_case(3, gappy(rng, 500, HOUR, begin), HOUR)
    yield random_case(4, gappy(rng, 500, 4 * HOUR, begin), 4 * HOUR, pyramiding=True)
    yield random_case(5, steady(200, DAY, begin_of(1969, 9, 1)), DAY)
    yield random_case(6, steady(200, 7 * DAY, begin_of(1998, 12, 28)), 7 * DAY, pyramiding=True)
    yield random_case(7, months(80, 1966), 31 * DAY, spread=0.05)
    yield random_case(8, [begin_of(1960 + i) for i in range(20)], 365 * DAY, spread=0.2)
    yield random_case(9, steady(400, 60_000, begin + 11 * HOUR), 60_000)


def every(n, steps, begin):
    """Bars at distances that repeat, in days."""
    time = [begin]
    while len(time) < n:
        time.append(time[-1] + steps[(len(time) - 1) % len(steps)] * DAY)
    return time


def at_hours(days, hours):
    return [t + hour * HOUR for t in days for hour in hours]


def spaced_cases():
    """Markets and intervals of every kind: how many periods has a year?"""
    monday = begin_of(2015, 1, 5)
    five, seven = weekdays(150, monday), steady(150, DAY, monday)
    quarters = [begin_of(1980 + i // 4, i % 4 * 3 + 1) for i in range(60)]
    evenings = [t - 2 * HOUR for t in five]
    london = [t - (HOUR if 3 < date(t).month < 11 else 0) for t in weekdays(400, monday)]
    currency = [t for t in steady(2_000, 4 * HOUR, monday - 2 * HOUR) if (t + 3 * DAY + 2 * HOUR) % (7 * DAY) < 5 * DAY]
    gulf = [t for t in steady(200, DAY, monday) if date(t).weekday() not in (4, 5)]
    spaced = [
        ("quarters", quarters, 92 * DAY, 0.05), ("half years", quarters[::2], 184 * DAY, 0.05), ("two months", months(60, 1990)[::2], 61 * DAY, 0.05),
        ("two days", every(150, [2], monday), 2 * DAY, 0.006), ("three days", every(150, [3], monday), 3 * DAY, 0.006),
        ("two trading days", every(150, [2, 2, 4, 2, 4], monday), 2 * DAY, 0.006), ("two weeks", every(80, [14], monday), 14 * DAY, 0.02),
        ("four weeks", every(80, [28], monday), 28 * DAY, 0.02), ("36 hours", every(120, [1.5], monday), 36 * HOUR, 0.006),
        ("two years", [begin_of(1950 + 2 * i) for i in range(12)], 731 * DAY, 0.1),
        ("4 hours of 24, seven days", at_hours(seven, range(0, 24, 4)), 4 * HOUR, 0.003), ("4 hours of 24, five days", at_hours(five, range(0, 24, 4)), 4 * HOUR, 0.003),
        ("4 hours from Sunday evening", currency, 4 * HOUR, 0.003), ("4 hours of six and a half", at_hours(five, [14.5, 18.5]), 4 * HOUR, 0.004),
        ("evening before", evenings, DAY, 0.006), ("evening before in summer", london, DAY, 0.006), ("Sunday to Thursday", gulf, DAY, 0.006),
        ("six days a week", [t for t in seven if date(t).weekday() != 6], DAY, 0.006), ("three days a week", [t for t in steady(300, DAY, monday) if date(t).weekday() in (0, 2, 4)], 2 * DAY, 0.006),
    ]
    for seed, (name, time, interval_ms, spread) in enumerate(spaced, 100):
        case = random_case(seed, [round(t) for t in time], interval_ms, spread=spread)
        case.name = name
        yield case


def trade(profit, entry, exit, side="long", units=1.0, **more):
    return Trade(side, units, entry, exit, 100.0, float(profit), favourable=max(profit, 0.0) + 1.0, adverse=min(profit, 0.0) - 1.0, **more)


def edge(name, equity, trades=(), time=None, interval_ms=DAY, **more):
    n = len(equity)
    time = time or steady(n, interval_ms, begin_of(2021, 3, 1))
    close = [50.0 + i * 7 % 5 for i in range(n)]
    return Case(name, interval_ms, time, close, [float(e) for e in equity], list(trades), **({"cash": 1_000.0} | more))


def edge_cases():
    wave = [1_000.0 + i * 13 % 7 - i % 3 for i in range(60)]
    yield edge("no trades", wave)
    yield edge("one trade", wave, [trade(5, 0, 1)])
    yield edge("one losing trade", wave, [trade(-5, 3, 9, "short")])
    yield edge("two trades", wave, [trade(6, 0, 1), trade(-3, 1, 2, "short")])
    yield edge("two equal trades", wave, [trade(0.1, 0, 1), trade(0.1, 1, 2)])
    yield edge("all wins", wave, [trade(i + 0.1, 2 * i, 2 * i + 1) for i in range(9)])
    yield edge("all losses", wave, [trade(-i - 0.1, 2 * i, 2 * i + 1) for i in range(9)])
    yield edge("break even", wave, [trade(0, 0, 1), trade(0, 2, 2), trade(0, 4, 9)])
    yield edge("open trade only", wave, [trade(4, 50, 59, is_open=True)])
    yield edge("a trade that loses all", wave, [trade(-100, 0, 1), trade(5, 1, 2)])
    yield edge("a trade that loses more than all", wave, [trade(-150, 0, 1), trade(5, 1, 2)])
    yield edge("trades within a bar", wave, [trade(1, 5, 5), trade(2, 5, 5, units=3.0), trade(-1, 4, 8, units=2.0), trade(1, 8, 9)])
    yield edge("constant equity", [1_000.0] * 50)
    yield edge("rising equity", [1_000.0 + i for i in range(100)])
    yield edge("falling equity", [999.0 - i for i in range(100)])
    yield edge("one bar", [1_000.0])
    yield edge("one bar below the cash", [900.0])
    yield edge("two bars", [1_000.0, 990.0])
    yield edge("three bars", [1_000.0, 1_010.0, 990.0], [trade(1, 0, 2)])
    yield edge("equity of zero", [1_000, 500, 0, 300, 200])
    yield edge("equity below zero", [1_000, 500, -300, 300, 200] * 10, [trade(-700, 1, 2)])
    yield edge("one bar of debt", [-5.0])
    yield edge("ends in debt", [1_000.0] * 40 + [-1.0])
    yield edge("warm-up beyond the end", wave, warmup=60)
    yield edge("400 days of gap", wave, [trade(2, 29, 30)], time=[t + (400 * DAY if i >= 30 else 0) for i, t in enumerate(steady(60, DAY, begin_of(2021, 3, 1)))])
    yield edge("weekends", wave, [trade(2, 5, 6)], time=steady(60, DAY, begin_of(2021, 3, 1)))
    yield edge("no weekends", wave, [trade(2, 5, 6)], time=weekdays(60, begin_of(2021, 3, 1)))
    yield edge("monthly", wave, time=months(60, 2000), interval_ms=31 * DAY)
    yield edge("weekly across years", wave, time=steady(60, 7 * DAY, begin_of(2020, 11, 30)), interval_ms=7 * DAY)
    yield edge("two months", wave[:40], time=steady(40, DAY, begin_of(2021, 3, 1)))
    yield edge("three months", wave, time=steady(60, DAY, begin_of(2021, 3, 25)))
    yield edge("a cent in a large account", [1e9 + x / 100 for x in (0, 3, 1, 4, 2, 7, 5)], cash=1e9)
    yield edge("minutes of a day", [1_000.0 + i // 4 + i * 7 % 11 for i in range(390)], time=steady(390, 60_000, begin_of(2024, 1, 2) + 14 * HOUR), interval_ms=60_000)
    yield edge("minutes around midnight", [1_000.0 + i // 4 + i * 7 % 11 for i in range(240)], time=steady(240, 60_000, begin_of(2024, 1, 2) + 22 * HOUR), interval_ms=60_000)
    yield edge("six days", [1_000, 1_012, 1_009, 1_020, 1_001, 1_017], time=steady(6, DAY, begin_of(2024, 1, 1)))
    yield edge("seven days", wave[:7], time=steady(7, DAY, begin_of(2024, 1, 1)))
    yield edge("a fall of 99 %", [1_000, 1_000, 1_000, 600, 300, 120, 50, 20, 12, 11, 10.5, 10.4, 10.3], time=steady(13, DAY, begin_of(2024, 1, 1)))
    yield edge("a rise without end", [1_000.0 * 1.2**i + i * 7 % 11 * 10 for i in range(14)], time=steady(14, DAY, begin_of(2024, 1, 1)))
    yield edge("a loss of nearly all in a year", [1_000.0 * 0.985**i + i * 7 % 11 for i in range(60)])
    yield edge("too much to compound", [1e9, 2e9, 3e9])
    yield edge("side by side", wave, [trade(-100, 0, 5), trade(0, 4, 6), trade(30, 5, 6), trade(-3, 6, 59, is_open=True, is_ambiguous=True)])
    yield edge("all lost on the way", [1_000.0] * 28 + [0.0] + [5.0 + i for i in range(31)], time=steady(60, 7 * DAY, begin_of(2020, 11, 30)), interval_ms=7 * DAY, positions=[(3, 5.0), (40, -1.0)])
    yield edge("in debt for a while", [1_000.0 - 20 * i for i in range(60)] + [500.0] * 20, interval_ms=HOUR, positions=[(9, -2.0)])
    yield edge("ambiguous", wave, [trade(1, 0, 5, is_ambiguous=True), trade(2, 6, 7), trade(3, 8, 9, "short", is_ambiguous=True)])


def corpus():
    return [*random_cases(), *spaced_cases(), *edge_cases()]
