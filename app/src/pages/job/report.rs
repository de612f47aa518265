//! The report of a backtest.

use std::rc::Rc;

use leptos::prelude::*;
use shared::result::StoredReport;

use super::certificate::{Certificate, run_facts};
use super::charts::Charts;
use super::headline::Headline;
use super::monte_carlo::MonteCarloCard;
use super::same_as_cell::SameAsCell;
use super::statistics::StatisticsCard;
use super::trades::TradesCard;
use super::warnings::Warnings;
use crate::components::notice::{ErrorNotice, Loading};
use crate::components::stages::stages;
use crate::state::{JobHandle, Jobs};

/// Loads the stored result and shows it.
#[component]
pub(super) fn ReportView(job: JobHandle) -> impl IntoView {
    let jobs = Jobs::expect();
    let stored = LocalResource::new(move || async move { jobs.report(job.id).await });
    move || match stored.get() {
        None => view! { <Loading text="Reading the report…" /> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
        Some(Ok(stored)) => view! { <Body job stored /> }.into_any(),
    }
}

#[component]
fn Body(job: JobHandle, stored: StoredReport) -> impl IntoView {
    let StoredReport { run, report } = stored;
    let report = Rc::new(report);
    let goto = RwSignal::new(None::<usize>);
    let title = job.record.with_untracked(|record| record.title.clone());
    let parts = StoredValue::new_local((run, Rc::clone(&report), Rc::new(report.trades.clone()), title));
    let stage = stages(3);
    let reached = |wanted: u32| Memo::new(move |_| stage.get() >= wanted);
    let (charts, trades, rest) = (reached(1), reached(2), reached(3));
    let parent = job.record.with_untracked(|record| record.parent);
    let same_as_cell =
        parent.map(|(sweep, cell)| view! { <SameAsCell sweep cell statistics=report.statistics.clone() /> });
    view! {
        <Warnings report=Rc::clone(&report) />
        {same_as_cell}
        <Headline statistics=report.statistics.clone() />
        {move || {
            charts.get().then(|| {
                let (run, report, trades, _) = parts.get_value();
                view! { <Charts run report trades goto=goto.read_only() /> }
            })
        }}
        {move || {
            trades.get().then(|| {
                let (run, _, trades, title) = parts.get_value();
                view! { <TradesCard trades goto title run /> }
            })
        }}
        {move || {
            rest.get().then(|| {
                let (_, report, ..) = parts.get_value();
                view! {
                    <StatisticsCard statistics=report.statistics.clone() />
                    <MonteCarloCard job />
                    <Certificate job result_hash=report.result_hash.clone() facts=run_facts(&report) />
                }
            })
        }}
    }
}
