//! What their days make of our equity: backtesting.py counts a Sunday evening as a day of its own and such a week of six days at 252
//! a year. Ours joins it to Monday. With their days, the same equity must give their numbers.

use engine::report::Report;
use engine::series::Series;
use engine::statistics::{Calendar, Input, Metric, compute};

const DAY_MS: i64 = 86_400_000;

/// Whether a few of the bars are on weekends, so that our days differ from theirs.
pub(crate) fn differ(series: &Series) -> bool {
    let is_weekend = |time: &&i64| (time.div_euclid(DAY_MS) + 3).rem_euclid(7) >= 5;
    let n = series.time().iter().filter(is_weekend).count();
    n > 0 && n * 10 <= series.len() && series.interval_ms() < DAY_MS
}

/// A number of a year over days of UTC, 252 of them; `None` for other numbers.
pub(crate) fn annualised(key: &str, report: &Report, series: &Series, cash: f64) -> Option<Metric> {
    let day = |bar: usize| series.time().get(bar).map(|time| time.div_euclid(DAY_MS));
    let is_last = |bar: &usize| day(bar + 1) != day(*bar);
    let values: Vec<f64> = (0..series.len()).filter(is_last).map(|bar| report.equity[bar]).collect();
    // As many bars of a day, from a Monday on, five a week.
    let time: Vec<i64> = (0..values.len() as i64).map(|i| (4 + i / 5 * 7 + i % 5) * DAY_MS).collect();
    let run = compute(&Input {
        time: &time,
        close: &values,
        interval_ms: DAY_MS,
        equity: &values,
        trades: &[],
        first_bar: 0,
        warmup_bars: 0,
        initial_cash: cash,
        risk_free_rate: 0.0,
        calendar: &Calendar::new(&time, DAY_MS),
    })
    .run;
    match key {
        "annual_return" => Some(run.annual_return),
        "annual_volatility" => Some(run.annual_volatility),
        "sharpe" => Some(run.sharpe),
        "sortino" => Some(run.sortino),
        // Falls are measured at every bar.
        "calmar" => Some(run.annual_return.and_then(|annual| {
            report.statistics.run.max_drawdown.and_then(|fall| match fall {
                0.0 => report.statistics.run.calmar,
                fall => Ok(annual / -fall),
            })
        })),
        _ => None,
    }
}
