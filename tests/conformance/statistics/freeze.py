"""Writes frozen.json: statistics of random equity curves and trades, by a second implementation.

    python3 tests/conformance/statistics/freeze.py

Needs nothing but Python. The definitions are those of the report's tooltips, written here in the plainest way: lists, dates of
the standard library, math.fsum. tests/tests/statistics.rs compares.
"""
import datetime
import json
import math
import os
import random
from statistics import mean, median, pstdev, stdev

DAY = 86_400_000
HERE = os.path.dirname(os.path.abspath(__file__))


def make(seed, n, step, begin):
    rng = random.Random(seed)
    time, close, equity = [], [], []
    now, price, cash = begin, 100.0, 10_000.0
    for _ in range(n):
        time.append(now)
        price = round(price * math.exp(rng.gauss(0, 0.01)), 4)
        if rng.random() < 0.6:
            cash = round(cash * (1 + rng.gauss(0.0002, 0.006)), 2)
        close.append(price)
        equity.append(cash)
        now += step * (1 if rng.random() < 0.97 else rng.randint(2, 40))
    trades, bar = [], rng.randint(0, 5)
    while bar < n - 2:
        end = min(n - 1, bar + rng.randint(0, 9))
        entry, units = round(rng.uniform(50, 150), 2), rng.randint(1, 9)
        profit = 0.0 if rng.random() < 0.1 else round(units * entry * rng.gauss(0.001, 0.02), 3)
        side = rng.choice(["long", "short"])
        trades.append([side, units, bar, end, entry, profit, round(rng.random(), 3)])
        bar = end + rng.randint(0, 6)
    return time, close, equity, trades


def date(ms):
    return datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)


def last_of_each(time, values, key):
    groups = {}
    for t, value in zip(time, values):
        groups[key(date(t))] = value
    return list(groups.values())


def changes(values):
    return [b / a - 1 for a, b in zip(values, values[1:])]


def rms_of_losses(returns):
    return math.sqrt(math.fsum(min(r, 0.0) ** 2 for r in returns) / len(returns))


def over_run(time, close, equity, trades, cash, rate, warmup):
    days = changes(last_of_each(time, equity, lambda d: d.date()))
    months = changes([cash] + last_of_each(time, equity, lambda d: (d.year, d.month)))
    weekend = sum(date(t).weekday() >= 5 for t in time) / len(time)
    year = 365 if weekend > 2 / 7 * 0.6 else 252
    g = math.exp(math.fsum(math.log1p(r) for r in days) / len(days)) - 1
    annual = (1 + g) ** year - 1
    volatility = math.sqrt((stdev(days) ** 2 + (1 + g) ** 2) ** year - (1 + g) ** (2 * year))
    peaks, falls, top = [], [], cash
    for value in equity:
        top = max(top, value)
        peaks.append(top)
        falls.append(value / top - 1)
    dry = [i for i, fall in enumerate(falls) if fall == 0]
    # A fall from the initial cash begins at the first bar, although its own equity may be below the cash already.
    ends = sorted(set([0] + dry + [len(falls) - 1]))
    spans = [(a, b) for a, b in zip(ends, ends[1:]) if b > a + 1]
    a_log = [math.log(b / a) for a, b in zip(equity, equity[1:])]
    m_log = [math.log(b / a) for a, b in zip(close, close[1:])]
    a_mean, m_mean = math.fsum(a_log) / len(a_log), math.fsum(m_log) / len(m_log)
    beta = math.fsum((a - a_mean) * (m - m_mean) for a, m in zip(a_log, m_log)) / math.fsum(
        (m - m_mean) ** 2 for m in m_log
    )
    total, hold = equity[-1] / cash - 1, close[-1] / close[warmup] - 1
    covered = set()
    for trade in trades:
        covered.update(range(trade[2], trade[3] + 1))
    mu, sd = mean(days), pstdev(days)
    skew = mean([((r - mu) / sd) ** 3 for r in days])
    kurtosis = mean([((r - mu) / sd) ** 4 for r in days]) - 3
    ratio = mu / stdev(days)
    z = ratio * math.sqrt(len(days) - 1) / math.sqrt(1 - skew * ratio + (kurtosis + 2) / 4 * ratio**2)
    return {
        "exposure": len(covered) / len(time),
        "return": total,
        "peak_equity": max(peaks),
        "buy_and_hold_return": hold,
        "outperformance": total - hold,
        "annual_return": annual,
        "annual_volatility": volatility,
        "cagr": (equity[-1] / cash) ** (365.25 * DAY / (time[-1] - time[0])) - 1,
        "sharpe": (annual - rate) / volatility,
        "sortino": (annual - rate) / (rms_of_losses(days) * math.sqrt(year)),
        "calmar": annual / -min(falls),
        "alpha": total - rate - beta * (hold - rate),
        "beta": beta,
        "omega": math.fsum(r for r in days if r > 0) / -math.fsum(r for r in days if r < 0),
        "max_drawdown": min(falls),
        "max_drawdown_cash": min(value - peak for value, peak in zip(equity, peaks)),
        "recovery_factor": math.fsum(t[5] for t in trades) / -min(value - peak for value, peak in zip(equity, peaks)),
        "average_drawdown": mean([min(falls[a : b + 1]) for a, b in spans]),
        "max_drawdown_duration": max(time[b] - time[a] for a, b in spans),
        "average_drawdown_duration": mean([time[b] - time[a] for a, b in spans]),
        "time_under_water": sum(fall < 0 for fall in falls) / len(falls),
        "ulcer_index": math.sqrt(math.fsum(fall**2 for fall in falls) / len(falls)),
        "skew": skew,
        "kurtosis": kurtosis,
        "probabilistic_sharpe": 0.5 * math.erfc(-z / math.sqrt(2)),
        "monthly_sharpe": (mean(months) - 0.02 / 12) / stdev(months),
        "monthly_sortino": (mean(months) - 0.02 / 12) / rms_of_losses(months),
        "net_profit": math.fsum(t[5] for t in trades),
        "gross_profit": math.fsum(t[5] for t in trades if t[5] > 0),
        "gross_loss": math.fsum(t[5] for t in trades if t[5] < 0),
        "commission": math.fsum(t[6] for t in trades),
    }


