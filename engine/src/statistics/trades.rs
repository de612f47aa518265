//! Numbers over closed trades: of all, of the long, of the short ones.

use super::Better::*;
use super::daily::geometric_mean;
use super::metric::{Metric, Undefined, ratio};
use super::moments::Moments;
use super::tally::{Row, Tally};

declare_statistics! {
    /// Numbers over closed trades.
    TradeStatistics {
        count, "trades", "Trades", Count, None, "Closed trades.";
        wins, "wins", "Winning trades", Count, Some(Higher), "Trades with a profit after commission.";
        losses, "losses", "Losing trades", Count, Some(Lower), "Trades with a loss after commission.";
        break_even, "break_even", "Break-even trades", Count, None, "Trades whose profit after commission is exactly zero.";
        win_rate, "win_rate", "Win rate", Percent, Some(Higher), "Winning trades ÷ trades.";
        average_trade, "average_trade", "Average trade", Cash, Some(Higher), "Mean profit after commission.";
        median_trade, "median_trade", "Median trade", Cash, Some(Higher), "The profit that half of the trades exceed.";
        best_trade, "best_trade", "Best trade", Cash, Some(Higher), "Highest profit of a trade.";
        worst_trade, "worst_trade", "Worst trade", Cash, Some(Higher), "Lowest profit of a trade.";
        average_return, "average_return", "Average trade return", Percent, Some(Higher), "Geometric mean of the trades' returns; a trade's return is its profit after commission ÷ the value of its entry.";
        median_return, "median_return", "Median trade return", Percent, Some(Higher), "The return that half of the trades exceed.";
        best_return, "best_return", "Best trade return", Percent, Some(Higher), "Highest return of a trade.";
        worst_return, "worst_return", "Worst trade return", Percent, Some(Higher), "Lowest return of a trade.";
        average_win, "average_win", "Average win", Cash, Some(Higher), "Mean profit of the winning trades.";
        average_loss, "average_loss", "Average loss", Cash, Some(Higher), "Mean profit of the losing trades; negative.";
        payoff_ratio, "payoff_ratio", "Payoff ratio", Number, Some(Higher), "Average win ÷ size of the average loss.";
        profit_factor, "profit_factor", "Profit factor", Number, Some(Higher), "Gross profit ÷ size of the gross loss, in cash.";
        profit_factor_by_returns, "profit_factor_by_returns", "Profit factor by returns", Number, Some(Higher), "Sum of the positive trade returns ÷ size of the sum of the negative ones, as backtesting.py has it.";
        expectancy, "expectancy", "Expectancy", Percent, Some(Higher), "Mean return of a trade.";
        sqn, "sqn", "SQN", Number, Some(Higher), "System quality number (Van Tharp): √trades × mean profit ÷ sample standard deviation of the profits.";
        kelly, "kelly", "Kelly criterion", Percent, Some(Higher), "Win rate − (1 − win rate) ÷ payoff ratio.";
        average_bars, "average_bars", "Average bars held", Bars, None, "Mean number of bars from entry to exit.";
        max_bars, "max_bars", "Max bars held", Bars, None, "Most bars from entry to exit.";
        min_bars, "min_bars", "Min bars held", Bars, None, "Fewest bars from entry to exit.";
        average_bars_wins, "average_bars_wins", "Average bars held, wins", Bars, None, "Mean number of bars from entry to exit of the winning trades.";
        max_bars_wins, "max_bars_wins", "Max bars held, wins", Bars, None, "Most bars from entry to exit of a winning trade.";
        min_bars_wins, "min_bars_wins", "Min bars held, wins", Bars, None, "Fewest bars from entry to exit of a winning trade.";
        average_bars_losses, "average_bars_losses", "Average bars held, losses", Bars, None, "Mean number of bars from entry to exit of the losing trades.";
        max_bars_losses, "max_bars_losses", "Max bars held, losses", Bars, None, "Most bars from entry to exit of a losing trade.";
        min_bars_losses, "min_bars_losses", "Min bars held, losses", Bars, None, "Fewest bars from entry to exit of a losing trade.";
        average_duration, "average_duration", "Average trade duration", Duration, None, "Mean time between the opens of entry and exit bar.";
        max_duration, "max_duration", "Max trade duration", Duration, None, "Longest time between the opens of entry and exit bar.";
        winning_streak, "winning_streak", "Longest winning streak", Count, Some(Higher), "Most winning trades in a row, in the order of the exits.";
        losing_streak, "losing_streak", "Longest losing streak", Count, Some(Lower), "Most losing trades in a row, in the order of the exits.";
        largest_win_share, "largest_win_share", "Largest win share", Percent, Some(Lower), "Best trade ÷ gross profit: how much depends on one trade.";
        largest_loss_share, "largest_loss_share", "Largest loss share", Percent, Some(Lower), "Worst trade ÷ gross loss.";
        max_quantity, "max_quantity", "Largest trade", Number, None, "Units of the largest trade.";
        max_position, "max_position", "Largest position", Number, None, "Most units held at once, open trades included. A trade that leaves in the bar in which another enters does not count together with it.";
        average_favourable, "average_favourable", "Average favourable excursion", Cash, Some(Higher), "Mean of how far ahead the trades were at best, before commission.";
        average_adverse, "average_adverse", "Average adverse excursion", Cash, Some(Higher), "Mean of how far behind the trades were at worst, before commission; negative.";
        max_favourable, "max_favourable", "Largest favourable excursion", Cash, Some(Higher), "How far ahead a trade was at best, before commission: the largest of all trades.";
        max_adverse, "max_adverse", "Largest adverse excursion", Cash, Some(Higher), "How far behind a trade was at worst, before commission: the largest of all trades; zero or negative.";
        commission_per_trade, "commission_per_trade", "Commission per trade", Cash, Some(Lower), "Commission of entry and exit, mean.";
        ambiguous, "ambiguous", "Ambiguous trades", Count, Some(Lower), "Trades whose entry or exit depends on the order of prices inside a bar, which bars cannot show.";
    }
}

