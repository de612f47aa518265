//! Bars of another source: the list has prices that ours never reached.

use super::super::Part;
use super::{Case, Cause, Found};

/// Of the fills with another price, the share that must lie outside of our bars.
const LEAST_SHARE: f64 = 0.2;

/// Fills of the list outside of the range of the bar that they happened in.
pub(super) fn other_bars(case: &Case<'_>) -> Option<Found> {
    let (series, tick) = (case.series, case.config.instrument.tick_size.unwrap_or(0.0));
    let is_outside = |bar: u32, price: f64| {
        let bar = bar as usize;
        price > series.high()[bar] + tick || price < series.low()[bar] - tick
    };
    let (mut rows, mut n_fills, mut n_outside) = (Vec::new(), 0_u32, 0_u32);
    for (at, row) in case.open() {
        let Some((ours, theirs)) = case.both(row) else { continue };
        let fills = [
            (Part::EntryPrice, Part::EntryTime, ours.entry_bar, theirs.entry_price),
            (Part::ExitPrice, Part::ExitTime, ours.exit_bar, theirs.exit_price),
        ];
        for (price_part, time_part, bar, price) in fills {
            if row.differs_in(price_part) && !row.differs_in(time_part) {
                n_fills += 1;
                n_outside += u32::from(is_outside(bar, price));
                rows.push(at);
            }
        }
    }
    rows.dedup();
    let n_both = case.rows.iter().filter(|row| row.ours.is_some() && row.theirs.is_some()).count();
    // Trades of another strategy meet on a bar now and then; other bars are other nearly everywhere.
    (n_outside > 0 && rows.len() * 2 >= n_both && f64::from(n_outside) >= f64::from(n_fills) * LEAST_SHARE)
        .then_some(Found { cause: Cause::Bars, rows, sentence: None })
}
