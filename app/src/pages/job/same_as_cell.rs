//! A backtest opened from a cell: whether every number equals the cell's. It must; where one does not, something is wrong.

use engine::statistics::{self, Statistics};
use leptos::prelude::*;
use shared::id::JobId;

use crate::cells::Question;
use crate::components::notice::ErrorNotice;
use crate::format::{NONE, locale};
use crate::router::Route;
use crate::state::{AppError, CellReader, Jobs};

/// What was found, beside a link to the sweep.
#[component]
pub(super) fn SameAsCell(sweep: JobId, cell: u64, statistics: Statistics) -> impl IntoView {
    let jobs = Jobs::expect();
    let found = StoredValue::new_local(statistics);
    let compared = LocalResource::new(move || {
        let sweep = untrack(|| jobs.get(sweep));
        async move {
            let Some(sweep) = sweep else { return Ok(None) };
            let source = sweep.record.with_untracked(CellReader::source);
            let spec = sweep.record.with_untracked(|record| record.spec.clone());
            let (Some(source), Some(swept)) = (source, spec.sweep()) else { return Ok(None) };
            let row = CellReader::new(jobs).ask(source, Question::Row { cell }).await?.numbers;
            let keys = swept.columns();
            let Some(from) = row.len().checked_sub(keys.len()) else { return Ok(None) };
            let different = found.try_with_value(|found| differences(&keys, &row[from..], found));
            let run = spec.run();
            let made_with =
                format!("{} in engine {}", super::settings::strategy_name(run), run.engine_version);
            Ok::<_, AppError>(different.map(|different| (keys.len(), different, made_with)))
        }
    });
    let name = format!("combination {}", locale::count(cell as f64 + 1.0));
    let link = move || view! { <a href=Route::Job(sweep).href()>"the sweep"</a> };
    move || {
        match compared.get() {
        None => view! { <p class="same-as-cell muted small" aria-busy="true">"Comparing with the combination…"</p> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
        Some(Ok(None)) => view! {
            <p class="same-as-cell muted small">{format!("This run was opened from {name} of a sweep whose combinations are no longer stored here.")}</p>
        }
        .into_any(),
        Some(Ok(Some((n, different, _)))) if different.is_empty() => view! {
            <p class="same-as-cell small">
                <span class="check-mark" aria-hidden="true">"✓ "</span>
                {format!("All {n} numbers equal {name} of ")}
                {link()}
                ", bit for bit."
            </p>
        }
        .into_any(),
        Some(Ok(Some((n, different, made_with)))) => view! {
            <div class="notice error" role="alert">
                <strong>{format!("{} of {n} numbers differ from {name}", different.len())}</strong>
                <p>{format!("The same run must give the same numbers. The sweep was made with {made_with}; unless that is another version than this run's, this is a fault of Hindcast: please report it.")}</p>
                <p class="small">{different.join("; ")}</p>
            </div>
        }
        .into_any(),
    }
    }
}

/// Every number that is not the cell's, in words.
fn differences(keys: &[&str], row: &[f64], found: &Statistics) -> Vec<String> {
    let name = |key: &str| statistics::info(key).map_or_else(|| key.to_owned(), |info| info.name.to_owned());
    let text = |number: f64| if number.is_nan() { NONE.to_owned() } else { number.to_string() };
    let pairs = keys.iter().zip(row).filter_map(|(key, cell)| {
        let run = found.get(key).and_then(Result::ok).unwrap_or(f64::NAN);
        let is_same = run.to_bits() == cell.to_bits() || (run.is_nan() && cell.is_nan());
        (!is_same).then(|| format!("{}: {} here, {} in the combination", name(key), text(run), text(*cell)))
    });
    pairs.collect()
}
