//! One set of the library: a picture, what is in it, what it teaches, and the ways to open it.

use engine::strategy::catalog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::library::{Entry, Measured};

use super::library::origin;
use crate::components::notice::ErrorNotice;
use crate::components::toast::{Offer, Toasts};
use crate::format::locale::{self, Zone};
use crate::format::{bytes, span};
use crate::router::{Route, RunQuery, location};
use crate::state::{AppError, Datasets, Settings};

/// What is done with a set once it is there.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Aim {
    /// It stands in the list.
    Add,
    /// The run form opens with it and the strategy to try first.
    Try,
}

/// An item of the list.
#[component]
pub(super) fn Card(entry: &'static Entry) -> impl IntoView {
    let (datasets, toasts) = (Datasets::expect(), Toasts::expect());
    let here = Memo::new(move |_| datasets.of_library(&entry.key));
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<(AppError, Aim)>);
    let open = move |aim: Aim| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let added = datasets.add_from_library(entry).await;
            let is_left = busy.try_set(false).is_some();
            match added {
                Ok(id) if aim == Aim::Try && !is_left => {
                    location::go(&Route::Run(RunQuery {
                        strategy: entry.strategy.clone(),
                        dataset: Some(id),
                        job: None,
                    }));
                }
                Ok(id) => toasts.say("Dataset added", Offer::Link("Open dataset", Route::Dataset(id))),
                Err(error) if is_left => toasts.fail(error.message),
                Err(error) => drop(failed.try_set(Some((error, aim)))),
            }
        });
    };
    let strategy = catalog::find(&entry.strategy).map(|info| info.name.to_string());
    let on = format!(" {}", entry.name);
    let (on_try, on_add, on_open, on_retry) = (on.clone(), on.clone(), on.clone(), on);
    let ready = move || match here.get() {
        Some(id) => view! {
            <a class="button small" href=Route::Dataset(id).href()>
                "Open"<span class="visually-hidden">{on_open.clone()}</span>
            </a>
        }
        .into_any(),
        None => view! {
            <button type="button" class="button small" disabled=busy on:click=move |_| open(Aim::Add)>
                "Add"<span class="visually-hidden">{on_add.clone()}</span>
            </button>
        }
        .into_any(),
    };
    view! {
        <li class="card library-card">
            <div class="library-card-head">
                <h4>{entry.name.as_str()}</h4>
                <Picture points=&entry.measured.picture />
            </div>
            <Facts measured=&entry.measured />
            <p>{entry.lesson.as_str()}</p>
            {entry.note.as_deref().map(|note| view! { <p class="small library-note">{note}</p> })}
            <p class="small muted">{origin(entry)}</p>
            {move || {
                let on = on_retry.clone();
                failed.get().map(|(error, aim)| view! {
                    <ErrorNotice error />
                    <button type="button" class="button small" on:click=move |_| open(aim)>
                        "Try again"<span class="visually-hidden">{on}</span>
                    </button>
                })
            }}
            <div class="actions">
                <button type="button" class="button small primary" disabled=busy on:click=move |_| open(Aim::Try)>
                    "Try it"<span class="visually-hidden">{on_try}</span>
                </button>
                {ready}
                {strategy.map(|name| view! { <span class="small muted">"first: "{name}</span> })}
            </div>
        </li>
    }
}

#[component]
fn Facts(measured: &'static Measured) -> impl IntoView {
    let settings = Settings::expect();
    let Measured { interval_ms, n_bars, left_out, first_time, last_time, n_bytes, .. } = *measured;
    let time = move |at: i64| move || Zone::chosen(settings).bar_time(at, interval_ms);
    let counted =
        format!("{}\u{a0}bars of {}", locale::count(f64::from(n_bars)), span::interval(interval_ms));
    let left_out = match left_out {
        0 => String::new(),
        1 => ", 1\u{a0}row left out".to_owned(),
        n => format!(", {}\u{a0}rows left out", locale::count(n as f64)),
    };
    view! {
        <p class="small muted">
            {counted}{left_out}" · "{time(first_time)}" to "{time(last_time)}" · "
            {bytes::size(&locale::separators(), n_bytes as f64)}
        </p>
    }
}

/// The course of the closes, on a logarithmic scale.
#[component]
fn Picture(points: &'static [u8]) -> impl IntoView {
    let last = points.len().saturating_sub(1).max(1) as f64;
    let line: Vec<String> = points
        .iter()
        .enumerate()
        .map(|(i, level)| format!("{:.1},{:.1}", i as f64 / last * 120.0, 35.0 - f64::from(*level) * 0.34))
        .collect();
    view! {
        <svg class="library-picture" viewBox="0 0 120 36" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <polyline points=line.join(" ") />
        </svg>
    }
}
