//! Bars that are possible and yet unlikely: what bad files look like once they are read.

use super::format::{Format, Role};
use super::join::Columns;
use super::options::Doubt;
use super::quality::{Finding, Quality, Stretches, utc_text};
use super::stated;
use crate::series::Series;

const DAY_MS: i64 = 86_400_000;
const YEAR_MS: i64 = 366 * DAY_MS;
/// Bars with one unmoving price that count as a stretch.
const MIN_STRETCH: u32 = 10;
/// How near a jump must be to a usual split, as a ratio.
const SPLIT_TOLERANCE: f64 = 0.03;
const SPLITS: [f64; 13] = [1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 50.0, 100.0];

/// 2100-01-01.
const LATE_MS: i64 = 4_102_444_800_000;
/// Fewer bars have no usual distance.
const MIN_BARS: usize = 4;

/// The first thing that speaks against the file as a whole and is not accepted, in a sentence.
pub(super) fn first(
    format: &Format,
    columns: &Columns,
    quality: &Quality,
    weekends: &Finding,
    accepted: &[Doubt],
) -> Option<(Doubt, String)> {
    let (usual, common) = columns.steps();
    let is_open = |doubt: &Doubt| !accepted.contains(doubt);
    Doubt::ALL.into_iter().filter(is_open).find_map(|doubt| {
        let sentence = match doubt {
            Doubt::Conflicts => {
                let conflicts = &quality.conflicts;
                (conflicts.count * 100 > quality.rows_read).then(|| {
                    format!(
                        "{} of {} rows have the time of a later row and other values{}. {}",
                        conflicts.count,
                        quality.rows_read,
                        conflicts.place(),
                        unused(format)
                    )
                })
            }
            Doubt::Years => columns.span().filter(|&(_, last)| last >= LATE_MS).map(|(_, last)| {
                format!("The last bar is of {}, in the future. Check how the dates are written.", utc_text(last))
            }),
            Doubt::Gap => {
                let limit = (3 * usual).clamp(2 * YEAR_MS, 3 * YEAR_MS);
                columns.longest_step().filter(|&(from, to)| to - from > limit).map(|(from, to)| {
                    format!(
                        "There is no bar between {} and {}. Check how the dates are written.",
                        utc_text(from),
                        utc_text(to)
                    )
                })
            }
            Doubt::Ends => columns.all_times(|time| time.rem_euclid(1000) == 999).then(|| {
                "The times are the last milliseconds of bars, so that each bar would begin when it ended. Choose the column with the times at which bars begin.".to_owned()
            }),
            Doubt::Interval => format
                .stated
                .as_ref()
                .filter(|stated| columns.len() >= MIN_BARS && !stated::agrees(stated.interval_ms, usual, common))
                .map(|stated| {
                    format!(
                        "Bars are usually {} apart, which is not what the file says ({}). Check how the times are read.",
                        length(usual),
                        stated.text
                    )
                }),
            Doubt::Weekends => (weekends.count > 0 && usual >= DAY_MS).then(|| {
                format!(
                    "{} daily bars of a working day fall on a weekend in UTC{}. Give them bare dates.",
                    weekends.count,
                    weekends.place()
                )
            }),
            // Found row by row.
            Doubt::Publisher => None,
        };
        sentence.map(|sentence| (doubt, sentence))
    })
}

/// What may be overlooked where rows share their times.
fn unused(format: &Format) -> String {
    let names: Vec<String> = format
        .names
        .iter()
        .enumerate()
        .filter(|(column, name)| !name.is_empty() && format.roles.get(*column).is_none_or(Option::is_none))
        .map(|(column, _)| format.column_name(column))
        .take(5)
        .collect();
    let has_clock = format.roles.contains(&Some(Role::TimeOfDay));
    let what = if has_clock { "the ticker" } else { "the time of day or the ticker" };
    if names.is_empty() {
        format!("A column with {what} may be missing.")
    } else {
        format!("An unused column may hold {what}: {}.", names.join(", "))
    }
}

fn length(ms: i64) -> String {
    for (unit, name) in [(DAY_MS, "days"), (3_600_000, "hours"), (60_000, "minutes"), (1000, "seconds")] {
        if ms >= unit {
            let count = ms as f64 / unit as f64;
            return format!("{} {name}", (count * 100.0).round() / 100.0);
        }
    }
    format!("{ms} ms")
}

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
