"""Numbers over the run."""
import math

from . import periods
from .exact import D, DAY, Undefined, central, changes, evaluate, last_of_each, mean, need, rms_of_losses, sample_variance


def of_a_year(number):
    """Undefined beyond ±1,000."""
    need(abs(number) <= 1_000, "out_of_range")
    return number


def annualised(growth, n, returns, year):
    """Annual return and volatility of `returns` whose product is `growth`."""
    g = growth ** (D(1) / n)
    annual = of_a_year(g**year - 1)
    square = g * g
    return annual, lambda: of_a_year(((sample_variance(returns) + square) ** year - square**year).sqrt())


def sharpe_ratio(annual, rate, volatility):
    need(annual >= D("-0.99"), "out_of_range")
    need(volatility != 0, "no_variation")
    return of_a_year((annual - rate) / volatility)


def falls(equity, cash):
    """Drawdown of each bar as a ratio and in cash."""
    top, ratios, amounts = cash, [], []
    for value in equity:
        top = max(top, value)
        ratios.append(value / top - 1)
        amounts.append(value - top)
    return ratios, amounts


def episodes(ratios):
    """From a bar without drawdown to the next one, or to the end; only those longer than a bar. A fall from the initial cash
    begins at the first bar, although its own equity may be below the cash already."""
    marks = sorted({0, len(ratios) - 1} | {i for i, ratio in enumerate(ratios) if ratio == 0})
    return [(a, b) for a, b in zip(marks, marks[1:]) if b > a + 1]


def seen_by_trade(trades, cash):
    """Deepest fall and highest rise as TradingView has them: from the equity of earlier trades to the extremes of a trade."""
    fall = rise = D(0)
    for at, trade in enumerate(trades):
        earlier = [t for t in trades[:at] if not t.is_open and t.exit <= trade.entry]
        path = [cash]
        for t in earlier:
            path.append(path[-1] + t.profit)
        fall = max(fall, max(path) - path[-1] - trade.adverse)
        rise = max(rise, path[-1] - min(path) + trade.favourable)
    return fall, rise


