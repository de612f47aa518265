//! A cell as a backtest of its own.

use engine::strategy::declaration::StrategyRef;
use engine::strategy::param::ParamValue;
use engine::sweep::Space;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::job::{JobRecord, JobSpec, RunSpec};

use super::look::Look;
use crate::cells::Question;
use crate::components::toast::Toasts;
use crate::format::strategy;
use crate::router::{Route, location};
use crate::state::{AppError, Jobs, NewJob, other_version};

/// Submits the backtest of a cell and goes to its page.
pub(super) fn opener(look: Look) -> impl Fn(u64) + Copy + Send + Sync + 'static {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    move |cell: u64| {
        let (Some(reader), Some(source)) = (look.reader(), look.source()) else { return };
        let record = look.job.record.get_untracked();
        spawn_local(async move {
            let opened = async {
                let numbers = reader.ask(source, Question::Point { cell }).await?.numbers;
                let job = match numbers[..] {
                    [dataset, point] => cell_job(&record, cell, dataset as u64, point as u64),
                    _ => None,
                };
                let missing =
                    || AppError::new("cell_missing", "This combination is not stored. Reload the page.");
                jobs.submit(job.ok_or_else(missing)?).await
            };
            match opened.await {
                Ok(id) => location::go(&Route::Job(id)),
                Err(error) => toasts.fail(error.message),
            }
        });
    }
}

/// What the sweep shares, with the settings of the cell's point, on its dataset.
fn cell_job(record: &JobRecord, cell: u64, dataset: u64, point: u64) -> Option<NewJob> {
    let (run, sweep) = (record.spec.run(), record.spec.sweep()?);
    let info = strategy::declaration(run)?;
    let space = Space::new(&info, &run.params, &run.config, sweep).ok()?;
    let run = record.spec.run_on(dataset).at(&space, point);
    let mut run = RunSpec { engine_version: engine::ENGINE_VERSION.to_owned(), ..run };
    // The cell is run by what is here; where that is another version, its page says that the numbers may differ.
    if let (Some(here), StrategyRef::BuiltIn { version, .. }) = (other_version(&run), &mut run.strategy) {
        *version = here;
    }
    let values: Vec<String> = space.grid().values(point).iter().map(ParamValue::to_string).collect();
    let title = format!("{} ({}) on {}", info.name, values.join(", "), run.dataset.name);
    Some(NewJob { spec: JobSpec::Backtest { run }, title, parent: Some((record.id, cell)) })
}
