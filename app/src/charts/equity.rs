//! The equity chart.

use std::rc::Rc;

use engine::report::Report;
use engine::series::Series;
use leptos::prelude::*;

use super::equity_source::{Curves, EquitySource};
use super::frame::ChartFrame;
use super::viewer::Source;

/// Equity with buy and hold, drawdown below.
#[component]
pub fn EquityChart(
    /// The bars of the run.
    series: Rc<Series>,
    /// Its result.
    report: Rc<Report>,
    /// Cash at the start.
    initial: f64,
    /// Whether buy and hold is shown.
    #[prop(into)]
    benchmark_shown: Signal<bool>,
) -> impl IntoView {
    let is_daily = series.interval_ms() >= 86_400_000;
    let first_bar = report.first_bar as usize;
    let warmup = report.statistics.run.warmup_bars.unwrap_or(0.0) as usize;
    let benchmark = hold(&series.close()[first_bar..][..report.equity.len()], warmup, initial);
    let curves = Curves { series, first_bar, equity: report.equity.clone(), benchmark, initial };
    let make = move |library: &_, chart: &_| {
        Box::new(EquitySource::new(library, chart, curves, benchmark_shown)) as Box<dyn Source>
    };
    view! { <ChartFrame label="Equity, buy and hold, and drawdown" height="22rem" is_daily show=Signal::stored(None) repaint=benchmark_shown make /> }
}

/// The equity of putting all cash in at the close at which the warm-up ends, as the statistic of that name counts it.
fn hold(close: &[f64], warmup: usize, initial: f64) -> Vec<f64> {
    let start = warmup.min(close.len() - 1);
    let value = |(at, close_now): (usize, &f64)| {
        if at <= start { initial } else { initial * close_now / close[start] }
    };
    close.iter().enumerate().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holding_starts_when_the_warm_up_ends() {
        assert_eq!(hold(&[5.0, 10.0, 15.0, 20.0], 1, 100.0), [100.0, 100.0, 150.0, 200.0]);
        assert_eq!(hold(&[5.0], 10, 100.0), [100.0]);
    }
}
