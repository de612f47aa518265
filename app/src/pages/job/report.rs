//! The report of a backtest, and the parts that reports of every kind have.

use std::rc::Rc;

use engine::report::Report;
use leptos::prelude::*;
use shared::job::RunSpec;
use shared::result::StoredReport;

use super::certificate::{Certificate, run_facts};
use super::charts::Charts;
use super::compare::CompareCard;
use super::headline::Headline;
use super::monte_carlo::MonteCarloCard;
use super::same_as_cell::SameAsCell;
use super::settings::Fact;
use super::statistics::StatisticsCard;
use super::trades::TradesCard;
use super::warnings::Warnings;
use crate::components::notice::{ErrorNotice, Loading};
use crate::components::stages::stages;
use crate::state::{Datasets, JobHandle, Jobs, arriving};

/// Loads the stored result and shows it.
#[component]
pub(super) fn ReportView(job: JobHandle) -> impl IntoView {
    let jobs = Jobs::expect();
    let stored = arriving(move || async move { jobs.report(job.id).await });
    move || match stored.get() {
        None => view! { <Loading text="Reading the report…" /> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
        Some(Ok(stored)) => view! { <Body job stored /> }.into_any(),
    }
}

#[component]
fn Body(job: JobHandle, stored: StoredReport) -> impl IntoView {
    let StoredReport { run, report } = stored;
    let statistics = report.statistics.clone();
    let parent = job.record.with_untracked(|record| record.parent);
    let result_hash = report.result_hash.clone();
    view! {
        <Sections job run report=Rc::new(report) result_hash facts=Vec::new() is_backtest=true>
            {parent.map(|(sweep, cell)| view! { <SameAsCell sweep cell statistics=statistics.clone() /> })}
        </Sections>
    }
}

/// Everything that a report has, of whatever kind its job is.
#[component]
pub(super) fn Sections(
    /// The job.
    job: JobHandle,
    /// Its settings, as the fills are to be explained by.
    run: RunSpec,
    /// What was traded.
    report: Rc<Report>,
    /// Hash of the whole result.
    result_hash: String,
    /// What the certificate says before the facts of every run.
    facts: Vec<Fact>,
    /// Whether it is of a backtest: its trades can be compared with those of a list, and the strategy's series drawn.
    #[prop(optional)]
    is_backtest: bool,
    /// Above the headline numbers.
    children: Children,
    /// Below them.
    #[prop(into, optional)]
    below: ViewFn,
) -> impl IntoView {
    let goto = RwSignal::new(None::<usize>);
    let title = job.record.with_untracked(|record| record.title.clone());
    let trades = Rc::new(report.trades.clone());
    let (datasets, dataset) = (Datasets::expect(), run.dataset.id);
    let interval_ms = Memo::new(move |_| datasets.interval_ms(dataset));
    let parts = StoredValue::new_local((run, Rc::clone(&report), trades, title));
    let stage = stages(3);
    let reached = |wanted: u32| Memo::new(move |_| stage.get() >= wanted);
    let (charts, trades, rest) = (reached(1), reached(2), reached(3));
    let facts: Vec<Fact> = facts.into_iter().chain(run_facts(&report)).collect();
    view! {
        <Warnings report=Rc::clone(&report) />
        {children()}
        <Headline statistics=report.statistics.clone() />
        {below.run()}
        {move || {
            charts.get().then(|| {
                let (run, report, trades, _) = parts.get_value();
                view! { <Charts run report trades goto=goto.read_only() has_series=is_backtest /> }
            })
        }}
        {move || {
            trades.get().then(|| {
                let (run, _, trades, title) = parts.get_value();
                let compared = is_backtest.then(|| view! { <CompareCard job trades=Rc::clone(&trades) interval_ms /> });
                view! {
                    <TradesCard trades goto title run interval_ms />
                    {compared}
                }
            })
        }}
        {move || {
            rest.get().then(|| {
                let (_, report, ..) = parts.get_value();
                view! {
                    <StatisticsCard statistics=report.statistics.clone() interval_ms />
                    <MonteCarloCard job />
                    <Certificate job result_hash=result_hash.clone() facts=facts.clone() />
                }
            })
        }}
    }
}
