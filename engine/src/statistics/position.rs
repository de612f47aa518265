//! The largest position.

use super::metric::{Metric, Undefined};
use crate::trade::Trade;

/// Most units held at once: at each entry, the trades that began no later and end in a later bar, and the trade itself.
///
/// The closed trades come in the order of their exits, as in a report.
pub(super) fn largest_position(trades: &[&Trade]) -> Metric {
    let mut entries = trades.to_vec();
    entries.sort_by_key(|trade| trade.entry_bar);
    // A trade that ends in the bar of its entry is never held beside another.
    let lasts = |trade: &&Trade| trade.exit_bar > trade.entry_bar || trade.is_open();
    let mut exits = trades.iter().copied().filter(lasts).peekable();
    let (mut held, mut n_held, mut largest) = (0.0, 0usize, None::<f64>);
    for entry in &entries {
        while let Some(exit) = exits.next_if(|exit| !exit.is_open() && exit.exit_bar <= entry.entry_bar) {
            held -= exit.quantity;
            n_held -= 1;
        }
        // What sums of decimal fractions leave behind is not a position.
        if n_held == 0 {
            held = 0.0;
        }
        let units = held + entry.quantity;
        largest = Some(largest.map_or(units, |most| most.max(units)));
        if lasts(entry) {
            held = units;
            n_held += 1;
        }
    }
    largest.ok_or(Undefined::NoTrades)
}

#[cfg(test)]
mod tests {
    use super::super::tests::trade;
    use super::*;
    use crate::trade::ExitReason;

    fn largest(trades: &[(f64, u32, u32)]) -> Metric {
        let sized = |(quantity, entry, exit): &(f64, u32, u32)| Trade {
            quantity: *quantity,
            ..trade(1.0, *entry, *exit)
        };
        let trades: Vec<Trade> = trades.iter().map(sized).collect();
        largest_position(&trades.iter().collect::<Vec<_>>())
    }

    #[test]
    fn trades_held_together_add_up() {
        assert_eq!(largest(&[(2.0, 0, 5), (3.0, 1, 5), (1.0, 2, 9)]), Ok(6.0));
        assert_eq!(largest(&[(2.0, 0, 3), (3.0, 2, 5), (4.0, 4, 9)]), Ok(7.0));
    }

    #[test]
    fn a_trade_that_leaves_in_the_bar_of_the_next_entry_does_not_count_with_it() {
        assert_eq!(largest(&[(2.0, 0, 3), (3.0, 3, 5)]), Ok(3.0));
        assert_eq!(largest(&[(2.0, 0, 3), (3.0, 2, 5)]), Ok(5.0));
    }

    #[test]
    fn trades_within_one_bar_count_alone_and_on_top_of_what_lasts() {
        assert_eq!(largest(&[(2.0, 1, 1), (2.0, 1, 1)]), Ok(2.0));
        assert_eq!(largest(&[(2.0, 1, 1), (5.0, 0, 4)]), Ok(7.0));
        assert_eq!(largest(&[(2.0, 1, 1), (5.0, 1, 4), (1.0, 2, 6)]), Ok(6.0));
    }

    #[test]
    fn an_open_trade_is_held_to_the_end() {
        let closed = [trade(1.0, 0, 2), trade(1.0, 3, 4)];
        let open = Trade { quantity: 10.0, exit_reason: ExitReason::Open, ..trade(1.0, 1, 4) };
        assert_eq!(largest_position(&[&closed[0], &closed[1], &open]), Ok(11.0));
        let last = Trade { quantity: 10.0, exit_reason: ExitReason::Open, ..trade(1.0, 4, 4) };
        assert_eq!(largest_position(&[&closed[0], &closed[1], &last]), Ok(10.0));
        assert_eq!(largest_position(&[]), Err(Undefined::NoTrades));
    }

    #[test]
    fn what_rounding_leaves_behind_is_not_held() {
        assert_eq!(largest(&[(0.1, 0, 3), (0.2, 0, 3), (0.3, 4, 5)]), Ok(0.1 + 0.2));
        assert_eq!(largest(&[(0.1, 0, 2), (0.7, 1, 3), (0.8, 4, 5)]), Ok(0.8));
        // 0.1 + 0.3 − 0.1 − 0.3 is above zero, and with 0.6 it shows.
        assert_eq!(largest(&[(0.1, 0, 2), (0.3, 0, 3), (0.6, 4, 5)]), Ok(0.6));
    }
}
