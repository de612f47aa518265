//! Returns by weekday and by hour.

use super::super::metric::{Metric, Undefined, change, compound, finite};
use crate::trade::Trade;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// What bars and trades are grouped by, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeGroup {
    /// Monday (0) to Sunday (6).
    Weekday,
    /// 0 to 23.
    Hour,
}

impl TimeGroup {
    fn n_slots(self) -> usize {
        match self {
            Self::Weekday => 7,
            Self::Hour => 24,
        }
    }

    fn slot(self, time: i64) -> usize {
        let slot = match self {
            // 1970-01-01 was a Thursday.
            Self::Weekday => (time.div_euclid(DAY_MS) + 3).rem_euclid(7),
            Self::Hour => time.div_euclid(HOUR_MS).rem_euclid(24),
        };
        slot as usize
    }
}

/// A row of [`WEEKDAYS`](super::WEEKDAYS) or [`HOURS`](super::HOURS).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeRow {
    /// Weekday or hour.
    pub slot: u8,
    /// Bars that open then.
    pub n_bars: u32,
    /// Their compounded return; undefined if the equity was ever zero or less.
    pub return_ratio: Metric,
    /// Closed trades that were entered then.
    pub n_trades: u32,
    /// Those of them that won.
    pub n_wins: u32,
    /// Their profit in cash.
    pub profit: f64,
}

/// The rows of the slots that have a bar, in order. `initial_cash` is the equity before the first bar.
pub fn returns_by(
    group: TimeGroup,
    time: &[i64],
    equity: &[f64],
    initial_cash: f64,
    trades: &[Trade],
) -> Vec<TimeRow> {
    let row = |slot| TimeRow { slot, n_bars: 0, return_ratio: Ok(0.0), n_trades: 0, n_wins: 0, profit: 0.0 };
    let mut rows: Vec<TimeRow> = (0u8..).take(group.n_slots()).map(row).collect();
    let mut returns = vec![0.0; rows.len()];
    let mut before = initial_cash;
    for (time, value) in time.iter().zip(equity) {
        let slot = group.slot(*time);
        rows[slot].n_bars += 1;
        returns[slot] = compound(returns[slot], change(before, *value));
        before = *value;
    }
    let solvent = equity.iter().all(|value| *value > 0.0);
    for (row, compounded) in rows.iter_mut().zip(returns) {
        row.return_ratio = if solvent {
            finite(compounded, Undefined::OutOfRange)
        } else {
            Err(Undefined::EquityNotPositive)
        };
    }
    for trade in trades.iter().filter(|trade| !trade.is_open()) {
        let row = &mut rows[group.slot(trade.entry_time)];
        row.n_trades += 1;
        row.n_wins += u32::from(trade.profit > 0.0);
        row.profit += trade.profit;
    }
    rows.retain(|row| row.n_bars > 0);
    rows
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::trade;
    use super::*;
    use crate::trade::ExitReason;

    fn slots(rows: &[TimeRow]) -> Vec<(u8, u32)> {
        rows.iter().map(|row| (row.slot, row.n_bars)).collect()
    }

    #[test]
    fn weekdays_begin_on_monday_and_those_without_bars_are_left_out() {
        // 1970-01-01 was a Thursday; the bar before is a Wednesday.
        let time = [-1, 0, DAY_MS, 4 * DAY_MS, 11 * DAY_MS];
        let rows = returns_by(TimeGroup::Weekday, &time, &[110.0, 99.0, 99.0, 198.0, 396.0], 100.0, &[]);
        assert_eq!(slots(&rows), [(0, 2), (2, 1), (3, 1), (4, 1)]);
        let returns: Vec<f64> = rows.iter().map(|row| row.return_ratio.unwrap()).collect();
        for (found, expected) in returns.iter().zip([3.0, 0.1, -0.1, 0.0]) {
            assert!((found - expected).abs() < 1e-15, "{found} instead of {expected}");
        }
    }

    #[test]
    fn hours_are_those_of_the_day_before_1970_too() {
        let time = [-1, 0, HOUR_MS - 1, 23 * HOUR_MS, 24 * HOUR_MS];
        let rows = returns_by(TimeGroup::Hour, &time, &[1.0; 5], 1.0, &[]);
        assert_eq!(slots(&rows), [(0, 3), (23, 2)]);
    }

    #[test]
    fn trades_count_where_they_were_entered_and_open_ones_not_at_all() {
        let open = Trade { exit_reason: ExitReason::Open, ..trade(50.0, 1, 4) };
        let trades = [trade(3.0, 0, 4), trade(-1.0, 7, 8), trade(0.0, 0, 1), open];
        let time: Vec<i64> = (0..10).map(|day| day * DAY_MS).collect();
        let rows = returns_by(TimeGroup::Weekday, &time, &[1.0; 10], 1.0, &trades);
        let thursday = rows.iter().find(|row| row.slot == 3).unwrap();
        assert_eq!((thursday.n_trades, thursday.n_wins, thursday.profit), (3, 1, 2.0));
        assert_eq!(rows.iter().map(|row| row.n_trades).sum::<u32>(), 3);
    }

    #[test]
    fn equity_at_or_below_zero_leaves_every_return_undefined() {
        for bottom in [0.0, -1.0] {
            let rows =
                returns_by(TimeGroup::Weekday, &[0, DAY_MS, 2 * DAY_MS], &[1.0, bottom, 1.0], 1.0, &[]);
            assert!(rows.iter().all(|row| row.return_ratio == Err(Undefined::EquityNotPositive)));
            assert_eq!(rows.len(), 3);
        }
    }
}
