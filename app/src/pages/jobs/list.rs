//! Filters, selection and the rows in view.

use std::collections::{BTreeMap, BTreeSet};

use leptos::html;
use leptos::prelude::*;
use shared::job::JobState;

use super::filter::{SortValue, admits};
use super::row::{Row, UnreadableRow};
use super::selection::{Selected, SelectionBar, ids_of};
use super::sorting::Sorting;
use crate::components::notice::Empty;
use crate::components::state_badge::STATES;
use crate::components::virtual_table::visible;
use crate::format::{locale, strategy};
use crate::router::location::{self, Location};
use crate::router::{JobSort, JobsView, Route};
use crate::state::{JobRow, Jobs};

/// Height of a row in pixels; the style sheet has the same.
const ROW: f64 = 64.0;

/// The list.
#[component]
pub(super) fn List(
    /// What the address asks for.
    view: JobsView,
) -> impl IntoView {
    let jobs = Jobs::expect();
    let filter = RwSignal::new(view);
    // The address says what is shown, without an entry in the history for each letter that is typed.
    Effect::new(move |before: Option<()>| {
        let view = filter.get();
        if before.is_some() {
            location::rewrite(&Route::Jobs(view));
        }
    });
    let selected: Selected = RwSignal::new(BTreeSet::new());
    let shown = Memo::new(move |_| {
        let view = filter.get();
        let is_shown = |row: &&JobRow| match row {
            JobRow::Job(job) => view.admits_all() || job.record.with(|record| admits(&view, record)),
            // It cannot be known whether the filter would admit it, and hiding it would lose it.
            JobRow::Unreadable { .. } => true,
        };
        let mut rows = jobs.rows().with(|rows| rows.iter().filter(is_shown).cloned().collect::<Vec<_>>());
        // The store has them newest first.
        if view.sort != JobSort::default() {
            rows = sorted(rows, &view.sort);
        }
        rows
    });
    let sort = Memo::new(move |_| filter.with(|view| view.sort.clone()));
    let n_all = move || jobs.rows().with(Vec::len);
    let count = move || {
        let (n, all) = (shown.with(Vec::len), n_all());
        let jobs = if all == 1 { "job" } else { "jobs" };
        if n == all {
            format!("{} {jobs}", locale::count(n as f64))
        } else {
            format!("{} of {} {jobs}", locale::count(n as f64), locale::count(all as f64))
        }
    };
    view! {
        <Filters filter />
        <div class="list-line">
            <label class="check small">
                <input
                    type="checkbox"
                    prop:checked=move || {
                        selected.with(|selected| !selected.is_empty() && selected.len() == ids_of(&shown.get()).len())
                    }
                    on:change=move |event| {
                        selected.set(if event_target_checked(&event) { ids_of(&shown.get_untracked()) } else { BTreeSet::new() });
                    }
                />
                "Select all"
            </label>
            <label class="check small">
                <input
                    type="checkbox"
                    prop:checked=move || filter.with(|filter| filter.is_starred)
                    on:change=move |event| filter.update(|filter| filter.is_starred = event_target_checked(&event))
                />
                "Starred only"
            </label>
            <Sorting view=filter />
            <span class="muted small" aria-live="polite">{count}</span>
        </div>
        <SelectionBar selected />
        <Show
            when=move || !shown.with(Vec::is_empty)
            fallback=move || {
                view! {
                    <Empty title="No job matches">
                        <button type="button" class="button" on:click=move |_| filter.update(|view| *view = JobsView { sort: view.sort.clone(), ..JobsView::default() })>"Clear the filters"</button>
                    </Empty>
                }
            }
        >
            <Rows shown sort selected />
        </Show>
    }
}

