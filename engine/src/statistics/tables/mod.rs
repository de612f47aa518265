//! Series and tables of a report: pure functions of its equity, trades and bars, computed when a page shows them and never
//! during a run. Each has its definition here, which tooltips show.

mod by_time;
mod curves;
mod histogram;
mod rolling;
mod years;

pub use by_time::{TimeGroup, TimeRow, returns_by};
pub use curves::{buy_and_hold_curve, drawdown_curve, exposure_curve};
pub use histogram::{Histogram, trade_return_histogram};
pub use rolling::{RollingPoint, rolling_periods, rolling_sharpe};
pub use years::{Year, years};

/// Declaration of a series or table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableInfo {
    /// Name on the page.
    pub name: &'static str,
    /// What it is, in a sentence or two.
    pub definition: &'static str,
}

macro_rules! declare_tables {
    ($($constant:ident, $name:literal, $definition:literal;)*) => {
        $(#[doc = $definition] pub const $constant: TableInfo = TableInfo { name: $name, definition: $definition };)*

        /// Every declaration.
        pub const ALL: &[TableInfo] = &[$($constant,)*];
    };
}

declare_tables! {
    EQUITY, "Equity", "Cash plus open profit at the close of each bar.";
    BUY_AND_HOLD, "Buy and hold", "The initial cash put into the instrument at the close at which the warm-up ends, and kept there, without costs.";
    DRAWDOWN, "Drawdown", "Distance of the equity at each close from its highest value so far, as a ratio. The first peak is the initial cash.";
    MONTHS, "Monthly returns", "Equity at the last close of each UTC month ÷ equity at its start, minus 1. A year's total is the product of its months.";
    WEEKDAYS, "Returns by weekday", "Returns of the equity from close to close, compounded over the bars that open on each UTC weekday; and the closed trades by the weekday of their entry.";
    HOURS, "Returns by hour", "Returns of the equity from close to close, compounded over the bars that open in each UTC hour; and the closed trades by the hour of their entry.";
    TRADE_RETURNS, "Trade returns", "Closed trades by their return: profit after commission ÷ value of the entry. A bar holds its lower edge and not its upper one.";
    ROLLING_SHARPE, "Rolling Sharpe ratio", "The Sharpe ratio of the report over the half year before each day, or each bar where bars are longer (126 days in a market of five days a week, 183 in one of seven, 26 weeks, 6 months; at least six periods): (annual return − risk-free rate) ÷ annual volatility.";
    EXPOSURE, "Exposure over time", "Value of the position at each close ÷ equity: above zero when long, below when short, beyond 100% when leveraged. Positions opened and closed within one bar are not visible.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_have_names_of_their_own_and_sentences() {
        let mut names: Vec<&str> = ALL.iter().map(|info| info.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
        assert!(ALL.iter().all(|info| info.definition.ends_with('.') && info.definition.len() > 20));
    }
}
