//! A cell as a backtest of its own.

use engine::strategy::catalog;
use engine::sweep::Grid;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::job::{JobRecord, JobSpec, RunSpec};

use crate::components::toast::Toasts;
use crate::router::{Route, location};
use crate::state::{JobHandle, Jobs, NewJob};

/// Submits the backtest of a cell and goes to its page.
pub(super) fn opener(job: JobHandle) -> impl Fn(u64) + Copy + Send + Sync + 'static {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    move |cell: u64| {
        let Some(new) = job.record.with_untracked(|record| cell_job(record, cell)) else { return };
        spawn_local(async move {
            match jobs.submit(new).await {
                Ok(id) => location::go(&Route::Job(id)),
                Err(error) => toasts.fail(error.message),
            }
        });
    }
}

/// What the sweep shares, with the cell's parameters.
fn cell_job(record: &JobRecord, cell: u64) -> Option<NewJob> {
    let JobSpec::Sweep { run, axes } = &record.spec else { return None };
    let grid = Grid::new(axes.clone()).ok().filter(|grid| cell < grid.n_cells())?;
    let values: Vec<String> = grid.values(cell).iter().map(f64::to_string).collect();
    let run = RunSpec {
        params: grid.params(cell, &run.params),
        engine_version: engine::ENGINE_VERSION.to_owned(),
        ..run.clone()
    };
    let name = catalog::find(&run.strategy).map_or(run.strategy.as_str(), |info| info.name);
    let title = format!("{name} ({}) on {}", values.join(", "), run.dataset_name);
    Some(NewJob { spec: JobSpec::Backtest { run }, title, parent: Some((record.id, cell)) })
}
