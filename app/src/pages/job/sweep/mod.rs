//! The cells of a sweep, while it runs and afterwards: as a table, each a way into a backtest with its parameters.
//!
//! Start with [`look`]: what is shown is asked of a worker, never held here.

mod blocks;
mod cells;
mod columns;
mod filters;
mod look;
mod open;

use leptos::prelude::*;
use shared::job::JobState;

use self::look::Look;
use super::certificate::Certificate;
use crate::components::notice::{ErrorNotice, Loading};
use crate::format::locale;
use crate::state::JobHandle;

/// Everything about the cells.
#[component]
pub(super) fn Sweep(job: JobHandle) -> impl IntoView {
    let look = Look::new(job);
    let count = look.count();
    let has_cells =
        Memo::new(move |_| count.with(|count| count.as_ref().is_some_and(|count| count.n_stored > 0)));
    let is_over = Memo::new(move |_| job.record.with(|record| record.state == JobState::Completed));
    let body = move || match (has_cells.get(), look.error().get()) {
        (_, Some(error)) => view! { <ErrorNotice error /> }.into_any(),
        (true, None) => view! { <cells::CellsCard look /> }.into_any(),
        (false, None) if is_over.get() => view! { <Loading text="Reading the cells…" /> }.into_any(),
        (false, None) => ().into_any(),
    };
    let certificate = move || {
        let record = job.record.get();
        let result = record.result.filter(|_| is_over.get())?;
        let cells = count.with(|count| count.as_ref().map(|count| (count.n_stored, count.n_cells)))?;
        Some(
            view! { <Certificate job result_hash=result.result_hash facts=vec![("Cells".into(), said(cells))] /> },
        )
    };
    view! {
        {body}
        {certificate}
    }
}

fn said((stored, all): (u64, u64)) -> String {
    let count = |n: u64| locale::count(n as f64);
    if stored == all {
        count(all)
    } else {
        format!(
            "{} of {}, because the sweep was stopped; which ones is part of the hash",
            count(stored),
            count(all)
        )
    }
}
