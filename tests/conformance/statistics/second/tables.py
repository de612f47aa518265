"""Series and tables, as lists of numbers by name."""
import bisect
import math

from . import periods
from .exact import D, Undefined, changes, date, need, evaluate
from .run import annualised, falls, sharpe_ratio


def each(values):
    """Numbers, or reasons, of a list of functions."""
    return list(evaluate({i: value for i, value in enumerate(values)}).values())


def rolling(case):
    ends = periods.ends(case.time, case.interval_ms)
    try:
        year = periods.per_year(case.time, case.interval_ms)
    except Undefined:
        return {"bar": [], "sharpe": []}
    n = max(6, math.ceil(year / 2))

    def point(at):
        def value():
            window = [case.equity[i] for i in ends[at - n : at + 1]]
            need(min(window) > 0, "equity_not_positive")
            annual, volatility = annualised(window[-1] / window[0], n, changes(window), year)
            return sharpe_ratio(annual, case.rate, volatility())

        return value

    at = range(n, len(ends))
    return {"bar": [float(ends[i]) for i in at], "sharpe": each([point(i) for i in at])}


def by(case, slot):
    """Rows of the slots that have a bar."""
    solvent = min(case.equity) > 0
    growth, bars = {}, {}
    for t, before, after in zip(case.time, [case.cash] + case.equity, case.equity):
        s = slot(date(t))
        bars[s] = bars.get(s, 0) + 1
        growth[s] = growth.get(s, D(1)) * (after / before if before else 1)
    closed = {s: [] for s in bars}
    for t in case.trades:
        if not t.is_open:
            closed[slot(date(case.time[t.entry]))].append(t)

    def compounded(s):
        def value():
            need(solvent, "equity_not_positive")
            return growth[s] - 1

        return value

    slots = sorted(bars)
    return {
        "slot": [float(s) for s in slots],
        "bars": [float(bars[s]) for s in slots],
        "return": each([compounded(s) for s in slots]),
        "trades": [float(len(closed[s])) for s in slots],
        "wins": [float(sum(t.profit > 0 for t in closed[s])) for s in slots],
        "profit": [float(sum(t.profit for t in closed[s])) for s in slots],
    }


def years(case):
    """A row a year: the months, NaN where there is no bar, and the total."""
    start, rows = case.cash, {}
    for at, (t, value) in enumerate(zip(case.time, case.equity)):
        d = date(t)
        last_of_month = at + 1 == len(case.time) or (date(case.time[at + 1]).year, date(case.time[at + 1]).month) != (d.year, d.month)
        if last_of_month:
            rows.setdefault(d.year, {})[d.month] = (start, value)
            start = value

    def ratio(start, end):
        def value():
            need(start > 0, "equity_not_positive")
            return end / start - 1

        return value

    def total(months):
        def value():
            growth = D(1)
            for start, end in months.values():
                need(start > 0, "equity_not_positive")
                growth *= end / start
            return growth - 1

        return value

    found = {}
    for year, months in rows.items():
        found[str(year)] = each([ratio(*ends) for ends in months.values()] + [total(months)])
        found[f"{year} months"] = [float(month) for month in months]
    return found


def histogram(case, n_bins):
    """Edges and counts of the bins of trade returns."""
    returns = [float(t.profit / (t.units * t.price)) for t in case.trades if not t.is_open]
    if not returns:
        return {"edges": [], "counts": []}
    low, high = min([0.0] + returns), max([0.0] + returns)
    target = (high - low) / n_bins
    width = D("0.001")
    if target > 0:
        exponent = math.floor(math.log10(target))
        width = next(w for w in (D(f"{step}e{exponent}") for step in (1, 2, 5, 10)) if float(w) >= target)
    # Doubles nearest to the decimal edges, more than enough of them on either side.
    n_below, n_above = int(D(-low) / width) + 2, int(D(high) / width) + 3
    edges = [float(k * width) for k in range(-n_below, n_above)]
    first, end = bisect.bisect_right(edges, low) - 1, bisect.bisect_right(edges, high) + 1
    edges = edges[first:end]
    counts = [0.0] * (len(edges) - 1)
    for r in returns:
        counts[bisect.bisect_right(edges, r) - 1] += 1
    return {"edges": edges, "counts": counts}


def curves(case):
    """Drawdown, buy and hold, and exposure; the last with a step function of the position."""
    bought = case.close[case.warmup] if case.warmup < len(case.close) else None
    hold = [case.cash * (c / bought) if bought and i >= case.warmup else case.cash for i, c in enumerate(case.close)]
    units, changed = D(0), dict(case.positions)

    def share(units, price, equity):
        def value():
            need(equity > 0, "equity_not_positive")
            return units * price / equity

        return value

    shares = []
    for i, (price, equity) in enumerate(zip(case.close, case.equity)):
        units = changed.get(i, units)
        shares.append(share(units, price, equity))
    return {
        "drawdown": [float(x) for x in falls(case.equity, case.cash)[0]],
        "hold": [float(x) for x in hold],
        "exposure": each(shares),
    }


def tables(case):
    return {
        "rolling": rolling(case),
        "weekdays": by(case, lambda d: d.weekday()),
        "hours": by(case, lambda d: d.hour),
        "years": years(case),
        "histogram": histogram(case, 20),
        "curves": curves(case),
    }
