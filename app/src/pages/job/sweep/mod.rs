//! The cells of a sweep, while it runs and afterwards: as pictures and as a table, each a way into a backtest with its parameters.
//!
//! Start with [`look`]: what is shown is asked of a worker, never held here.

mod blocks;
mod canvas;
mod cells;
mod columns;
mod course;
mod filters;
mod heat;
mod lines;
mod look;
mod open;
mod overfitting;
mod scale;
mod spread;
mod turns;

use leptos::prelude::*;
use shared::job::JobState;

use self::look::Look;
use super::certificate::Certificate;
use crate::components::lazy::Lazy;
use crate::components::notice::{ErrorNotice, Loading};
use crate::format::locale;
use crate::state::JobHandle;

/// Everything about the cells.
#[component]
pub(super) fn Sweep(job: JobHandle) -> impl IntoView {
    let look = Look::new(job);
    let count = look.count();
    // Cells of a sweep that failed or was cancelled are discarded.
    let has_source = look.has_source();
    let has_cells =
        Memo::new(move |_| count.with(|count| count.as_ref().is_some_and(|count| count.n_stored > 0)));
    let is_over = Memo::new(move |_| job.record.with(|record| record.state == JobState::Completed));
    let is_shown = Memo::new(move |_| has_cells.get() && has_source.get());
    let is_awaited = Memo::new(move |_| !is_shown.get() && is_over.get());
    let body = move || match (is_shown.get(), look.error().get()) {
        (_, Some(error)) => view! { <ErrorNotice error /> }.into_any(),
        (true, None) => view! { <Views look /> }.into_any(),
        (false, None) if is_awaited.get() => {
            view! { <Loading text="Reading the combinations…" /> }.into_any()
        }
        (false, None) => ().into_any(),
    };
    let certified = Memo::new(move |_| {
        let result_hash = job.record.with(|record| Some(record.result.as_ref()?.result_hash.clone()))?;
        let cells = count.with(|count| count.as_ref().map(|count| (count.n_stored, count.n_cells)))?;
        is_over.get().then_some((result_hash, cells))
    });
    let certificate = move || {
        let (result_hash, cells) = certified.get()?;
        Some(view! { <Certificate job result_hash facts=vec![("Combinations".into(), said(cells))] /> })
    };
    view! {
        {body}
        {certificate}
    }
}

#[component]
fn Views(look: Look) -> impl IntoView {
    let has_map = look.columns.with_value(|columns| columns.n_axes > 1);
    view! {
        <overfitting::OverfittingCard look />
        <Objective look />
        <div class="closer">
            {has_map.then(|| view! { <heat::HeatCard look /> })}
            <course::CourseCard look />
        </div>
        <cells::CellsCard look />
        <Lazy height="20rem"><spread::SpreadCard look /></Lazy>
        <Lazy height="26rem"><lines::LinesCard look /></Lazy>
    }
}

/// What all pictures are about.
#[component]
fn Objective(look: Look) -> impl IntoView {
    let option = move |at: usize| {
        let name = look.columns.with_value(|columns| columns.name(at));
        view! { <option value=at.to_string() prop:selected=move || look.goal.get().column == at>{name}</option> }
    };
    // What the sweep looks for comes first.
    let statistics: Vec<usize> = look.columns.with_value(|columns| {
        let goals = columns.goals().iter().map(|goal| goal.column);
        let is_other = |at: &usize| columns.goals().iter().all(|goal| goal.column != *at);
        goals.chain((columns.n_axes..columns.len()).filter(is_other)).collect()
    });
    let options = statistics.into_iter().map(option).collect_view();
    let choose = move |event| {
        let column = event_target_value(&event).parse().unwrap_or_default();
        look.goal.set(look.columns.with_value(|columns| columns.goal_of(column)));
    };
    view! {
        <p class="inline-choice objective">
            <label for="objective">"Rank combinations by"</label>
            <select id="objective" class="select" on:change=choose>{options}</select>
        </p>
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