/// Rows in another order than the newest first. A record that cannot be read has nothing to sort by.
fn sorted(rows: Vec<JobRow>, sort: &JobSort) -> Vec<JobRow> {
    let value = |row: &JobRow| match row {
        JobRow::Job(job) => job.record.with(|record| SortValue::of(record, &sort.by)),
        JobRow::Unreadable { .. } => SortValue::None,
    };
    let mut rows: Vec<(SortValue, JobRow)> = rows.into_iter().map(|row| (value(&row), row)).collect();
    rows.sort_by(|(a, _), (b, _)| a.compare(b, sort));
    rows.into_iter().map(|(_, row)| row).collect()
}

#[component]
fn Rows(shown: Memo<Vec<JobRow>>, sort: Memo<JobSort>, selected: Selected) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let scrolled = RwSignal::new((0.0, 900.0));
    let location = Location::expect();
    let (start, keep) = (location.place("jobs"), location.keeper("jobs"));
    let measure = move || {
        if let Some(div) = node.get_untracked() {
            let top = f64::from(div.scroll_top());
            keep(top);
            scrolled.set((top, f64::from(div.client_height())));
        }
    };
    Effect::new(move |_| {
        let Some(div) = node.get() else { return };
        // *Back* leads to where one was.
        div.set_scroll_top(start as i32);
        measure();
    });
    // Another order is read from its beginning.
    Effect::new(move |before: Option<JobSort>| {
        let now = sort.get();
        if let (true, Some(div)) = (before.is_some_and(|before| before != now), node.get_untracked()) {
            div.set_scroll_top(0);
            measure();
        }
        now
    });
    let range = Memo::new(move |_| {
        let (top, height) = scrolled.get();
        visible(top, height, ROW, shown.with(Vec::len))
    });
    let in_view = move || {
        let range = range.get();
        shown.with(|rows| rows.get(range).map(<[JobRow]>::to_vec).unwrap_or_default())
    };
    let key = |row: &JobRow| match row {
        JobRow::Job(job) => job.id.to_string(),
        JobRow::Unreadable { key, .. } => key.clone(),
    };
    // Jobs come in at the top: what one looks at stays where it is.
    Effect::new(move |before: Option<(JobSort, Vec<JobRow>)>| {
        let (order, rows) = (sort.get_untracked(), shown.get());
        let before = before.filter(|(before, _)| *before == order);
        let moved = before.and_then(|(_, before)| kept_in_place(&before, &rows, scrolled.get_untracked().0));
        if let (Some(top), Some(div)) = (moved, node.get_untracked()) {
            div.set_scroll_top(top as i32);
            measure();
        }
        (order, rows)
    });
    let draw = move |row: JobRow| match row {
        JobRow::Job(job) => view! { <Row job selected sort /> }.into_any(),
        JobRow::Unreadable { key, reason, raw } => view! { <UnreadableRow id=key reason raw /> }.into_any(),
    };
    let before = move || format!("{}px", range.get().start as f64 * ROW);
    let height = move || format!("{}px", shown.with(Vec::len) as f64 * ROW);
    view! {
        <div class="job-scroll" node_ref=node on:scroll=move |_| measure() role="table" aria-label="Jobs" aria-rowcount=move || shown.with(Vec::len).to_string()>
            <div class="job-list" role="rowgroup" style:height=height style:padding-top=before>
                <For each=in_view key=key children=draw />
            </div>
        </div>
    }
}

/// Where the list has to be scrolled to so that its first row in view stays at its place; `None` if it is there, or at the top of the list,
/// where one wants to see what comes.
fn kept_in_place<T: PartialEq>(before: &[T], now: &[T], top: f64) -> Option<f64> {
    let first = (top / ROW) as usize;
    if first == 0 {
        return None;
    }
    // A row that is gone is stood in for by the next that is still there.
    let (was, key) = before.iter().enumerate().skip(first).find(|(_, key)| now.contains(key))?;
    let is = now.iter().position(|other| other == key)?;
    (is != was).then(|| (top + (is as f64 - was as f64) * ROW).max(0.0))
}

