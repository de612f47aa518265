//! The report of a walk-forward run: what was chosen when, how it did afterwards, and the traded stretches as one run.

mod finding;
mod folds;
mod stability;

use std::rc::Rc;

use engine::sweep::SweepSpec;
use engine::walk_forward::FoldPlan;
use leptos::prelude::*;
use shared::job::JobSpec;
use shared::result::walk::StoredWalk;

use self::finding::WordsCard;
use self::folds::FoldsCard;
use super::report::Sections;
use super::settings::Fact;
use crate::components::notice::{ErrorNotice, Loading};
use crate::format::locale;
use crate::format::number::Separators;
use crate::state::{JobHandle, Jobs, arriving};

/// Loads the stored result and shows it.
#[component]
pub(super) fn WalkView(job: JobHandle) -> impl IntoView {
    let jobs = Jobs::expect();
    let stored = arriving(move || async move { jobs.walk(job.id).await });
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
    // How every fold ran, whatever the settings say: fills are explained by it.
    run.config.execution.close_at_end = true;
    let (report, result_hash) = (Rc::new(walk.report.clone()), walk.result_hash());
    let facts = vec![folds_fact(&locale::separators(), walk.folds.len() as u32, plan.n_folds)];
    let words = view! { <WordsCard run=run.clone() sweep=sweep.clone() walk=walk.clone() /> };
    let of_folds = (run.clone(), sweep, walk.folds);
    let below = move || {
        let (run, sweep, folds) = of_folds.clone();
        view! { <FoldsCard run sweep folds plan /> }
    };
    view! { <Sections job run report result_hash facts below>{words}</Sections> }
}

/// What the certificate says of the folds that traded.
pub(super) fn folds_fact(separators: &Separators, n_traded: u32, n_planned: u32) -> Fact {
    let count = |n: u32| separators.count(f64::from(n));
    let said = if n_traded == n_planned {
        count(n_traded)
    } else {
        format!("{} of {}, because the run was stopped", count(n_traded), count(n_planned))
    };
    ("Folds".to_owned(), said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_forward_run_that_was_stopped_says_how_many_folds_traded() {
        let said = |n_traded, n_planned| folds_fact(&Separators::default(), n_traded, n_planned);
        let expected = ("Folds".to_owned(), "3 of 6, because the run was stopped".to_owned());
        assert_eq!(said(3, 6), expected);
        assert_eq!(said(6, 6), ("Folds".to_owned(), "6".to_owned()));
    }
}
