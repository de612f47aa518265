//! How a run changed over its time: rolling Sharpe ratio and exposure.

use std::rc::Rc;

use engine::report::Report;
use engine::series::Series;
use engine::statistics::Calendar;
use engine::statistics::tables::{self, TableInfo, exposure_curve, rolling_periods, rolling_sharpe};
use leptos::prelude::*;

use crate::charts::line::{Line, LineChart, Scale};

/// The ratio of the half year before each day.
#[component]
pub(super) fn RollingSharpe(series: Rc<Series>, report: Rc<Report>, risk_free_rate: f64) -> impl IntoView {
    let bars = window(&series, &report);
    let calendar = Calendar::new(&series.time()[bars.clone()], series.interval_ms());
    let points = rolling_sharpe(&calendar, &report.equity, risk_free_rate);
    let line = Line {
        times: points.iter().map(|point| series.time()[bars.start + point.bar as usize]).collect(),
        values: points.iter().map(|point| point.sharpe).collect(),
        scale: Scale::Number,
        name: "Sharpe ratio",
        // A point a day, whatever the bars: its time is a date.
        interval_ms: series.interval_ms().max(86_400_000),
    };
    let empty = match rolling_periods(&calendar) {
        Ok(n) => format!("The run is shorter than the {} that each point covers.", periods(&series, n)),
        Err(undefined) => format!("Undefined: {}.", undefined.reason()),
    };
    view! { <LineCard info=tables::ROLLING_SHARPE line empty /> }
}

/// The value of the position against the equity.
#[component]
pub(super) fn Exposure(series: Rc<Series>, report: Rc<Report>) -> impl IntoView {
    let bars = window(&series, &report);
    let close = &series.close()[bars.clone()];
    let line = Line {
        times: series.time()[bars].to_vec(),
        values: exposure_curve(&report.positions, report.first_bar, close, &report.equity),
        scale: Scale::Percent,
        name: "exposure",
        interval_ms: series.interval_ms(),
    };
    view! { <LineCard info=tables::EXPOSURE line empty=String::new() /> }
}

#[component]
fn LineCard(info: TableInfo, line: Line, empty: String) -> impl IntoView {
    let about = about(&line);
    let body = if line.values.is_empty() {
        view! { <p class="muted">{empty}</p> }.into_any()
    } else {
        view! { <LineChart line label=info.name /> }.into_any()
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2 class="defined" title=info.definition>{info.name}</h2>
                <span class="muted small">{about}</span>
            </div>
            <div class="card-body line-body">{body}</div>
        </section>
    }
}

/// Lowest, highest and last value: the chart in a sentence, also for those who do not see it.
fn about(line: &Line) -> Option<String> {
    let defined = || line.values.iter().flatten().copied();
    let (low, high) = (defined().reduce(f64::min)?, defined().reduce(f64::max)?);
    let last =
        line.values.last()?.map_or_else(|undefined| undefined.reason().to_owned(), |last| line.text(last));
    Some(format!("from {} to {}, at the end {last}", line.text(low), line.text(high)))
}

/// A number of the series' periods, in words.
fn periods(series: &Series, n: usize) -> String {
    let unit = match series.interval_ms() / 86_400_000 {
        7 => "weeks",
        28..=31 => "months",
        365..=366 => "years",
        0 | 1 => "days",
        _ => "bars",
    };
    format!("{n} {unit}")
}

/// The bars of the series that belong to the run.
pub(super) fn window(series: &Series, report: &Report) -> std::ops::Range<usize> {
    let first = report.first_bar as usize;
    first..(first + report.equity.len()).min(series.len())
}
