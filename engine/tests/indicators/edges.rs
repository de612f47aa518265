//! Beginnings: warm-up, missing values, few bars.

use engine::indicator::catalog::{INDICATORS, find};
use engine::indicator::{Form, Info};

use crate::market::{bits, first_value, param_sets, random_bars, series};

#[test]
fn the_warm_up_ends_at_the_declared_bar_and_nothing_is_missing_after_it() {
    let bars = random_bars(4, 600);
    for info in &INDICATORS {
        for params in param_sets(info) {
            let warmup = (info.warmup)(&params);
            let longest = warmup.iter().copied().max().unwrap_or(0);
            // Too few bars, just enough, one more, many; a single one.
            for n in [1, longest, longest + 1, longest + 2, bars.len()] {
                let n = n.max(1);
                let columns = info.columns(&series(&bars[..n]), &params);
                for ((column, warmup), line) in columns.iter().zip(&warmup).zip(info.lines) {
                    let what = format!("{} {params:?}, {line}, {n} bars", info.id);
                    if info.is_dense {
                        assert_eq!(first_value(column), n.min(*warmup), "{what}");
                        let missing = column.iter().skip(*warmup).position(|value| !value.is_finite());
                        assert_eq!(missing, None, "{what}: not a number after the warm-up");
                    } else {
                        assert!(first_value(column) >= n.min(*warmup), "{what}");
                    }
                }
            }
        }
    }
}

#[test]
fn events_do_come() {
    let series = series(&random_bars(5, 600));
    for info in INDICATORS.iter().filter(|info| !info.is_dense) {
        let columns = info.columns(&series, &info.defaults());
        let n = columns[0].iter().filter(|value| !value.is_nan()).count();
        assert!(n > 10, "{}: {n} values", info.id);
    }
}

#[test]
fn leading_nan_is_missing() {
    let series = series(&random_bars(6, 400));
    let mut n = 0;
    for (info, columns) in INDICATORS.iter().filter_map(over_values) {
        for params in param_sets(info) {
            let late: Vec<f64> = [f64::NAN; 7].into_iter().chain(series.close().iter().copied()).collect();
            for (late, plain) in columns(&late, &params).iter().zip(columns(series.close(), &params)) {
                assert!(late[..7].iter().all(|value| value.is_nan()), "{}", info.id);
                assert_eq!(bits(&late[7..]), bits(&plain), "{} {params:?}", info.id);
            }
            n += 1;
        }
    }
    assert!(n > 80, "only {n} tried");
}

#[test]
fn nothing_gives_nothing() {
    for (info, columns) in INDICATORS.iter().filter_map(over_values) {
        for values in [&[][..], &[f64::NAN; 30]] {
            for column in columns(values, &info.defaults()) {
                assert_eq!(column.len(), values.len());
                assert!(column.iter().all(|value| value.is_nan()), "{}", info.id);
            }
        }
    }
}

#[test]
fn a_length_of_zero_does_not_panic() {
    let series = series(&random_bars(7, 50));
    for info in &INDICATORS {
        let zeros: Vec<f64> =
            info.params.iter().map(|param| param.min.map_or(param.default, |_| 0.0)).collect();
        assert!(info.columns(&series, &zeros).iter().all(|column| column.len() == series.len()));
    }
}

#[test]
fn each_has_a_name_of_its_own() {
    for info in &INDICATORS {
        assert!(std::ptr::eq(find(info.id).unwrap(), info), "{} is there twice", info.id);
        let n = INDICATORS.iter().filter(|other| other.name == info.name).count();
        assert_eq!(n, 1, "{} indicators are called {}", n, info.name);
    }
    assert!(find("nothing").is_none());
}

type Columns = fn(&[f64], &[f64]) -> Vec<Vec<f64>>;

fn over_values(info: &'static Info) -> Option<(&'static Info, Columns)> {
    match info.form {
        Form::Values { columns, .. } => Some((info, columns)),
        Form::Bars { .. } => None,
    }
}
