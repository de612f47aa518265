//! No value depends on a later bar (N5, N6).

use engine::indicator::catalog::INDICATORS;

use crate::market::{first_difference, param_sets, random_bars, scaled, series};

#[test]
fn a_prefix_of_the_bars_gives_a_prefix_of_the_column() {
    let bars = random_bars(8, 2_000);
    let whole = series(&bars);
    for info in &INDICATORS {
        let params = info.defaults();
        let columns = info.columns(&whole, &params);
        // Every cut of the first bars, where windows fill, then every 13th.
        for k in (1..200).chain((200..bars.len()).step_by(13)) {
            let cut = info.columns(&whole.slice(0..k).unwrap(), &params);
            for (cut, column) in cut.iter().zip(&columns) {
                assert_eq!(first_difference(cut, &column[..k]), None, "{}, cut at {k}", info.id);
            }
        }
    }
}

#[test]
fn what_comes_later_changes_nothing_before() {
    let bars = random_bars(9, 500);
    for info in &INDICATORS {
        for params in param_sets(info) {
            let columns = info.columns(&series(&bars), &params);
            for k in [1, 2, 7, 40, 123, 377, 499] {
                let mut changed = bars.clone();
                let other = random_bars(k as u64, bars.len());
                for (at, bar) in changed.iter_mut().enumerate().skip(k) {
                    *bar = scaled(&other[at], 1.0 + (at % 17) as f64);
                }
                for (changed, column) in info.columns(&series(&changed), &params).iter().zip(&columns) {
                    let found = first_difference(&changed[..k], &column[..k]);
                    assert_eq!(found, None, "{} {params:?}, changed from {k}", info.id);
                }
            }
        }
    }
}