#[component]
fn Filters(filter: RwSignal<JobsView>) -> impl IntoView {
    let jobs = Jobs::expect();
    // Names by key, of what there is.
    let names = Memo::new(move |_| {
        let (mut strategies, mut datasets) = (BTreeMap::new(), BTreeMap::new());
        jobs.rows().with(|rows| {
            for row in rows {
                let JobRow::Job(job) = row else { continue };
                job.record.with_untracked(|record| {
                    let run = record.spec.run();
                    strategies.insert(run.strategy.key().to_owned(), strategy::name(run));
                    datasets.insert(run.dataset.hash.0.clone(), run.dataset.name.clone());
                });
            }
        });
        (strategies, datasets)
    });
    let some = |text: String| (!text.is_empty()).then_some(text);
    view! {
        <div class="filters" role="search">
            <input
                type="search"
                class="input"
                aria-label="Search jobs"
                placeholder="Search title, strategy, dataset, tag, note"
                prop:value=move || filter.with(|filter| filter.text.clone())
                on:input=move |event| filter.update(|filter| filter.text = event_target_value(&event))
            />
            <select
                class="select"
                aria-label="State"
                on:change=move |event| {
                    let word = event_target_value(&event);
                    filter.update(|filter| filter.state = STATES.into_iter().find(|state| state.word() == word));
                }
            >
                <option value="" prop:selected=move || filter.with(|filter| filter.state.is_none())>"every state"</option>
                {STATES
                    .map(|state: JobState| {
                        let selected = move || filter.with(|filter| filter.state == Some(state));
                        view! { <option value=state.word() prop:selected=selected>{state.word()}</option> }
                    })
                    .collect_view()}
            </select>
            <select
                class="select"
                aria-label="Strategy"
                on:change=move |event| filter.update(|filter| filter.strategy = some(event_target_value(&event)))
            >
                <Options every="every strategy" names=Signal::derive(move || names.get().0)
                    chosen=Signal::derive(move || filter.with(|filter| filter.strategy.clone())) />
            </select>
            <select
                class="select"
                aria-label="Dataset"
                on:change=move |event| filter.update(|filter| filter.dataset = some(event_target_value(&event)))
            >
                <Options every="every dataset" names=Signal::derive(move || names.get().1)
                    chosen=Signal::derive(move || filter.with(|filter| filter.dataset.clone())) />
            </select>
        </div>
    }
}

/// All, or one of the names. Those that stay are not drawn anew when others come: the choice may be open.
#[component]
fn Options(
    every: &'static str,
    /// By key.
    names: Signal<BTreeMap<String, String>>,
    /// The key; `None` for all.
    chosen: Signal<Option<String>>,
) -> impl IntoView {
    let option = move |(key, name): (String, String)| {
        let mine = key.clone();
        let selected = move || chosen.with(|chosen| chosen.as_ref() == Some(&mine));
        view! { <option value=key prop:selected=selected>{name}</option> }
    };
    view! {
        <option value="" prop:selected=move || chosen.with(Option::is_none)>{every}</option>
        <For each=move || names.get() key=|(key, name)| (key.clone(), name.clone()) children=option />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_looks_at_stays_in_place_when_jobs_come_and_go() {
        let keys = |names: &str| names.chars().collect::<Vec<char>>();
        let before = keys("hgfedcba");
        let at = |now: &str, top: f64| kept_in_place(&before, &keys(now), top);
        assert_eq!(at("hgfedcba", 3.0 * ROW), None, "nothing has moved");
        assert_eq!(at("jihgfedcba", 3.5 * ROW), Some(5.5 * ROW), "two came in above");
        assert_eq!(at("jihgfedcba", 0.5 * ROW), None, "at the top one sees what comes");
        assert_eq!(at("fedcba", 3.0 * ROW), Some(ROW), "two above are gone");
        assert_eq!(at("hgfdcba", 3.0 * ROW), Some(2.0 * ROW), "the row itself is gone: those below stay");
        assert_eq!(at("xyz", 3.0 * ROW), None, "another list altogether");
    }
}
