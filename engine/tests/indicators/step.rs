//! Bar by bar gives the same bits as a whole column.

use engine::indicator::catalog::INDICATORS;
use engine::synthetic::minute_series;

use crate::market::{first_difference, param_sets, random_bars, series};

#[test]
fn each_step_gives_the_bits_of_the_column() {
    let markets = [series(&random_bars(1, 700)), series(&random_bars(2, 1)), minute_series(3, 5_000)];
    let mut n_values = 0;
    for info in &INDICATORS {
        for params in param_sets(info) {
            for series in &markets {
                let columns = info.columns(series, &params);
                assert_eq!(columns.len(), info.lines.len(), "{}", info.id);
                let mut next = info.step(&params);
                let steps: Vec<Vec<f64>> = (0..series.len()).map(|bar| next(series.bar(bar))).collect();
                for (line, column) in columns.iter().enumerate() {
                    let steps: Vec<f64> = steps.iter().map(|lines| lines[line]).collect();
                    assert_eq!(column.len(), series.len());
                    let found = first_difference(column, &steps);
                    assert_eq!(found, None, "{} {params:?}, line {}", info.id, info.lines[line]);
                    n_values += column.len();
                }
            }
        }
    }
    println!("{} indicators, {n_values} values compared bit by bit", INDICATORS.len());
}
