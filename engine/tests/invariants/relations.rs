//! What two runs must have in common: N5, N6, N10, N11.

use engine::config::{Commission, RunConfig, Sizing};
use engine::report::Report;
use engine::series::Bar;
use engine::trade::Trade;

/// The first thing before the bar at `end` that is not the same in both, bit for bit: equity, position, notes, trades.
pub(crate) fn parting(a: &Report, b: &Report, end: usize) -> Option<String> {
    let bits = |report: &Report| -> Vec<u64> { report.equity[..end].iter().map(|e| e.to_bits()).collect() };
    if let Some(bar) = bits(a).iter().zip(&bits(b)).position(|(a, b)| a != b) {
        return Some(format!("equity of bar {bar}: {} and {}", a.equity[bar], b.equity[bar]));
    }
    let positions = |report: &Report| -> Vec<(u32, u64)> {
        report
            .positions
            .iter()
            .map(|(bar, n)| (*bar, n.to_bits()))
            .filter(|(bar, _)| (*bar as usize) < end)
            .collect()
    };
    if positions(a) != positions(b) {
        return Some(format!("positions {:?} and {:?}", a.positions, b.positions));
    }
    let notes = |report: &Report| -> String {
        format!("{:?}", report.notes.iter().filter(|note| (note.bar as usize) < end).collect::<Vec<_>>())
    };
    if notes(a) != notes(b) {
        return Some(format!("notes {} and {}", notes(a), notes(b)));
    }
    let closed = |report: &Report| -> Vec<Trade> {
        let before = |trade: &&Trade| !trade.is_open() && (trade.exit_bar as usize) < end;
        report.trades.iter().filter(before).cloned().collect()
    };
    let (of_a, of_b) = (closed(a), closed(b));
    let n_same = of_a.iter().zip(&of_b).take_while(|(a, b)| is_same(a, b)).count();
    if n_same < of_a.len().max(of_b.len()) {
        return Some(format!("trade {n_same}: {:?} and {:?}", of_a.get(n_same), of_b.get(n_same)));
    }
    let (of_a, of_b) = (entered(a, end), entered(b, end));
    (of_a != of_b).then(|| format!("open trades {of_a:?} and {of_b:?}"))
}

/// Equal, and the zeros have the same sign.
fn is_same(a: &Trade, b: &Trade) -> bool {
    let bits = |trade: &Trade| {
        let Trade { profit, commission, slippage, max_favourable, max_adverse, .. } = trade;
        [profit, commission, slippage, max_favourable, max_adverse].map(|number| number.to_bits())
    };
    a == b && bits(a) == bits(b)
}

/// Entries before `end` that were not closed before it, with the units that were left then: what closes later in parts is
/// one entry here.
fn entered(report: &Report, end: usize) -> Vec<(String, f64)> {
    let mut entries: Vec<(String, f64)> = Vec::new();
    let still_open = |trade: &&Trade| {
        (trade.entry_bar as usize) < end && (trade.is_open() || trade.exit_bar as usize >= end)
    };
    for trade in report.trades.iter().filter(still_open) {
        let entry = format!(
            "{} {} {} {:?} {:?}",
            trade.entry_id, trade.entry_bar, trade.entry_price, trade.side, trade.entry_cause
        );
        match entries.iter_mut().find(|other| other.0 == entry) {
            Some(other) => other.1 += trade.quantity,
            None => entries.push((entry, trade.quantity)),
        }
    }
    // A sum of parts may differ from the whole in the last bit; a millionth part of a unit is none.
    entries.iter_mut().for_each(|entry| entry.1 = (entry.1 * 1e6).round() / 1e6);
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries
}

/// Settings in a currency of which 2ⁿ make one of the old; `None` where the tick is no power of two, because then not even
/// the ticks scale bit for bit.
pub(crate) fn scaled(config: &RunConfig, factor: f64) -> Option<RunConfig> {
    let mut scaled = *config;
    scaled.account.initial_cash *= factor;
    if let Sizing::Cash(cash) = &mut scaled.account.sizing {
        *cash *= factor;
    }
    if let Commission::CashPerOrder(cash) | Commission::CashPerUnit(cash) = &mut scaled.account.commission {
        *cash *= factor;
    }
    if let Some(tick) = &mut scaled.instrument.tick_size {
        // A power of two has no bit set behind its exponent.
        if tick.to_bits() << 12 != 0 {
            return None;
        }
        *tick *= factor;
    }
    Some(scaled)
}

/// The first trade, equity or return that did not scale with the prices.
pub(crate) fn unscaled(small: &Report, large: &Report, factor: f64) -> Option<String> {
    let cash = |x: f64, y: f64| (x * factor).to_bits() == y.to_bits();
    if small.trades.len() != large.trades.len() {
        return Some(format!("{} and {} trades", small.trades.len(), large.trades.len()));
    }
    for (a, b) in small.trades.iter().zip(&large.trades) {
        let same = (a.side, a.quantity.to_bits(), a.entry_bar, a.exit_bar, &a.entry_id, a.exit_reason)
            == (b.side, b.quantity.to_bits(), b.entry_bar, b.exit_bar, &b.entry_id, b.exit_reason)
            && [
                (a.entry_price, b.entry_price),
                (a.exit_price, b.exit_price),
                (a.profit, b.profit),
                (a.commission, b.commission),
                (a.slippage, b.slippage),
                (a.max_favourable, b.max_favourable),
                (a.max_adverse, b.max_adverse),
            ]
            .into_iter()
            .all(|(x, y)| cash(x, y));
        if !same {
            return Some(format!("{a:?} and {b:?}"));
        }
    }
    if let Some(bar) = small.equity.iter().zip(&large.equity).position(|(a, b)| !cash(*a, *b)) {
        return Some(format!("equity of bar {bar}: {} and {}", small.equity[bar], large.equity[bar]));
    }
    let (a, b) = (&small.statistics.run, &large.statistics.run);
    for (x, y) in [
        (a.total_return, b.total_return),
        (a.max_drawdown, b.max_drawdown),
        (a.sharpe, b.sharpe),
        (a.sortino, b.sortino),
        (a.annual_return, b.annual_return),
    ] {
        if x.map(f64::to_bits) != y.map(f64::to_bits) {
            return Some(format!("a return of {x:?} and of {y:?}"));
        }
    }
    None
}

/// The first bar at which the run that pays more has more.
pub(crate) fn richer_by_paying(cheap: &Report, dear: &Report) -> Option<usize> {
    let slack = |equity: f64| 1e-9 * equity.abs().max(1.0);
    cheap.equity.iter().zip(&dear.equity).position(|(cheap, dear)| *dear > cheap + slack(*cheap))
}

/// Equity of buying at the open of the second bar and holding: cash − fill − fee + units × close.
pub(crate) fn buy_and_hold(bars: &[Bar], initial: f64, units: f64, fill: f64, fee: f64) -> Vec<f64> {
    let after = |bar: &Bar| initial - units * fill - fee + units * bar.close;
    let held = bars.iter().skip(1).map(after);
    std::iter::once(initial).chain(held).take(bars.len()).collect()
}
