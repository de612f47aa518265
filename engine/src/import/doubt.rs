//! Bars that are possible and yet unlikely: what bad files look like once they are read.

use super::quality::{Finding, Stretches, utc_text};
use crate::series::Series;

const DAY_MS: i64 = 86_400_000;
/// Bars with one unmoving price that count as a stretch.
const MIN_STRETCH: u32 = 10;
/// How near a jump must be to a usual split, as a ratio.
const SPLIT_TOLERANCE: f64 = 0.03;
const SPLITS: [f64; 13] = [1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 50.0, 100.0];

/// Steps shorter than the interval. Months and quarters differ in length, so that above a day a fifth less is no finding.
pub(super) fn too_close(series: &Series) -> Finding {
    let interval_ms = series.interval_ms();
    let limit = if interval_ms > DAY_MS { interval_ms / 5 * 4 } else { interval_ms };
    let mut finding = Finding::default();
    for pair in series.time().windows(2).filter(|pair| pair[1] - pair[0] < limit) {
        finding.add(0, 0, || utc_text(pair[1]));
    }
    finding
}

pub(super) fn spikes(series: &Series) -> Finding {
    let mut finding = Finding::default();
    for i in 0..series.len() {
        let bar = series.bar(i);
        if bar.high > 2.0 * bar.open.max(bar.close) || 2.0 * bar.low < bar.open.min(bar.close) {
            finding.add(0, 0, || utc_text(bar.time));
        }
    }
    finding
}

/// From close to next open the price moves less than over two whole bars, unless the two columns are swapped.
pub(super) fn swapped(series: &Series) -> bool {
    let (open, close) = (series.open(), series.close());
    let moved = |from: &[f64], to: &[f64]| -> f64 {
        from.iter().zip(&to[1..]).map(|(from, to)| ((to - from) / from).abs()).sum()
    };
    series.len() > 30 && 3.0 * moved(open, close) < moved(close, open)
}

pub(super) fn split_like(series: &Series) -> Finding {
    let mut finding = Finding::default();
    for (i, (&open, &close)) in series.open()[1..].iter().zip(series.close()).enumerate() {
        let ratio = if open > close { open / close } else { close / open };
        let is_split =
            ratio > 1.4 && SPLITS.iter().any(|split| (ratio / split - 1.0).abs() < SPLIT_TOLERANCE);
        if is_split || ratio > 10.0 {
            finding.add(0, 0, || utc_text(series.time()[i + 1]));
        }
    }
    finding
}

pub(super) fn constant_stretches(series: &Series) -> Stretches {
    let mut stretches = Stretches::default();
    let (mut length, mut price) = (0u32, f64::NAN);
    for i in 0..series.len() {
        let bar = series.bar(i);
        let is_flat = bar.high == bar.low;
        length = match is_flat {
            true if bar.close == price => length + 1,
            true => 1,
            false => 0,
        };
        price = bar.close;
        stretches.count += u64::from(length == MIN_STRETCH);
        if length >= MIN_STRETCH && length > stretches.longest_n_bars {
            stretches.longest_n_bars = length;
            stretches.longest_time = series.time()[i + 1 - length as usize];
        }
    }
    stretches
}
