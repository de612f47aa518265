//! Equity, prices with trades, and months: everything that needs the bars.

use std::rc::Rc;

use engine::report::Report;
use engine::series::Series;
use engine::trade::Trade;
use leptos::prelude::*;
use shared::job::RunSpec;

use super::monthly::MonthlyCard;
use crate::charts::equity::EquityChart;
use crate::charts::price::PriceChart;
use crate::components::notice::{ErrorNotice, Loading};
use crate::state::{AppError, Datasets};

/// The charts; where the bars are gone, the rest of the report stands without them.
#[component]
pub(super) fn Charts(
    run: RunSpec,
    report: Rc<Report>,
    trades: Rc<Vec<Trade>>,
    goto: ReadSignal<Option<usize>>,
) -> impl IntoView {
    let datasets = Datasets::expect();
    let dataset = run.dataset;
    let bars = LocalResource::new(move || async move { datasets.bars(dataset).await });
    let benchmark_shown = RwSignal::new(true);
    let initial = run.config.account.initial_cash;
    let parts = StoredValue::new_local((report, trades));
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
                    <div class="card-body"><EquityChart series=Rc::clone(&series) report=Rc::clone(&report) initial benchmark_shown /></div>
                </section>
                <section class="card" id="prices">
                    <div class="card-head"><h2>"Prices and trades"</h2><span class="muted small">"Zoom in to see every trade"</span></div>
                    <div class="card-body"><PriceChart series=Rc::clone(&series) trades goto /></div>
                </section>
                <MonthlyCard series report initial />
            }
            .into_any()
        }
    }
}

fn fits(series: &Series, report: &Report, trades: &[Trade]) -> bool {
    let first = report.first_bar as usize;
    let time = |bar: u32| series.time().get(bar as usize).copied();
    first + report.equity.len() <= series.len()
        && !report.equity.is_empty()
        && trades.iter().all(|trade| time(trade.entry_bar) == Some(trade.entry_time))
}
