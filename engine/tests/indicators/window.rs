//! An indicator with a window knows nothing of what lies before it (N7).

use engine::indicator::Memory;
use engine::indicator::catalog::INDICATORS;

use crate::market::{param_sets, random_bars, scaled, series};

const OUTLIER: usize = 40;

/// Of the line's largest value.
const TOLERANCE: f64 = 1e-11;

#[test]
fn an_outlier_before_the_window_leaves_no_trace() {
    let bars = random_bars(10, 400);
    let mut with_outlier = bars.clone();
    with_outlier[OUTLIER] = scaled(&bars[OUTLIER], 1e12);
    let (clean, with_outlier) = (series(&bars), series(&with_outlier));
    let mut worst_of_all = 0.0f64;
    for info in INDICATORS.iter().filter(|info| info.memory == Memory::Window) {
        let mut worst = 0.0f64;
        for params in param_sets(info) {
            let columns = info.columns(&with_outlier, &params);
            let plain = info.columns(&clean, &params);
            for (line, warmup) in (info.warmup)(&params).into_iter().enumerate() {
                let (column, plain) = (&columns[line], &plain[line]);
                let scale = plain.iter().filter(|value| !value.is_nan()).fold(0.0f64, |a, b| a.max(b.abs()));
                for (bar, value) in column.iter().enumerate().skip(OUTLIER + 1 + warmup) {
                    // From the bars of the window alone, in a series of their own.
                    let window = clean.slice(bar - warmup..bar + 1).unwrap();
                    let alone = info.columns(&window, &params)[line][warmup];
                    let what = format!("{} {params:?}, {}, bar {bar}", info.id, info.lines[line]);
                    assert_eq!(alone.is_nan(), value.is_nan(), "{what}");
                    if !alone.is_nan() {
                        let error = (value - alone).abs() / scale.max(f64::MIN_POSITIVE);
                        assert!(error <= TOLERANCE, "{what}: {} instead of {alone}", value);
                        worst = worst.max(error);
                    }
                }
            }
        }
        println!("{:20} largest error {worst:.1e} of the line's largest value", info.id);
        worst_of_all = worst_of_all.max(worst);
    }
    println!("of all {worst_of_all:.1e}");
}
