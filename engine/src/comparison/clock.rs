//! The clock of the list: TradingView writes times in the time zone of the chart, which the file does not name.

use super::difference::rounding;
use super::list::List;
use super::pairs::Brief;
use crate::series::Series;
use crate::trade::Side;

const QUARTER_MS: i64 = 15 * 60_000;
const HOUR_MS: i64 = 60 * 60_000;
/// Zones reach from UTC-12 to UTC+14; an exchange's opening time may come on top.
const MOST_MS: i64 = 14 * HOUR_MS;
/// Prices as near as this count as the same, whatever the tick.
const SAME_PRICE: f64 = 2e-4;
/// Of the trades that could match, the share that an offset must match to be taken.
const LEAST_SHARE: f64 = 0.2;
/// Where bars tell: the share of the list's prices that they must hold, and of that what no other offset may reach.
const ALONE: f64 = 0.9;
/// And how many at least.
const LEAST_HELD: usize = 10;
/// How many days a zone may take to change its clock twice.
const YEAR_MS: i64 = 366 * 24 * HOUR_MS;

/// What was found: how far the list's clock is ahead of UTC, in milliseconds. Two offsets where it changes with the season.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offsets {
    pub(super) first: i64,
    pub(super) second: Option<i64>,
}

/// Entries of the run by time.
struct Entries(Vec<(i64, Side, f64)>);

impl Entries {
    /// Whether an entry of this side at this time has nearly this price.
    fn has(&self, time: i64, side: Side, price: f64) -> bool {
        let from = self.0.partition_point(|(at, ..)| *at < time);
        let is_near = |of: f64| (of - price).abs() <= SAME_PRICE * price.abs();
        self.0[from..]
            .iter()
            .take_while(|(at, ..)| *at == time)
            .any(|(_, of, at)| *of == side && is_near(*at))
    }
}

/// Finds the clock that the list was written by, and turns its times into UTC.
pub(super) fn align(list: &mut List, ours: &[Brief], series: &Series) -> Offsets {
    let mut entries = Entries(ours.iter().map(|of| (of.entry, of.side, of.entry_price)).collect());
    entries.0.sort_by_key(|(at, ..)| *at);
    let matches = |offset: i64| -> Vec<bool> {
        let has =
            |trade: &super::Listed| entries.has(trade.entry_time - offset, trade.side, trade.entry_price);
        list.trades.iter().map(has).collect()
    };
    let count = |matched: &[bool]| matched.iter().filter(|is| **is).count();
    let best = offsets()
        .map(|offset| (offset, count(&matches(offset))))
        .reduce(|best, other| if other.1 > best.1 { other } else { best });
    let n_possible = list.trades.len().min(ours.len());
    let enough = (n_possible as f64 * LEAST_SHARE).ceil().max(n_possible.min(2) as f64) as usize;
    let first = best.filter(|(_, n)| *n >= enough).map(|(offset, _)| offset);
    let first = first.or_else(|| by_bars(list, series)).unwrap_or(0);
    let by_first = matches(first);
    let second = [first - HOUR_MS, first + HOUR_MS].into_iter().find_map(|offset| {
        let seasons = seasons(list, &by_first, &matches(offset))?;
        Some((offset, seasons))
    });
    match &second {
        None => shift(list, |_| first),
        Some((offset, seasons)) => shift(list, |at| if seasons[at] { *offset } else { first }),
    }
    Offsets { first, second: second.map(|(offset, _)| offset) }
}

/// All that are tried. Of equal ones the smallest counts, so that none is the first.
fn offsets() -> impl Iterator<Item = i64> {
    (0..=MOST_MS / QUARTER_MS).flat_map(|quarters| [quarters * QUARTER_MS, -quarters * QUARTER_MS])
}

/// Where the trades are too different to tell: the offset at which the bars hold the list's prices, if no other comes near.
fn by_bars(list: &List, series: &Series) -> Option<i64> {
    // An open is near the close before it, so that the bar before holds it too: the open itself counts once more.
    let held = |trade: &super::Listed, offset: i64| {
        let Ok(bar) = series.time().binary_search(&(trade.entry_time - offset)) else { return 0 };
        let price = trade.entry_price;
        let is_open = (series.open()[bar] - price).abs() <= rounding(list.decimals.price, price);
        usize::from((series.low()[bar]..=series.high()[bar]).contains(&price)) + usize::from(is_open)
    };
    let count = |offset: i64| list.trades.iter().map(|trade| held(trade, offset)).sum();
    let counts: Vec<(i64, usize)> = offsets().map(|offset| (offset, count(offset))).collect();
    let (best, n) =
        counts.iter().copied().reduce(|best, other| if other.1 > best.1 { other } else { best })?;
    let is_near = |of: usize| of as f64 >= n as f64 * ALONE;
    let is_alone = counts.iter().all(|(offset, of)| *offset == best || !is_near(*of));
    (n >= LEAST_HELD && n as f64 >= list.trades.len() as f64 * ALONE && is_alone).then_some(best)
}

/// Which trades are written by the second clock, if they lie together as seasons do. A trade that tells nothing is of the season of
/// the one before it.
fn seasons(list: &List, first: &[bool], second: &[bool]) -> Option<Vec<bool>> {
    let told: Vec<Option<bool>> =
        first.iter().zip(second).map(|(first, second)| (first != second).then_some(*second)).collect();
    let n_second = told.iter().filter(|of| **of == Some(true)).count();
    let mut now = told.iter().flatten().next().copied()?;
    let mut n_changes = 0;
    let seasons = told.iter().map(|of| {
        if let Some(of) = *of
            && of != now
        {
            n_changes += 1;
            now = of;
        }
        now
    });
    let seasons: Vec<bool> = seasons.collect();
    let times = list.trades.first().zip(list.trades.last());
    let years = times.map_or(0, |(first, last)| (last.entry_time - first.entry_time).div_euclid(YEAR_MS) + 1);
    (n_second >= 3 && n_changes <= 2 * years).then_some(seasons)
}

/// Both fills of a trade by the clock of its entry, but for an exit after the clock was changed.
fn shift(list: &mut List, offset: impl Fn(usize) -> i64) {
    let entries: Vec<i64> = list.trades.iter().map(|trade| trade.entry_time).collect();
    for (at, trade) in list.trades.iter_mut().enumerate() {
        // The last trade that was entered by then tells which clock it was.
        let by_then = entries.partition_point(|entry| *entry <= trade.exit_time).saturating_sub(1).max(at);
        trade.entry_time -= offset(at);
        trade.exit_time -= offset(by_then);
    }
}
