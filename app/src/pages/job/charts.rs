//! Equity, prices with trades, and months: everything that needs the bars.

use std::rc::Rc;

use engine::report::Report;
use engine::series::Series;
use engine::statistics::tables::TimeGroup;
use engine::trade::Trade;
use leptos::prelude::*;
use shared::job::RunSpec;

use super::by_time::ByTime;
use super::histogram::HistogramCard;
use super::monthly::MonthlyCard;
use super::over_time::{Exposure, RollingSharpe};
use crate::charts::equity::EquityChart;
use crate::charts::price::{PriceChart, StrategyChart};
use crate::components::lazy::Lazy;
use crate::components::notice::{ErrorNotice, Loading};
use crate::components::stages::stages;
use crate::state::{AppError, Datasets, Jobs, PlotReader, arriving};

const DAY_MS: i64 = 86_400_000;

/// Room for the price and panes of the strategy's series; the same without panes, so that nothing below moves.
const PRICE_HEIGHT: &str = "30rem";

/// Bars, result, trades.
type Parts = (Rc<Series>, Rc<Report>, Rc<Vec<Trade>>);

/// The charts; where the bars are gone, the rest of the report stands without them.
#[component]
pub(super) fn Charts(
    run: RunSpec,
    report: Rc<Report>,
    trades: Rc<Vec<Trade>>,
    goto: ReadSignal<Option<usize>>,
    /// Whether one strategy with one set of parameters traded it all, so that what it looked at can be drawn.
    has_series: bool,
) -> impl IntoView {
    let datasets = Datasets::expect();
    let dataset = run.dataset.id;
    let bars = arriving(move || async move { datasets.bars(dataset).await });
    let benchmark_shown = RwSignal::new(true);
    let initial = run.config.account.initial_cash;
    let risk_free_rate = run.config.risk_free_rate;
    let parts = StoredValue::new_local((report, trades));
    let run = StoredValue::new(has_series.then_some(run));
    move || match bars.get() {
        None => view! { <div class="card"><Loading text="Reading the bars…" /></div> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
        Some(Ok(series)) => {
            let (report, trades) = parts.get_value();
            // A report holds positions in its bars: on any other bars they would point at the wrong ones.
            if !fits(&series, &report, &trades) {
                let error = AppError::new(
                    "bars_differ",
                    "The bars of this dataset are not those of the run: no chart can be drawn.",
                );
                return view! { <ErrorNotice error /> }.into_any();
            }
            let run = run.get_value();
            view! { <Sections series report trades run goto initial risk_free_rate benchmark_shown /> }
                .into_any()
        }
    }
}

/// One after the other: each is work enough for a task, and so is the library's first painting of each chart.
#[component]
fn Sections(
    series: Rc<Series>,
    report: Rc<Report>,
    trades: Rc<Vec<Trade>>,
    run: Option<RunSpec>,
    goto: ReadSignal<Option<usize>>,
    initial: f64,
    risk_free_rate: f64,
    benchmark_shown: RwSignal<bool>,
) -> impl IntoView {
    let parts = StoredValue::new_local((series, report, trades));
    let run = StoredValue::new(run);
    let jobs = Jobs::expect();
    let stage = stages(3);
    let reached = |wanted: u32| Memo::new(move |_| stage.get() >= wanted);
    let (equity, prices, months) = (reached(1), reached(2), reached(3));
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Equity and drawdown"</h2>
                <p class="chart-key">
                    <span class="key equity">"equity"</span>
                    <label class="check key benchmark">
                        <input
                            type="checkbox"
                            prop:checked=move || benchmark_shown.get()
                            on:change=move |event| benchmark_shown.set(event_target_checked(&event))
                        />
                        "buy and hold"
                    </label>
                    <span class="key drawdown">"drawdown, %"</span>
                </p>
            </div>
            <div class="card-body equity-body">
                {move || {
                    equity.get().then(|| {
                        let (series, report, _) = parts.get_value();
                        view! { <EquityChart series report initial benchmark_shown /> }
                    })
                }}
            </div>
        </section>
        <section class="card" id="prices">
            <div class="card-head">
                <h2>"Prices and trades"</h2>
                <span class="muted small">"Zoom in to see every trade"</span>
            </div>
            <div class="card-body price-body">
                {move || {
                    prices.get().then(|| {
                        let (series, report, trades) = parts.get_value();
                        match run.get_value() {
                            None => view! { <PriceChart series trades goto height=PRICE_HEIGHT /> }.into_any(),
                            Some(run) => {
                                let strategy = run.strategy.clone();
                                let reader = PlotReader::new(jobs, run, report.result_hash.clone());
                                view! { <StrategyChart series trades goto height=PRICE_HEIGHT strategy reader /> }.into_any()
                            }
                        }
                    })
                }}
            </div>
        </section>
        {move || {
            months.get().then(|| {
                let (series, report, _) = parts.get_value();
                view! {
                    <MonthlyCard series report initial />
                    <Closer parts initial risk_free_rate />
                }
            })
        }}
    }
}

/// What one looks at after the curves: made when one comes near, because each is a pass over the bars.
#[component]
fn Closer(parts: StoredValue<Parts, LocalStorage>, initial: f64, risk_free_rate: f64) -> impl IntoView {
    let interval_ms = parts.with_value(|(series, ..)| series.interval_ms());
    let series = move || parts.with_value(|(series, ..)| Rc::clone(series));
    let report = move || parts.with_value(|(_, report, _)| Rc::clone(report));
    let by = move |group| view! { <ByTime group series=series() report=report() initial /> };
    // Longer bars all open on the same weekday, and days in the same hour.
    let (weekdays, hours) = (interval_ms <= DAY_MS, interval_ms < DAY_MS);
    view! {
        <div class="closer">
            <Lazy height="19rem"><RollingSharpe series=series() report=report() risk_free_rate /></Lazy>
            <Lazy height="19rem"><Exposure series=series() report=report() /></Lazy>
            <div class=if hours { "stack" } else { "side-by-side" }>
                <Lazy height="19rem"><HistogramCard report=report() /></Lazy>
                {weekdays.then(|| view! { <Lazy height="17rem">{by(TimeGroup::Weekday)}</Lazy> })}
            </div>
            {hours.then(|| view! { <Lazy height="40rem">{by(TimeGroup::Hour)}</Lazy> })}
        </div>
    }
}

/// Whether the bars are those that a report holds positions in.
pub(in super::super) fn fits(series: &Series, report: &Report, trades: &[Trade]) -> bool {
    let first = report.first_bar as usize;
    let time = |bar: u32| series.time().get(bar as usize).copied();
    first + report.equity.len() <= series.len()
        && !report.equity.is_empty()
        && trades.iter().all(|trade| time(trade.entry_bar) == Some(trade.entry_time))
}
