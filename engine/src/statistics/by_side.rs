//! The numbers over trades, once each for all, long and short trades.

use super::info::statistics;

statistics! {
    /// Numbers over a set of trades. Unless it says otherwise, a number counts closed trades, with profits after commission.
    /// A win is a profit above zero, a loss one below.
    TradeStatistics {
        net_profit "net_profit" "Net profit" Cash higher "Sum of the profits of the closed trades, after commission.";
        gross_profit "gross_profit" "Gross profit" Cash higher "Sum of the profits of the winning trades.";
        gross_loss "gross_loss" "Gross loss" Cash higher "Sum of the profits of the losing trades: zero or negative.";
        open_profit "open_profit" "Open profit" Cash higher "Profit of the trades still open at the last close, after the commission paid.";
        commission "commission" "Commission paid" Cash lower "Commission of all trades, open ones included.";
        slippage "slippage" "Slippage paid" Cash lower "Cash lost to slippage in all trades, open ones included.";
        trades "trades" "Trades" Count neither "Number of closed trades.";
        open_trades "open_trades" "Open trades" Count neither "Trades still open at the last bar.";
        wins "wins" "Wins" Count neither "Trades with a profit above zero.";
        losses "losses" "Losses" Count neither "Trades with a profit below zero.";
        break_even "break_even" "Break-even" Count neither "Trades with a profit of exactly zero.";
        win_rate "win_rate" "Win rate" Ratio higher "Winning trades divided by trades.";
        profit_factor "profit_factor" "Profit factor" Number higher "Gross profit divided by the size of the gross loss, in cash.";
        profit_factor_by_returns "profit_factor_by_returns" "Profit factor by returns" Number higher "Sum of the positive trade returns divided by the size of the sum of the negative ones.";
        payoff_ratio "payoff_ratio" "Payoff ratio" Number higher "Average win divided by the size of the average loss.";
        expectancy "expectancy" "Expectancy" Ratio higher "Mean return of a trade: profit divided by the cash put in.";
        geometric_mean_return "geometric_mean_return" "Geometric mean return" Ratio higher "Return that every trade would need for the same compounded result.";
        avg_trade "avg_trade" "Average trade" Cash higher "Mean profit of a trade.";
        median_trade "median_trade" "Median trade" Cash higher "Profit in the middle of all trades.";
        median_trade_return "median_trade_return" "Median trade return" Ratio higher "Return in the middle of all trades.";
        best_trade "best_trade" "Best trade" Cash higher "Highest profit of a trade.";
        worst_trade "worst_trade" "Worst trade" Cash higher "Lowest profit of a trade.";
        best_trade_return "best_trade_return" "Best trade return" Ratio higher "Highest return of a trade.";
        worst_trade_return "worst_trade_return" "Worst trade return" Ratio higher "Lowest return of a trade.";
        avg_win "avg_win" "Average win" Cash higher "Mean profit of the winning trades.";
        avg_loss "avg_loss" "Average loss" Cash higher "Mean profit of the losing trades: negative.";
        sqn "sqn" "SQN" Number higher "System quality number: square root of the number of trades, times the mean profit, divided by the sample standard deviation of the profits.";
        kelly "kelly" "Kelly criterion" Ratio higher "Win rate minus the rate of all other trades divided by the payoff ratio.";
        avg_bars "avg_bars" "Average bars held" Bars neither "Mean number of bars from entry to exit.";
        max_bars "max_bars" "Most bars held" Bars neither "Most bars from entry to exit.";
        min_bars "min_bars" "Fewest bars held" Bars neither "Fewest bars from entry to exit.";
        avg_bars_wins "avg_bars_wins" "Average bars in wins" Bars neither "Mean number of bars from entry to exit of winning trades.";
        avg_bars_losses "avg_bars_losses" "Average bars in losses" Bars neither "Mean number of bars from entry to exit of losing trades.";
        avg_duration "avg_duration" "Average trade duration" Duration neither "Mean time from the open of the entry's bar to the open of the exit's.";
        max_duration "max_duration" "Max trade duration" Duration neither "Longest time from the open of the entry's bar to the open of the exit's.";
        longest_winning_streak "longest_winning_streak" "Longest winning streak" Count higher "Most winning trades in a row, in the order of exits.";
        longest_losing_streak "longest_losing_streak" "Longest losing streak" Count lower "Most losing trades in a row, in the order of exits.";
        largest_win_share "largest_win_share" "Largest win share" Ratio lower "Highest profit divided by gross profit.";
        largest_loss_share "largest_loss_share" "Largest loss share" Ratio lower "Lowest profit divided by gross loss.";
        max_position "max_position" "Max position" Units neither "Most units held at once, open trades included.";
        avg_favourable "avg_favourable" "Average favourable excursion" Cash higher "Mean of the most cash each trade was ahead, before commission.";
        avg_adverse "avg_adverse" "Average adverse excursion" Cash higher "Mean of the most cash each trade was behind, before commission: zero or negative.";
        max_favourable "max_favourable" "Max favourable excursion" Cash higher "Most cash any trade was ahead, before commission.";
        max_adverse "max_adverse" "Max adverse excursion" Cash higher "Most cash any trade was behind, before commission: zero or negative.";
        avg_commission "avg_commission" "Commission per trade" Cash lower "Mean commission of a closed trade.";
    }
}
