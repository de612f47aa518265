//! The report of a walk-forward run: what was chosen when, how it did afterwards, and the traded stretches as one run.

mod folds;
mod stability;
mod words;

use std::rc::Rc;

use engine::sweep::SweepSpec;
use engine::walk_forward::FoldPlan;
use leptos::prelude::*;
use shared::job::JobSpec;
use shared::result::walk::StoredWalk;

use self::folds::FoldsCard;
use self::words::WordsCard;
use super::certificate::{Certificate, run_facts};
use super::charts::Charts;
use super::headline::Headline;
use super::monte_carlo::MonteCarloCard;
use super::statistics::StatisticsCard;
use super::trades::TradesCard;
use super::warnings::Warnings;
use crate::components::notice::{ErrorNotice, Loading};
use crate::components::stages::stages;
use crate::format::locale;
use crate::state::{JobHandle, Jobs};

/// Loads the stored result and shows it.
#[component]
pub(super) fn WalkView(job: JobHandle) -> impl IntoView {
    let jobs = Jobs::expect();
    let stored = LocalResource::new(move || async move { jobs.walk(job.id).await });
    move || match stored.get() {
        None => view! { <Loading text="Reading the report…" /> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
        Some(Ok(stored)) => match job.record.with_untracked(|record| record.spec.clone()) {
            JobSpec::WalkForward { sweep, folds, .. } => {
                view! { <Body job stored sweep plan=folds /> }.into_any()
            }
            JobSpec::Backtest { .. } | JobSpec::Sweep { .. } => ().into_any(),
        },
    }
}

#[component]
fn Body(job: JobHandle, stored: StoredWalk, sweep: SweepSpec, plan: FoldPlan) -> impl IntoView {
    let StoredWalk { mut run, walk } = stored;
    let result_hash = walk.result_hash();
    let report = Rc::new(walk.report.clone());
    let goto = RwSignal::new(None::<usize>);
    let title = job.record.with_untracked(|record| record.title.clone());
    // How every fold ran, whatever the settings say: fills are explained by it.
    run.config.execution.close_at_end = true;
    let trades = Rc::new(report.trades.clone());
    let parts = StoredValue::new_local((run.clone(), Rc::clone(&report), trades, title));
    let n_folds = walk.folds.len();
    let stage = stages(3);
    let reached = |wanted: u32| Memo::new(move |_| stage.get() >= wanted);
    let (charts, trades, rest) = (reached(1), reached(2), reached(3));
    let facts = move || {
        let (_, report, ..) = parts.get_value();
        let mut facts = vec![("Folds".to_owned(), locale::count(n_folds as f64))];
        facts.extend(run_facts(&report));
        facts
    };
    view! {
        <Warnings report=Rc::clone(&report) />
        <WordsCard run=run.clone() sweep=sweep.clone() walk=walk.clone() />
        <Headline statistics=report.statistics.clone() />
        <FoldsCard run sweep folds=walk.folds plan />
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
                    <Certificate job result_hash=result_hash.clone() facts=facts() />
                }
            })
        }}
    }
}
