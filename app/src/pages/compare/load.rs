//! Reads the results of the chosen jobs, one after the other.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::report::Report;
use engine::series::Series;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::JobId;
use shared::job::{JobSpec, RunSpec};
use shared::result::StoredReport;

use super::is_comparable;
use crate::names;
use crate::pages::job::{self, Fact};
use crate::state::{AppError, Datasets, Jobs};

/// A job with its result.
pub(super) struct Loaded {
    pub(super) title: String,
    pub(super) run: RunSpec,
    pub(super) report: Report,
    /// Its bars, if they are here.
    pub(super) bars: Option<Rc<Series>>,
    /// Strategy, dataset, versions.
    pub(super) identity: Vec<Fact>,
    /// Parameters and settings, and how many folds of a walk-forward run traded: one that was stopped has fewer.
    pub(super) settings: Vec<Fact>,
    /// Usual distance between its bars; 0 if nobody here knows it.
    pub(super) interval_ms: i64,
}

impl Loaded {
    /// Open times of the bars of its window, one for each value of the equity; `None` without bars.
    pub(super) fn times(&self) -> Option<&[i64]> {
        let first = self.report.first_bar as usize;
        self.bars.as_ref().map(|bars| &bars.time()[first..first + self.report.equity.len()])
    }
}

/// A job that can be shown, and its place in the list, which gives it letter and colour.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) place: usize,
    pub(super) id: JobId,
    pub(super) loaded: Rc<Loaded>,
}

impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place && Rc::ptr_eq(&self.loaded, &other.loaded)
    }
}

/// What was read so far.
pub(super) type Results = RwSignal<BTreeMap<JobId, Result<Rc<Loaded>, AppError>>, LocalStorage>;

/// The jobs that can be shown, in their order.
pub(super) type Members = RwSignal<Vec<Member>, LocalStorage>;

/// Reads what is chosen and completed, as soon as it is, and forgets what is no longer chosen or was deleted: a job that is
/// added again is read again.
pub(super) fn load(ids: Memo<Vec<JobId>>) -> Results {
    let (jobs, datasets) = (Jobs::expect(), Datasets::expect());
    let results: Results = RwSignal::new_local(BTreeMap::new());
    let busy = StoredValue::new(false);
    let wanted = Memo::new(move |_| {
        let mut ids = ids.get();
        ids.retain(|id| jobs.get(*id).is_some_and(|job| job.record.with(is_comparable)));
        ids
    });
    Effect::new(move |_| {
        let wanted_now = wanted.get();
        results.update(|results| results.retain(|id, _| wanted_now.contains(id)));
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            // `None`: the page was left, or nothing is left to read.
            while let Some(id) = next(wanted, results) {
                let read = read(jobs, datasets, id, results).await;
                // What was removed or deleted meanwhile is forgotten already.
                if wanted.try_with_untracked(|wanted| wanted.contains(&id)) == Some(true) {
                    results.try_update(|results| drop(results.insert(id, read)));
                }
            }
            busy.try_set_value(false);
        });
    });
    results
}

fn next(wanted: Memo<Vec<JobId>>, results: Results) -> Option<JobId> {
    let wanted = wanted.try_get_untracked()?;
    results.try_with_untracked(|results| wanted.into_iter().find(|id| !results.contains_key(id)))?
}

async fn read(jobs: Jobs, datasets: Datasets, id: JobId, results: Results) -> Result<Rc<Loaded>, AppError> {
    let (StoredReport { report, .. }, n_folds) = jobs.traded(id).await?;
    let job = untrack(|| jobs.get(id)).ok_or_else(|| AppError::new("job_gone", "The job was deleted."))?;
    let record = job.record.get_untracked();
    let run = record.spec.run().clone();
    // Most comparisons are of runs on the same bars: they are read once.
    let known = results.try_with_untracked(|results| {
        let same = results.values().flatten().find(|other| other.run.dataset.hash == run.dataset.hash);
        same.and_then(|other| other.bars.clone())
    });
    let bars = match known.flatten() {
        Some(bars) => Some(bars),
        None => datasets.bars_of(&run.dataset.hash).await.ok(),
    };
    let bars = bars.filter(|bars| job::fits(bars, &report, &report.trades));
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let identity = vec![
        fact("Strategy", names::shown(&job::strategy_name(&run))),
        fact("Dataset", names::shown(&run.dataset.name)),
        fact("Dataset hash", run.dataset.hash.0.get(..12).unwrap_or_default().to_owned()),
        fact("Engine version", run.engine_version.clone()),
    ];
    let mut settings = [job::params(&record.spec), job::config(&record.spec)].concat();
    if let (JobSpec::WalkForward { folds, .. }, Some(n)) = (&record.spec, n_folds) {
        settings.push(fact("Folds traded", format!("{n} of {}", folds.n_folds)));
    }
    let interval_ms = match &bars {
        Some(bars) => bars.interval_ms(),
        None => untrack(|| datasets.interval_ms(run.dataset.id)),
    };
    let title = names::shown(&record.title);
    Ok(Rc::new(Loaded { title, run, report, bars, identity, settings, interval_ms }))
}

/// What of the chosen can be shown.
pub(super) fn members(ids: Memo<Vec<JobId>>, results: Results) -> Members {
    let members: Members = RwSignal::new_local(Vec::new());
    Effect::new(move |_| {
        let now: Vec<Member> = results.with(|results| {
            let member = |(place, id): (usize, &JobId)| {
                let loaded = results.get(id)?.as_ref().ok()?;
                Some(Member { place, id: *id, loaded: Rc::clone(loaded) })
            };
            ids.with(|ids| ids.iter().enumerate().filter_map(member).collect())
        });
        if members.with_untracked(|before| *before != now) {
            members.set(now);
        }
    });
    members
}

/// Position of the baseline among those that can be shown.
pub(super) fn base_of(members: &[Member], base: Option<JobId>) -> usize {
    members.iter().position(|member| Some(member.id) == base).unwrap_or(0)
}
