//! What the bars of each set must show before its seed is taken: the lesson, in plain arithmetic.

use engine::import::Quality;
use engine::series::Series;
use engine::synthetic::made_up;

use crate::measures::{
    average, correlation, deviation, earned, kurtosis, mean, returns, sharpe, side, skew, worst_fall,
};

const YEAR: f64 = 252.0;
const HOURS: f64 = 8_760.0;
const DAY_MS: i64 = 86_400_000;

/// The key of each set, with the numbers that must lie between two others.
pub(crate) fn check(key: &str, seed: u64) -> Vec<(&'static str, f64, f64, f64)> {
    let series = made_up(key, seed).unwrap();
    let change = returns(&series);
    match key {
        "noise" => vec![("best of 36 averages", best_of_36(&series), 0.1, 0.5)],
        "index" => {
            let size: Vec<f64> = change.iter().map(|change| change.abs()).collect();
            vec![
                ("yearly deviation", deviation(&change) * YEAR.sqrt(), 0.15, 0.18),
                ("worst fall", worst_fall(&change), 0.30, 0.60),
                ("autocorrelation of sizes", correlation(&size[1..], &size[..size.len() - 1]), 0.16, 0.27),
            ]
        }
        "clusters" => {
            let gain = sharpe(&by_volatility(&change), YEAR) - sharpe(&change[20..], YEAR);
            vec![("Sharpe ratio gained by size", gain, 0.02, 1.0)]
        }
        "regimes" => vec![
            ("worst fall held", worst_fall(&change), 0.42, 0.84),
            ("worst fall filtered", worst_fall(&filtered(&series, 20, 120, 0.0)), 0.29, 0.53),
        ],
        "trend" => {
            vec![("Sharpe ratio of 20/100", sharpe(&filtered(&series, 20, 100, -1.0), YEAR), 0.3, 0.9)]
        }
        "revert" => {
            let faded = |cost| sharpe(&earned(&fade(&series, 120), &change, cost), HOURS);
            vec![
                ("faded for nothing", faded(0.0), 2.0, 5.0),
                ("faded at 2 bp", faded(0.000_2), 0.2, 3.0),
                ("faded at 10 bp", faded(0.001), -20.0, -2.0),
            ]
        }
        "pair-a" | "pair-b" => {
            let (before, after) = pair(seed);
            vec![("tied", before, 2.0, 5.0), ("broken", after, -3.0, 0.7)]
        }
        "session" => vec![("share of the nights", nights(&series), 0.35, 0.55)],
        "crypto" => {
            let weekend = |wanted: bool| {
                let of = |i: &usize| (series.time()[i + 1].div_euclid(DAY_MS) + 4).rem_euclid(7) % 6 == 0;
                let part: Vec<f64> =
                    (0..change.len()).filter(|i| of(i) == wanted).map(|i| change[i]).collect();
                deviation(&part)
            };
            vec![
                ("yearly deviation", deviation(&change) * HOURS.sqrt(), 0.60, 0.65),
                ("weekend over week", weekend(true) / weekend(false), 0.58, 0.65),
            ]
        }
        "jumps" => {
            let night =
                series.close().iter().zip(&series.open()[1..]).map(|(close, open)| open / close - 1.0);
            vec![
                ("worst night", night.fold(0.0, f64::min), -0.5, -0.12),
                ("kurtosis", kurtosis(&change), 19.0, 100.0),
            ]
        }
        "carry" => {
            let first = change.iter().position(|change| *change < -0.015).unwrap();
            vec![
                ("first crash", first as f64, 2.0 * YEAR, 1_260.0),
                ("skew", skew(&change), -30.0, -5.0),
                ("Sharpe ratio before", sharpe(&change[..first], YEAR), 2.0, 4.0),
                ("Sharpe ratio of all", sharpe(&change, YEAR), 0.5, 1.3),
            ]
        }
        "dying" => {
            let faded: Vec<f64> = change.windows(2).map(|pair| -side(pair[0], 0.0) * pair[1]).collect();
            let (first, second) = faded.split_at(faded.len() / 2);
            vec![
                ("first half", sharpe(first, HOURS), 1.4, 4.0),
                ("second half", sharpe(second, HOURS), -2.0, 1.4),
            ]
        }
        "season" => {
            // The return of bar i + 1.
            let turn: Vec<f64> =
                (0..change.len()).filter(|i| matches!((i + 1) % 21, 20 | 0..=2)).map(|i| change[i]).collect();
            vec![("t of the turn", sharpe(&turn, turn.len() as f64), 2.6, 5.1)]
        }
        "bounce" => {
            let faded = |cost| {
                let positions: Vec<f64> = change.iter().map(|change| -side(*change, 0.0)).collect();
                mean(&earned(&positions[..positions.len() - 1], &change[1..], cost)) * 1e4
            };
            vec![
                ("autocorrelation", correlation(&change[1..], &change[..change.len() - 1]), -0.48, -0.42),
                ("bp a bar before the spread", faded(0.0), 0.5, 3.0),
                ("bp a bar after it", faded(0.000_25), -5.0, -0.5),
            ]
        }
        "splits" => vec![("split-like jumps", Quality::of(&series).split_like.count as f64, 2.0, 2.0)],
        "delisted" => {
            vec![
                ("last price", series.close()[series.len() - 1], 0.0, 1.0),
                ("price on the thin days", series.close()[series.len() - 61], 0.2, 6.0),
            ]
        }
        "thin" => {
            let quiet = series.volume().iter().filter(|volume| **volume == 0.0).count() as f64;
            vec![
                ("share without trades", quiet / series.len() as f64, 0.52, 0.58),
                ("share missing", 1.0 - series.len() as f64 / 2_520.0, 0.01, 0.07),
            ]
        }
        "tomorrow" => {
            let (open, close) = (series.open(), series.close());
            let signal: Vec<f64> = (0..series.len() - 2).map(|i| -side(close[i], open[i])).collect();
            let own: Vec<f64> =
                (0..signal.len()).map(|i| signal[i] * (open[i + 1] / close[i] - 1.0)).collect();
            let next: Vec<f64> =
                (0..signal.len()).map(|i| signal[i] * (open[i + 2] / open[i + 1] - 1.0)).collect();
            vec![
                ("at the signal's own close", sharpe(&own, YEAR), 5.5, 8.0),
                ("at the next open", sharpe(&next, YEAR), -1.0, 0.5),
            ]
        }
        "wicks" => {
            let bars = series.open().iter().zip(series.high()).zip(series.low());
            let both = bars.filter(|((open, high), low)| **high >= **open * 1.003 && **low <= **open * 0.997);
            vec![("bars that touch both", both.count() as f64 / series.len() as f64, 0.25, 0.33)]
        }
        "leader" | "follower" => {
            let (a, b) =
                (returns(&made_up("leader", seed).unwrap()), returns(&made_up("follower", seed).unwrap()));
            let positions: Vec<f64> = a.iter().map(|change| side(*change, 0.0)).collect();
            let followed = |cost| sharpe(&earned(&positions[..positions.len() - 1], &b[1..], cost), HOURS);
            vec![
                ("correlation", correlation(&a, &b), 0.22, 0.28),
                ("followed for nothing", followed(0.0), 2.5, 5.0),
                ("followed at 2 bp", followed(0.000_2), -6.0, -0.2),
            ]
        }
        "london" => {
            let gain = mean(&breakouts(&series)) * 1e4;
            vec![("bp a day", gain, 0.7, 3.0), ("after 3 bp", gain - 3.0, -3.0, 0.0)]
        }
        "triple" => vec![("worst fall", worst_fall(&change), 0.70, 1.0)],
        _ => panic!("no check of {key}"),
    }
}

