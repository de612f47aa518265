"""Numbers over trades: of all, of the long, of the short ones."""
from statistics import median

from .exact import D, evaluate, mean, need, sample_variance


def longest(flags):
    return max(map(len, "".join("x" if flag else " " for flag in flags).split()), default=0)


def largest_position(trades):
    """At each entry: what began no later, at its place in the order of entries, and ends in a later bar; and the trade."""
    order = sorted(trades, key=lambda t: t.entry)
    sizes = [
        trade.units + sum((t.units for t in order[:at] if t.ends_after(trade.entry)), D(0))
        for at, trade in enumerate(order)
    ]
    return max(sizes)


def over_trades(trades, time):
    closed = [t for t in trades if not t.is_open]
    wins, losses = [t for t in closed if t.profit > 0], [t for t in closed if t.profit < 0]
    profits = [t.profit for t in closed]
    returns = [t.profit / (t.units * t.price) for t in closed]
    bars = lambda some: [D(t.exit - t.entry) for t in some]
    held = [D(time[t.exit] - time[t.entry]) for t in closed]

    def of(some, number, reason="no_trades"):
        def value():
            need(closed, "no_trades")
            need(some, reason)
            return number(some)

        return value

    def of_wins(number):
        return of(wins, number, "no_winning_trades")

    def of_losses(number):
        return of(losses, number, "no_losing_trades")

    gains = lambda values: sum(max(x, D(0)) for x in values)
    falls = lambda values: -sum(min(x, D(0)) for x in values)
    average_win = of_wins(lambda some: mean([t.profit for t in some]))
    average_loss = of_losses(lambda some: mean([t.profit for t in some]))
    win_rate = of(closed, lambda some: D(len(wins)) / len(some))
    payoff = lambda: average_win() / -average_loss()

    def sqn():
        need(closed, "no_trades")
        need(len(closed) > 1, "too_few_trades")
        need(len(set(profits)) > 1, "no_variation")
        return D(len(closed)).sqrt() * mean(profits) / sample_variance(profits).sqrt()

    def geometric(values):
        need(min(values) > -1, "total_loss")
        growth = D(1)
        for r in values:
            growth *= 1 + r
        return growth ** (D(1) / len(values)) - 1

    def position():
        need(trades, "no_trades")
        return largest_position(trades)

    def kelly():
        rate, ratio = win_rate(), payoff()
        return rate - (1 - rate) / ratio

    return evaluate(
        {
            "trades": lambda: len(closed),
            "wins": lambda: len(wins),
            "losses": lambda: len(losses),
            "break_even": lambda: profits.count(D(0)),
            "win_rate": win_rate,
            "average_trade": of(profits, mean),
            "median_trade": of(profits, median),
            "best_trade": of(profits, max),
            "worst_trade": of(profits, min),
            "average_return": of(returns, geometric),
            "median_return": of(returns, median),
            "best_return": of(returns, max),
            "worst_return": of(returns, min),
            "average_win": average_win,
            "average_loss": average_loss,
            "payoff_ratio": payoff,
            "profit_factor": of_losses(lambda _: gains(profits) / falls(profits)),
            "profit_factor_by_returns": of_losses(lambda _: gains(returns) / falls(returns)),
            "expectancy": of(returns, mean),
            "sqn": sqn,
            "kelly": kelly,
            "average_bars": of(bars(closed), mean),
            "max_bars": of(bars(closed), max),
            "min_bars": of(bars(closed), min),
            "average_bars_wins": of_wins(lambda some: mean(bars(some))),
            "max_bars_wins": of_wins(lambda some: max(bars(some))),
            "min_bars_wins": of_wins(lambda some: min(bars(some))),
            "average_bars_losses": of_losses(lambda some: mean(bars(some))),
            "max_bars_losses": of_losses(lambda some: max(bars(some))),
            "min_bars_losses": of_losses(lambda some: min(bars(some))),
            "average_duration": of(held, mean),
            "max_duration": of(held, max),
            "winning_streak": lambda: longest(p > 0 for p in profits),
            "losing_streak": lambda: longest(p < 0 for p in profits),
            "largest_win_share": of_wins(lambda _: max(profits) / gains(profits)),
            "largest_loss_share": of_losses(lambda _: -min(profits) / falls(profits)),
            "max_quantity": of(closed, lambda some: max(t.units for t in some)),
            "max_position": position,
            "average_favourable": of(closed, lambda some: mean([t.favourable for t in some])),
            "average_adverse": of(closed, lambda some: mean([t.adverse for t in some])),
            "max_favourable": of(closed, lambda some: max(t.favourable for t in some)),
            "max_adverse": of(closed, lambda some: min(t.adverse for t in some)),
            "ambiguous": lambda: sum(t.is_ambiguous for t in closed),
            "commission_per_trade": of(closed, lambda some: mean([t.commission for t in some])),
        }
    )