/// Over closed trades in the order of their exits; `max_position` is that of all.
pub(super) fn compute(rows: &[Row], max_position: Metric) -> TradeStatistics {
    let tally = Tally::new(rows);
    let profits: Vec<f64> = rows.iter().map(|row| row.profit).collect();
    let returns: Vec<f64> = rows.iter().map(|row| row.return_ratio).collect();
    let n = rows.len() as f64;
    let none = Undefined::NoTrades;
    let of_some = |number: f64| if rows.is_empty() { Err(none) } else { Ok(number) };
    let mean = |sum: f64| ratio(sum, n, none);
    let (wins, losses) = (tally.wins(), tally.losses());
    let no_loss = if rows.is_empty() { none } else { Undefined::NoLosingTrades };
    let no_win = if rows.is_empty() { none } else { Undefined::NoWinningTrades };

    let win_rate = mean(wins.n);
    let average_win = ratio(wins.profit, wins.n, no_win);
    let average_loss = ratio(losses.profit, losses.n, no_loss);
    let payoff_ratio = average_win.and_then(|win| average_loss.map(|loss| win / -loss));
    let [best_trade, best_return] = tally.best(none);
    let [worst_trade, worst_return] = tally.worst(none);
    let [max_favourable, max_quantity] = tally.largest(none);
    TradeStatistics {
        count: Ok(n),
        wins: Ok(wins.n),
        losses: Ok(losses.n),
        break_even: Ok(n - wins.n - losses.n),
        win_rate,
        average_trade: mean(tally.profit),
        median_trade: median(profits.clone()),
        best_trade,
        worst_trade,
        average_return: of_some(0.0).and(geometric_mean(&returns).ok_or(Undefined::TotalLoss)),
        expectancy: mean(tally.return_ratio),
        median_return: median(returns),
        best_return,
        worst_return,
        average_win,
        average_loss,
        payoff_ratio,
        profit_factor: ratio(wins.profit, -losses.profit, no_loss),
        profit_factor_by_returns: ratio(wins.return_ratio, -losses.return_ratio, no_loss),
        sqn: sqn(&profits),
        kelly: win_rate.and_then(|rate| payoff_ratio.map(|payoff| rate - (1.0 - rate) / payoff)),
        average_bars: mean(tally.bars.sum),
        max_bars: tally.bars.max(none),
        min_bars: tally.bars.min(none),
        average_bars_wins: ratio(wins.bars.sum, wins.n, no_win),
        max_bars_wins: wins.bars.max(no_win),
        min_bars_wins: wins.bars.min(no_win),
        average_bars_losses: ratio(losses.bars.sum, losses.n, no_loss),
        max_bars_losses: losses.bars.max(no_loss),
        min_bars_losses: losses.bars.min(no_loss),
        average_duration: mean(tally.duration.sum),
        max_duration: tally.duration.max(none),
        winning_streak: Ok(tally.winning_streak()),
        losing_streak: Ok(tally.losing_streak()),
        largest_win_share: best_trade.and_then(|best| ratio(best.max(0.0), wins.profit, no_win)),
        largest_loss_share: worst_trade.and_then(|worst| ratio(worst.min(0.0), losses.profit, no_loss)),
        max_quantity,
        max_position,
        average_favourable: mean(tally.favourable),
        average_adverse: mean(tally.adverse.sum),
        max_favourable,
        max_adverse: tally.adverse.min(none),
        commission_per_trade: mean(tally.commission),
        ambiguous: Ok(f64::from(tally.n_ambiguous)),
    }
    .in_range()
}

fn median(mut numbers: Vec<f64>) -> Metric {
    let n = numbers.len();
    if n == 0 {
        return Err(Undefined::NoTrades);
    }
    // Sorting them all would cost more than every other number over the trades.
    let (below, middle, _) = numbers.select_nth_unstable_by(n / 2, f64::total_cmp);
    let before = below.iter().copied().max_by(f64::total_cmp).filter(|_| n.is_multiple_of(2));
    Ok(before.map_or(*middle, |before| f64::midpoint(before, *middle)))
}

pub(super) fn sqn(profits: &[f64]) -> Metric {
    let moments = Moments::new(profits);
    match profits.len() {
        0 => Err(Undefined::NoTrades),
        1 => Err(Undefined::TooFewTrades),
        _ => ratio(moments.n.sqrt() * moments.mean, moments.sample_variance().sqrt(), Undefined::NoVariation),
    }
}
