//! The numbers over the whole run.

use super::info::statistics;

statistics! {
    /// Numbers of the run as a whole. Daily means: from the last equity of each UTC day (week, month or year where a bar
    /// is that long), the first of them being the starting point.
    RunStatistics {
        start "start" "Start" Time neither "Open time of the first bar of the trading window.";
        end "end" "End" Time neither "Open time of the last bar of the trading window.";
        duration "duration" "Duration" Duration neither "Time from the open of the first bar to the open of the last.";
        bars "bars" "Bars" Count neither "Bars in the trading window.";
        warmup_bars "warmup_bars" "Warm-up bars" Bars neither "Bars of the trading window before all indicators have values.";
        exposure "exposure" "Exposure time" Ratio neither "Bars with a position, from the bar of each entry to that of its exit, open trades included, divided by all bars.";
        initial_cash "initial_cash" "Initial cash" Cash neither "Cash at the start.";
        final_equity "final_equity" "Final equity" Cash higher "Equity at the close of the last bar, open trades at market.";
        peak_equity "peak_equity" "Peak equity" Cash higher "Highest equity at the close of any bar, at least the initial cash.";
        return_ratio "return" "Return" Ratio higher "Final equity divided by initial cash, minus one; open trades at market.";
        buy_and_hold_return "buy_and_hold_return" "Buy and hold return" Ratio neither "Last close divided by the close at the end of the warm-up, minus one.";
        outperformance "outperformance" "Outperformance" Ratio higher "Return minus buy and hold return.";
        annual_return "annual_return" "Annual return" Ratio higher "Geometric mean of the daily equity returns, compounded over a year of 252 days (365 if the data trades on weekends, 52 weeks, 12 months).";
        annual_volatility "annual_volatility" "Annual volatility" Ratio lower "Standard deviation of the yearly return that compounding the daily returns gives.";
        cagr "cagr" "CAGR" Ratio higher "Yearly growth rate that leads from initial cash to final equity in the calendar time of the run (365.25 days a year).";
        sharpe "sharpe" "Sharpe ratio" Number higher "Annual return minus the risk-free rate, divided by annual volatility.";
        sortino "sortino" "Sortino ratio" Number higher "Annual return minus the risk-free rate, divided by the yearly root mean square of the negative daily returns.";
        calmar "calmar" "Calmar ratio" Number higher "Annual return divided by the size of the maximum drawdown.";
        alpha "alpha" "Alpha" Ratio higher "Return minus the risk-free rate, minus beta times the buy and hold return above the risk-free rate.";
        beta "beta" "Beta" Number neither "Covariance of the log returns of equity and market from bar to bar, divided by the variance of the market's.";
        omega "omega" "Omega ratio" Number higher "Sum of the positive daily returns divided by the size of the sum of the negative ones.";
        max_drawdown "max_drawdown" "Max drawdown" Ratio higher "Deepest fall of the equity at bar closes below its highest value so far, as a ratio of that value: zero or negative, starting from the initial cash.";
        max_drawdown_cash "max_drawdown_cash" "Max drawdown in cash" Cash higher "Deepest fall of the equity at bar closes below its highest value so far, in cash: zero or negative.";
        avg_drawdown "avg_drawdown" "Average drawdown" Ratio higher "Mean of the deepest points of all drawdowns, as a ratio: negative.";
        max_drawdown_duration "max_drawdown_duration" "Max drawdown duration" Duration lower "Longest time from a peak to the bar that reached it again, or to the last bar.";
        avg_drawdown_duration "avg_drawdown_duration" "Average drawdown duration" Duration lower "Mean time from a peak to the bar that reached it again, or to the last bar.";
        time_under_water "time_under_water" "Time under water" Ratio lower "Bars whose equity lies below an earlier peak, divided by all bars.";
        ulcer_index "ulcer_index" "Ulcer index" Ratio lower "Root mean square of the drawdown at all bar closes.";
        recovery_factor "recovery_factor" "Recovery factor" Number higher "Net profit of the closed trades divided by the size of the maximum drawdown in cash.";
        skew "skew" "Skew" Number neither "Third standardised moment of the daily returns.";
        kurtosis "kurtosis" "Excess kurtosis" Number neither "Fourth standardised moment of the daily returns, minus three.";
        probabilistic_sharpe "probabilistic_sharpe" "Probabilistic Sharpe" Ratio higher "Probability that the true Sharpe ratio of the daily returns is above zero, given their number, skew and kurtosis (Bailey and López de Prado, 2012).";
        sharpe_monthly "sharpe_monthly" "Sharpe ratio, monthly" Number higher "Mean calendar-month return minus a twelfth of 2 %, divided by the population standard deviation of the month returns; not annualised.";
        sortino_monthly "sortino_monthly" "Sortino ratio, monthly" Number higher "Mean calendar-month return minus a twelfth of 2 %, divided by the root mean square of the negative month returns; not annualised.";
    }
}
