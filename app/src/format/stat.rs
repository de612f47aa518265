//! A statistic as text: by its unit, with the reason where there is no number.

use engine::statistics::{Metric, StatInfo, Unit};

use super::number::{Plus, Separators, decimals_needed};
use super::{NONE, span, time::Civil};

/// A statistic ready for the page.
#[derive(Debug, Clone, PartialEq)]
pub struct StatText {
    /// The number without its unit, or a dash.
    pub text: String,
    /// The unit, where it is not part of the text.
    pub unit: &'static str,
    /// Why there is no number.
    pub reason: Option<&'static str>,
    /// Whether it stands for a gain (true), a loss (false), or neither.
    pub tone: Option<bool>,
}

/// Writes a statistic. `time` writes points in time, which are the open times of bars.
pub fn stat(
    separators: &Separators,
    info: &StatInfo,
    metric: Metric,
    time: impl FnOnce(i64) -> String,
) -> StatText {
    match metric {
        Ok(value) => {
            let text = match info.unit {
                Unit::Time => time(value as i64),
                _ => number(separators, info, value),
            };
            let tone = is_signed(info).then(|| tone(&text)).flatten();
            StatText { text, unit: unit(info.unit), reason: None, tone }
        }
        Err(undefined) => {
            StatText { text: NONE.into(), unit: "", reason: Some(undefined.reason()), tone: None }
        }
    }
}

/// Whether a text stands for a gain (true), a loss (false), or neither: colour follows the sign that is shown, never alone.
pub fn tone(text: &str) -> Option<bool> {
    match text.chars().next() {
        Some('+') => Some(true),
        Some('−') => Some(false),
        _ => None,
    }
}

/// The class of a table cell with a number, coloured by its sign.
pub fn cell_class(text: &str) -> &'static str {
    match tone(text) {
        Some(true) => "number gain",
        Some(false) => "number loss",
        None => "number",
    }
}

/// The number alone, as in a table whose header carries the unit; points in time in UTC.
pub fn number(separators: &Separators, info: &StatInfo, value: f64) -> String {
    let plus = if is_signed(info) { Plus::Shown } else { Plus::Hidden };
    match info.unit {
        Unit::Percent => separators.percent(value, 2, plus),
        Unit::Cash => separators.fixed(value, 2, plus),
        Unit::Number if value.fract() == 0.0 || value.abs() >= 0.001 => {
            separators.fixed(value, 3, Plus::Hidden)
        }
        Unit::Number => separators.shortest(value, 8),
        Unit::Count => separators.count(value),
        Unit::Bars => separators.shortest(value, 1),
        Unit::Duration => span::market(separators, value),
        Unit::Time => Civil::from_ms(value as i64).date_time(),
    }
}

/// By how much a number is above another, with its sign; percentages in percentage points.
pub fn difference(separators: &Separators, info: &StatInfo, by: f64) -> String {
    match info.unit {
        _ if by == 0.0 => "=".into(),
        Unit::Percent => separators.percent(by, 2, Plus::Shown),
        Unit::Cash => separators.fixed(by, 2, Plus::Shown),
        Unit::Number => separators.fixed(by, 3, Plus::Shown),
        Unit::Count | Unit::Bars => separators.fixed(by, decimals_needed(by).min(1), Plus::Shown),
        Unit::Duration | Unit::Time => {
            format!("{}{}", if by < 0.0 { "−" } else { "+" }, span::market(separators, by.abs()))
        }
    }
}

/// The unit as a header or a suffix shows it.
pub fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Bars => "bars",
        _ => "",
    }
}

/// Gains and losses carry a sign and a colour; sizes, rates and counts do not.
const SIGNED: &[&str] = &[
    "net_profit",
    "open_profit",
    "return",
    "buy_and_hold_return",
    "outperformance",
    "annual_return",
    "cagr",
    "alpha",
    "average_trade",
    "median_trade",
    "best_trade",
    "worst_trade",
    "average_return",
    "median_return",
    "best_return",
    "worst_return",
    "expectancy",
    "average_win",
    "average_loss",
    "max_drawdown",
    "average_drawdown",
    "max_drawdown_cash",
    "gross_loss",
    "closed_return",
    "hold_from_entry",
    "closed_outperformance",
    "trade_drawdown",
    "trade_drawdown_cash",
    "trade_run_up",
    "trade_run_up_cash",
    "average_favourable",
    "average_adverse",
    "max_favourable",
    "max_adverse",
];

fn is_signed(info: &StatInfo) -> bool {
    SIGNED.contains(&info.key)
}

#[cfg(test)]
mod tests {
    use engine::statistics::{self, Undefined};

    use super::*;

    #[test]
    fn colour_follows_the_sign_that_is_shown() {
        let en = Separators::default();
        let shown = |key: &str, metric| {
            stat(&en, statistics::info(key).unwrap(), metric, |at| format!("bar of {at}"))
        };
        for (key, metric, text, tone) in [
            ("return", Ok(0.1234), "+12.34", Some(true)),
            ("return", Ok(-0.000_01), "0.00", None),
            ("max_drawdown", Ok(-0.2), "−20.00", Some(false)),
            ("win_rate", Ok(0.5), "50.00", None),
            ("sharpe", Ok(-1.5), "−1.500", None),
            ("trades", Ok(12.0), "12", None),
            ("start", Ok(1_000.0), "bar of 1000", None),
        ] {
            let StatText { text: found, tone: found_tone, .. } = shown(key, metric);
            assert_eq!((found.as_str(), found_tone), (text, tone), "{key}");
        }
        let none = shown("profit_factor", Err(Undefined::NoLosingTrades));
        assert_eq!((none.text.as_str(), none.reason), (NONE, Some("no losing trades")));
    }

    #[test]
    fn differences_have_a_sign_and_the_decimals_of_their_number() {
        let en = Separators::default();
        let shown = |key: &str, by| difference(&en, statistics::info(key).unwrap(), by);
        for (key, by, text) in [
            ("return", 0.0123, "+1.23"),
            ("win_rate", -0.5, "−50.00"),
            ("net_profit", 1_234.5, "+1,234.50"),
            ("sharpe", -0.1234, "−0.123"),
            ("trades", 12.0, "+12"),
            ("trades", 0.0, "="),
            ("duration", -86_400_000.0, "−1\u{a0}d"),
        ] {
            assert_eq!(shown(key, by), text, "{key}");
        }
    }

    #[test]
    fn every_signed_statistic_exists() {
        assert!(SIGNED.iter().all(|key| statistics::info(key).is_some()));
    }
}
