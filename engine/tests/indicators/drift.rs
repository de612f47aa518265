//! After a million bars the values are still right.

use engine::indicator::catalog::INDICATORS;
use engine::indicator::{Memory, accumulation, ema, obv, rma};
use engine::series::Series;
use engine::synthetic::minute_series;

const N: usize = 1_000_000;

/// Of the line's largest value. (%B divides by a band that may be a few ticks wide: that costs four digits.)
const TOLERANCE: f64 = 1e-11;

fn million() -> Series {
    minute_series(11, N)
}

#[test]
fn what_began_a_million_bars_ago_equals_what_began_lately() {
    let whole = million();
    // Enough for the slowest average to have forgotten how it began, and not a whole number of windows.
    let late_start = N - 39_989;
    let late = whole.slice(late_start..N).unwrap();
    for info in INDICATORS.iter().filter(|info| info.memory != Memory::Endless) {
        let params = info.defaults();
        let (columns, late) = (info.columns(&whole, &params), info.columns(&late, &params));
        let mut worst = 0.0f64;
        for (column, late) in columns.iter().zip(&late) {
            let scale = late.iter().filter(|value| !value.is_nan()).fold(0.0f64, |a, b| a.max(b.abs()));
            for bar in N - 2_000..N {
                let (value, late) = (column[bar], late[bar - late_start]);
                assert_eq!(value.is_nan(), late.is_nan(), "{}, bar {bar}", info.id);
                if !value.is_nan() {
                    worst = worst.max((value - late).abs() / scale.max(f64::MIN_POSITIVE));
                }
            }
        }
        println!("{:20} largest difference {worst:.1e} of the line's largest value", info.id);
        assert!(worst <= TOLERANCE, "{}: {worst:e}", info.id);
    }
}

const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;

/// Units of 2⁻⁶⁴: a price of at least 1 is a whole number of them, and a sum of prices is exact.
fn exact(value: f64) -> i128 {
    (value * TWO_TO_64) as i128
}

fn rounded(value: i128) -> f64 {
    value as f64 / TWO_TO_64
}

#[test]
fn an_exponential_average_of_a_million_bars_equals_the_one_in_128_bits() {
    let series = million();
    for length in [2, 14, 200] {
        for (name, column, (up, down)) in [
            ("ema", ema(series.close(), length), (2, length as i128 + 1)),
            ("rma", rma(series.close(), length), (1, length as i128)),
        ] {
            let first = &series.close()[..length];
            let mut average = first.iter().map(|value| exact(*value)).sum::<i128>() / length as i128;
            let mut worst = 0.0f64;
            for (value, ours) in series.close()[length..].iter().zip(&column[length..]) {
                average += (exact(*value) - average) * up / down;
                worst = worst.max((ours - rounded(average)).abs() / ours);
            }
            println!("{name} {length}: largest relative error {worst:.1e}");
            assert!(worst <= 1e-13, "{name} {length}: {worst:e}");
        }
    }
}

#[test]
fn a_sum_over_a_million_bars_is_the_exact_sum_rounded() {
    let whole = million();
    // Volumes with a fraction that binary numbers do not have.
    let volume: Vec<f64> = whole.volume().iter().map(|volume| volume / 10.0 + 0.7).collect();
    let columns = [whole.open(), whole.high(), whole.low(), whole.close()].map(<[f64]>::to_vec);
    let [open, high, low, close] = columns;
    let series = Series::new(whole.time().to_vec(), open, high, low, close, volume, 60_000).unwrap();
    let (obv, accumulation) = (obv(&series), accumulation(&series));
    let (mut flow, mut money) = (0i128, 0i128);
    for bar in 0..N {
        let volume = exact(series.volume()[bar]);
        if bar > 0 {
            flow += match series.close()[bar].total_cmp(&series.close()[bar - 1]) {
                std::cmp::Ordering::Greater => volume,
                std::cmp::Ordering::Equal => 0,
                std::cmp::Ordering::Less => -volume,
            };
        }
        let (high, low, close) = (series.high()[bar], series.low()[bar], series.close()[bar]);
        if high > low {
            money += exact(((close - low) - (high - close)) / (high - low) * series.volume()[bar]);
        }
        for (ours, sum) in [(obv[bar], flow), (accumulation[bar], money)] {
            let error = (ours - rounded(sum)).abs();
            assert!(error <= 4.0 * f64::EPSILON * ours.abs().max(1.0), "bar {bar}: {ours} is {error:e} off");
        }
    }
}
