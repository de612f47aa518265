//! What TradingView's report defines otherwise, after its help pages “Max Drawdown”, “Max Run-up” and “Buy & hold”.

use super::metric::{Metric, Undefined, change};
use crate::trade::Trade;

/// The equity seen from trade to trade: how far it fell and rose inside a trade from where earlier trades had brought it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TradeEquity {
    /// Deepest fall below the highest equity, in cash, at least 0.
    pub(crate) fall: f64,
    /// Highest rise above the lowest equity, in cash, at least 0.
    pub(crate) rise: f64,
    /// (Bar of the exit, equity, highest and lowest so far) after the first n exits.
    after: Vec<(u32, f64, f64, f64)>,
}

impl TradeEquity {
    /// `trades` in the order of their exits, open ones last.
    pub(super) fn of(trades: &[Trade], initial_cash: f64) -> Self {
        let mut this = Self::starting_at(initial_cash);
        trades.iter().for_each(|trade| this.add(trade));
        this
    }

    /// Before the first trade.
    pub(crate) fn starting_at(initial_cash: f64) -> Self {
        Self { fall: 0.0, rise: 0.0, after: vec![(0, initial_cash, initial_cash, initial_cash)] }
    }

    /// The next trade in the order of exits.
    pub(crate) fn add(&mut self, trade: &Trade) {
        (self.fall, self.rise) = self.with(trade.entry_bar, trade.max_adverse, trade.max_favourable);
        if !trade.is_open()
            && let Some(&(_, equity, highest, lowest)) = self.after.last()
        {
            let equity = equity + trade.profit;
            self.after.push((trade.exit_bar, equity, highest.max(equity), lowest.min(equity)));
        }
    }

    /// Fall and rise, if a further trade, which may be open, was entered on that bar and had these excursions.
    pub(crate) fn with(&self, entry_bar: u32, max_adverse: f64, max_favourable: f64) -> (f64, f64) {
        let (_, before, highest, lowest) = self.after[n_before(&self.after, entry_bar)];
        (self.fall.max(highest - before - max_adverse), self.rise.max(before - lowest + max_favourable))
    }
}

/// How many of the exits, which the list holds from its second entry on, came no later than `bar`: nearly always all or all
/// but one.
fn n_before(after: &[(u32, f64, f64, f64)], bar: u32) -> usize {
    let n = after.len() - 1;
    let came = |index: usize| index == 0 || after[index].0 <= bar;
    if came(n) {
        n
    } else if came(n - 1) {
        n - 1
    } else {
        after[1..n].partition_point(|exit| exit.0 <= bar)
    }
}

/// Return of holding the instrument from the price of the first entry to the last close.
pub(super) fn hold_from_entry(trades: &[Trade], last_close: f64) -> Metric {
    let first = trades.iter().min_by_key(|trade| trade.entry_bar).ok_or(Undefined::NoTrades)?;
    Ok(change(first.entry_price, last_close))
}

#[cfg(test)]
mod tests {
    use super::super::tests::trade;
    use super::*;
    use crate::trade::ExitReason;

    fn excursion(profit: f64, adverse: f64, favourable: f64, entry: u32, exit: u32) -> Trade {
        Trade { max_adverse: adverse, max_favourable: favourable, ..trade(profit, entry, exit) }
    }

    fn seen(trades: &[Trade]) -> (f64, f64) {
        let TradeEquity { fall, rise, .. } = TradeEquity::of(trades, 1_000.0);
        (fall, rise)
    }

    #[test]
    fn falls_and_rises_start_from_the_equity_of_earlier_trades() {
        // 1 000, then 1 050; 20 below inside the second, which ends at 1 040; 30 below inside the third.
        let trades = [
            excursion(50.0, -5.0, 60.0, 0, 1),
            excursion(-10.0, -20.0, 0.0, 1, 2),
            excursion(5.0, -30.0, 8.0, 3, 4),
        ];
        assert_eq!(seen(&trades[..1]), (5.0, 60.0));
        assert_eq!(seen(&trades[..2]), (20.0, 60.0));
        assert_eq!(seen(&trades), (40.0, 60.0));
    }

    #[test]
    fn the_first_trade_falls_from_the_initial_cash_and_rises_from_it() {
        assert_eq!(seen(&[excursion(-100.0, -120.0, 3.0, 0, 1)]), (120.0, 3.0));
        assert_eq!(seen(&[]), (0.0, 0.0));
    }

    #[test]
    fn a_rise_starts_from_the_lowest_equity_after_a_trade() {
        assert_eq!(
            seen(&[excursion(-100.0, -120.0, 0.0, 0, 1), excursion(70.0, 0.0, 80.0, 2, 3)]),
            (120.0, 80.0)
        );
        let trades = [
            excursion(-100.0, -120.0, 0.0, 0, 1),
            excursion(70.0, 0.0, 80.0, 2, 3),
            excursion(10.0, 0.0, 15.0, 4, 5),
        ];
        assert_eq!(seen(&trades), (120.0, 85.0));
    }

    #[test]
    fn trades_that_run_side_by_side_do_not_count_as_earlier() {
        let side_by_side = [excursion(-100.0, -100.0, 0.0, 0, 5), excursion(0.0, -50.0, 0.0, 4, 6)];
        assert_eq!(seen(&side_by_side).0, 100.0);
        let in_turn = [excursion(-100.0, -100.0, 0.0, 0, 5), excursion(0.0, -50.0, 0.0, 5, 6)];
        assert_eq!(seen(&in_turn).0, 150.0);
    }

    #[test]
    fn an_open_trade_falls_and_rises_too() {
        let open = Trade { exit_reason: ExitReason::Open, ..excursion(0.0, -7.0, 9.0, 3, 4) };
        assert_eq!(seen(&[excursion(-1.0, -1.0, 0.0, 0, 3), open]), (8.0, 9.0));
    }

    #[test]
    fn holding_starts_at_the_earliest_entry() {
        let late = Trade { entry_price: 50.0, ..trade(1.0, 4, 5) };
        let early = Trade { entry_price: 80.0, ..trade(1.0, 2, 9) };
        assert_eq!(hold_from_entry(&[late, early], 120.0), Ok(0.5));
        assert_eq!(hold_from_entry(&[], 120.0), Err(Undefined::NoTrades));
    }
}
