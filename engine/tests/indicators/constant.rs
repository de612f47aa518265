//! Where nothing moves, every indicator has the value that its page says.

use engine::indicator::catalog::INDICATORS;
use engine::series::Bar;

use crate::market::{param_sets, series};

/// What each line is while the price stands still; `PRICE` stands for the price.
fn expected(id: &str, line: &str, params: &[f64]) -> f64 {
    match (id, line) {
        ("bollinger_place", "percent_b") => 0.5,
        ("rsi", _) => 100.0,
        ("stochastic" | "stochastic_rsi" | "mfi", _) => 50.0,
        ("williams_r", _) => -50.0,
        // Of equal bars the oldest counts.
        ("highest_bars" | "lowest_bars", _) => params[0] - 1.0,
        ("percent_rank", _) | ("aroon", "up" | "down") => 100.0,
        ("supertrend", "direction") => -1.0,
        // Each bar touches the line, so the trend turns at each bar.
        ("parabolic_sar", "direction") => f64::NAN,
        (
            "sma" | "ema" | "rma" | "wma" | "hma" | "vwma" | "dema" | "tema" | "alma" | "kama" | "vwap"
            | "keltner" | "donchian" | "bollinger" | "ichimoku" | "highest" | "lowest" | "supertrend"
            | "parabolic_sar",
            _,
        )
        | ("linear_regression", "value" | "intercept") => PRICE,
        _ => 0.0,
    }
}

const PRICE: f64 = 0.1;

#[test]
fn the_value_where_nothing_moves_is_the_documented_one() {
    for volume in [0.0, 3.7] {
        let bar = |time| Bar { time, open: PRICE, high: PRICE, low: PRICE, close: PRICE, volume };
        let series = series(&(0..300).map(|hour| bar(hour * 3_600_000)).collect::<Vec<_>>());
        for info in INDICATORS.iter().filter(|info| info.is_dense) {
            for params in param_sets(info) {
                let warmup = (info.warmup)(&params);
                for ((column, warmup), line) in
                    info.columns(&series, &params).iter().zip(warmup).zip(info.lines)
                {
                    let expected = expected(info.id, line, &params);
                    for value in &column[warmup..] {
                        // An average of equal prices is rounded; what is made of differences is exact.
                        let is_right = if expected.is_nan() {
                            value.abs() == 1.0
                        } else if expected == PRICE || info.id == "macd" {
                            (value - expected).abs() <= 1e-15
                        } else {
                            *value == expected
                        };
                        assert!(is_right, "{} {params:?}, {line}: {value}, not {expected}", info.id);
                    }
                }
            }
        }
    }
}

#[test]
fn where_nothing_moves_there_are_no_events() {
    let bar = |time| Bar { time, open: 1.0, high: 1.0, low: 1.0, close: 1.0, volume: 1.0 };
    let series = series(&(0..50).map(|hour| bar(hour * 3_600_000)).collect::<Vec<_>>());
    for info in INDICATORS.iter().filter(|info| !info.is_dense) {
        let columns = info.columns(&series, &info.defaults());
        assert!(columns[0].iter().all(|value| value.is_nan()), "{}", info.id);
    }
}
