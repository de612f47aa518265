//! The report of a backtest.

use std::rc::Rc;

use leptos::prelude::*;
use shared::result::StoredReport;

use super::certificate::{Certificate, run_facts};
use super::charts::Charts;
use super::headline::Headline;
use super::statistics::StatisticsCard;
use super::trades::TradesCard;
use crate::components::notice::{ErrorNotice, Loading};
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
    let trades = Rc::new(report.trades.clone());
    view! {
        <Headline statistics=report.statistics.clone() />
        <Charts run=run report=Rc::clone(&report) trades=Rc::clone(&trades) goto=goto.read_only() />
        <TradesCard trades goto title=job.record.with_untracked(|record| record.title.clone()) />
        <StatisticsCard statistics=report.statistics.clone() />
        <Certificate job result_hash=report.result_hash.clone() facts=run_facts(&report) />
    }
}
