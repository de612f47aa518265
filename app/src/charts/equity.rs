//! The equity chart.

use std::rc::Rc;

use engine::report::Report;
use engine::series::Series;
use engine::statistics::tables::buy_and_hold_curve;
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
    let benchmark = buy_and_hold_curve(&series.close()[first_bar..][..report.equity.len()], warmup, initial);
    let curves = Curves { series, first_bar, equity: report.equity.clone(), benchmark, initial };
    let make = move |library: &_, chart: &_| {
        Box::new(EquitySource::new(library, chart, curves, benchmark_shown)) as Box<dyn Source>
    };
    view! { <ChartFrame label="Equity, buy and hold, and drawdown" height="22rem" is_daily show=Signal::stored(None) repaint=Signal::derive(move || usize::from(benchmark_shown.get())) make /> }
}