def over_run(case):
    time, close, equity, cash, rate = case.time, case.close, case.equity, case.cash, case.rate
    closed = [t for t in case.trades if not t.is_open]
    last = equity[-1]
    solvent = min(equity) > 0
    days = changes([equity[i] for i in periods.ends(time, case.interval_ms)]) if solvent else []
    ratios, amounts = falls(equity, cash)
    deepest, deepest_cash = -min(ratios + [D(0)]), -min(amounts + [D(0)])
    spans = episodes(ratios)
    net = sum((t.profit for t in closed), D(0))
    trade_fall, trade_rise = seen_by_trade(case.trades, cash)

    def year():
        return periods.per_year(time, case.interval_ms)

    def needs(n):
        need(solvent, "equity_not_positive")
        need(len(days) >= n, "too_short")

    def annual():
        needs(1)
        first = equity[periods.ends(time, case.interval_ms)[0]]
        return annualised(last / first, len(days), days, year())[0]

    def volatility():
        needs(2)
        first = equity[periods.ends(time, case.interval_ms)[0]]
        return annualised(last / first, len(days), days, year())[1]()

    def sharpe():
        return sharpe_ratio(annual(), rate, volatility())

    def sortino():
        excess = annual() - rate
        loss = rms_of_losses(days) * year().sqrt()
        need(loss != 0, "no_losing_periods")
        return of_a_year(excess / loss)

    def calmar():
        value = annual()
        need(deepest != 0, "no_drawdown")
        return of_a_year(value / deepest)

    def omega():
        needs(1)
        losses = -sum(min(r, D(0)) for r in days)
        need(losses != 0, "no_losing_periods")
        return sum(max(r, D(0)) for r in days) / losses

    def cagr():
        needs(1)
        year()
        return of_a_year((last / cash) ** (D(36525) * DAY / 100 / (time[-1] - time[0])) - 1)

    def beta():
        need(len(equity) >= 3, "too_short")
        need(solvent, "equity_not_positive")
        ours = [(b / a).ln() for a, b in zip(equity, equity[1:])]
        theirs = [(b / a).ln() for a, b in zip(close, close[1:])]
        middle, their_middle = mean(ours), mean(theirs)
        spread = sum((x - their_middle) ** 2 for x in theirs)
        need(spread != 0, "no_variation")
        return sum((a - middle) * (m - their_middle) for a, m in zip(ours, theirs)) / spread

    def hold():
        need(case.warmup < len(close), "too_short")
        return close[-1] / close[case.warmup] - 1

    def alpha():
        slope, market = beta(), hold()
        return last / cash - 1 - rate - slope * (market - rate)

    def shape(power):
        needs(2)
        variance = central(days, 2)
        need(variance != 0, "no_variation")
        return central(days, power) / variance ** (D(power) / 2)

    def probabilistic():
        skew, kurtosis = shape(3), shape(4) - 3
        ratio = mean(days) / sample_variance(days).sqrt()
        spread = 1 - skew * ratio + (kurtosis + 2) / 4 * ratio**2
        z = ratio * D(len(days) - 1).sqrt() / spread.sqrt()
        return D(0.5 * math.erfc(-float(z) / math.sqrt(2)))

    def of_episodes(number):
        def value():
            need(spans, "too_short" if deepest else "no_drawdown")
            return number()

        return value

    def months():
        need(solvent, "equity_not_positive")
        returns = changes([cash] + last_of_each(time, equity, lambda d: (d.year, d.month)))
        need(len(returns) >= 3, "too_short")
        return returns

    def monthly_sharpe():
        returns = months()
        need(sample_variance(returns) != 0, "no_variation")
        return (mean(returns) - D(0.02) / 12) / sample_variance(returns).sqrt()

    def monthly_sortino():
        returns = months()
        need(min(returns) < 0, "no_losing_periods")
        return (mean(returns) - D(0.02) / 12) / rms_of_losses(returns)

    def hold_from_entry():
        need(case.trades, "no_trades")
        first = min(case.trades, key=lambda t: t.entry)
        return close[-1] / first.price - 1

    def recovery():
        need(deepest_cash != 0, "no_drawdown")
        return net / deepest_cash

    covered = set()
    for t in case.trades:
        covered.update(range(t.entry, t.exit + 1))

    return evaluate(
        {
            "start": lambda: time[0],
            "end": lambda: time[-1],
            "duration": lambda: time[-1] - time[0],
            "bars": lambda: len(time),
            "warmup_bars": lambda: case.warmup,
            "exposure": lambda: D(len(covered)) / len(time),
            "initial_cash": lambda: cash,
            "final_equity": lambda: last,
            "peak_equity": lambda: max([cash] + equity),
            "net_profit": lambda: net,
            "gross_profit": lambda: sum(max(t.profit, D(0)) for t in closed),
            "gross_loss": lambda: sum(min(t.profit, D(0)) for t in closed),
            "open_profit": lambda: sum(t.profit for t in case.trades if t.is_open),
            "commission": lambda: sum(t.commission for t in case.trades),
            "slippage": lambda: sum(t.slippage for t in case.trades),
            "return": lambda: last / cash - 1,
            "buy_and_hold_return": hold,
            "outperformance": lambda: last / cash - 1 - hold(),
            "annual_return": annual,
            "annual_volatility": volatility,
            "cagr": cagr,
            "sharpe": sharpe,
            "sortino": sortino,
            "calmar": calmar,
            "alpha": alpha,
            "beta": beta,
            "omega": omega,
            "max_drawdown": lambda: -deepest,
            "max_drawdown_cash": lambda: -deepest_cash,
            "average_drawdown": of_episodes(lambda: mean([min(ratios[a : b + 1]) for a, b in spans])),
            "max_drawdown_duration": of_episodes(lambda: max(time[b] - time[a] for a, b in spans)),
            "average_drawdown_duration": of_episodes(lambda: mean([D(time[b] - time[a]) for a, b in spans])),
            "time_under_water": lambda: D(sum(ratio < 0 for ratio in ratios)) / len(ratios),
            "ulcer_index": lambda: mean([ratio**2 for ratio in ratios]).sqrt(),
            "recovery_factor": recovery,
            "skew": lambda: shape(3),
            "kurtosis": lambda: shape(4) - 3,
            "probabilistic_sharpe": probabilistic,
            "monthly_sharpe": monthly_sharpe,
            "monthly_sortino": monthly_sortino,
            "closed_return": lambda: net / cash,
            "hold_from_entry": hold_from_entry,
            "closed_outperformance": lambda: net / cash - hold_from_entry(),
            "trade_drawdown": lambda: -trade_fall / cash,
            "trade_drawdown_cash": lambda: -trade_fall,
            "trade_run_up": lambda: trade_rise / cash,
            "trade_run_up_cash": lambda: trade_rise,
        }
    )


__all__ = ["Undefined", "over_run"]