/// Whether the seed is one for the set.
pub(crate) fn passes(key: &str, seed: u64) -> bool {
    check(key, seed).iter().all(|(_, value, low, high)| (low..=high).contains(&value))
}

/// What a filter of two averages earns: held above, `below` times held below.
fn filtered(series: &Series, fast: usize, slow: usize, below: f64) -> Vec<f64> {
    let (fast, slow) = (average(series.close(), fast), average(series.close(), slow));
    let positions: Vec<f64> = fast
        .iter()
        .zip(&slow)
        .map(|(fast, slow)| match side(*fast, *slow) {
            above if above >= 0.0 => above,
            _ => below,
        })
        .collect();
    earned(&positions[..positions.len() - 1], &returns(series), 0.0)
}

fn best_of_36(series: &Series) -> f64 {
    let pairs =
        [5, 10, 15, 20, 25, 30].iter().flat_map(|fast| [40, 60, 80, 100, 150, 200].map(|slow| (*fast, slow)));
    pairs.map(|(fast, slow)| sharpe(&filtered(series, fast, slow, -1.0), YEAR)).fold(f64::MIN, f64::max)
}

/// Held with a size against the deviation of the twenty returns before.
fn by_volatility(change: &[f64]) -> Vec<f64> {
    (20..change.len()).map(|i| change[i] * (0.01 / deviation(&change[i - 20..i])).min(3.0)).collect()
}

/// Against the distance from an average.
fn fade(series: &Series, n: usize) -> Vec<f64> {
    let average = average(series.close(), n);
    series.close().iter().zip(&average).map(|(close, average)| side(*average, *close)).collect()
}

/// Sharpe ratios of trading the distance of the pair, before and after the tie breaks.
fn pair(seed: u64) -> (f64, f64) {
    let (a, b) = (made_up("pair-a", seed).unwrap(), made_up("pair-b", seed).unwrap());
    let apart: Vec<f64> = a.close().iter().zip(b.close()).map(|(a, b)| (a / b).ln()).collect();
    let change: Vec<f64> = apart.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let positions: Vec<f64> = apart[..change.len()].iter().map(|apart| -apart).collect();
    let earned = earned(&positions, &change, 0.0);
    let (tied, broken) = earned.split_at(earned.len() * 7 / 10);
    (sharpe(tied, YEAR), sharpe(broken, YEAR))
}

/// The share of the nights in the variance of the days.
fn nights(series: &Series) -> f64 {
    let starts: Vec<usize> = (0..series.len()).step_by(390).collect();
    let (mut nights, mut days) = (0.0, 0.0);
    for start in &starts[1..] {
        let night = series.open()[*start] / series.close()[start - 1] - 1.0;
        let day = series.close()[start + 389] / series.open()[*start] - 1.0;
        nights += night * night;
        days += day * day;
    }
    nights / (nights + days)
}

/// From 07:30 to 10:00 in the direction of the first half hour of each day.
fn breakouts(series: &Series) -> Vec<f64> {
    let minute = |i: usize| series.time()[i].rem_euclid(DAY_MS) / 60_000;
    (1..series.len() - 36)
        .filter(|i| minute(*i) == 420 && series.time()[i + 35] - series.time()[*i] == 35 * 300_000)
        .map(|i| {
            let close = series.close();
            side(close[i + 5], close[i - 1]) * (close[i + 35] / close[i + 5] - 1.0)
        })
        .collect()
}