def streak(flags):
    return max(map(len, "".join("x" if flag else " " for flag in flags).split()), default=0)


def over_trades(trades, time):
    profits = [t[5] for t in trades]
    returns = [t[5] / (t[1] * t[4]) for t in trades]
    bars = [t[3] - t[2] for t in trades]
    held = [time[t[3]] - time[t[2]] for t in trades]
    wins, losses = [p for p in profits if p > 0], [p for p in profits if p < 0]
    rate, payoff = len(wins) / len(trades), mean(wins) / -mean(losses)
    return {
        "trades": len(trades),
        "wins": len(wins),
        "losses": len(losses),
        "break_even": profits.count(0.0),
        "win_rate": rate,
        "average_trade": mean(profits),
        "median_trade": median(profits),
        "best_trade": max(profits),
        "worst_trade": min(profits),
        "average_return": math.exp(mean([math.log1p(r) for r in returns])) - 1,
        "median_return": median(returns),
        "best_return": max(returns),
        "worst_return": min(returns),
        "average_win": mean(wins),
        "average_loss": mean(losses),
        "payoff_ratio": payoff,
        "profit_factor": math.fsum(wins) / -math.fsum(losses),
        "profit_factor_by_returns": math.fsum(r for r in returns if r > 0)
        / -math.fsum(r for r in returns if r < 0),
        "expectancy": mean(returns),
        "sqn": math.sqrt(len(trades)) * mean(profits) / stdev(profits),
        "kelly": rate - (1 - rate) / payoff,
        "average_bars": mean(bars),
        "max_bars": max(bars),
        "min_bars": min(bars),
        "average_bars_wins": mean([b for b, p in zip(bars, profits) if p > 0]),
        "average_bars_losses": mean([b for b, p in zip(bars, profits) if p < 0]),
        "average_duration": mean(held),
        "max_duration": max(held),
        "winning_streak": streak(p > 0 for p in profits),
        "losing_streak": streak(p < 0 for p in profits),
        "largest_win_share": max(profits) / math.fsum(wins),
        "largest_loss_share": min(profits) / math.fsum(losses),
        "max_quantity": max(t[1] for t in trades),
        "commission_per_trade": mean([t[6] for t in trades]),
    }


def main():
    cases = []
    for seed, n, step in [(1, 400, DAY), (2, 300, DAY), (3, 500, DAY // 24), (4, 500, 4 * DAY // 24), (5, 120, DAY)]:
        time, close, equity, trades = make(seed, n, step, 1_600_000_000_000 - 1_600_000_000_000 % DAY)
        rate, warmup = 0.03 * (seed % 2), 7 * seed
        sides = {"all": trades}
        sides |= {side: [t for t in trades if t[0] == side] for side in ("long", "short")}
        expected = {"run": over_run(time, close, equity, trades, 10_000.0, rate, warmup)}
        expected |= {name: over_trades(some, time) for name, some in sides.items()}
        case = {"interval_ms": step, "risk_free_rate": rate, "warmup_bars": warmup, "initial_cash": 10_000.0}
        cases.append(case | {"time": time, "close": close, "equity": equity, "trades": trades, "expected": expected})
    with open(os.path.join(HERE, "frozen.json"), "w", encoding="ascii") as out:
        lines = (json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases)
        out.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
