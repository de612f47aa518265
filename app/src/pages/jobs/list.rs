//! Filters, selection and the rows in view.

use std::collections::{BTreeMap, BTreeSet};

use leptos::html;
use leptos::prelude::*;
use shared::job::JobState;

use super::filter::Filter;
use super::row::{Row, UnreadableRow};
use super::selection::{Selected, SelectionBar};
use crate::components::notice::Empty;
use crate::components::state_badge::STATES;
use crate::components::virtual_table::visible;
use crate::format::{locale, strategy};
use crate::state::{JobRow, Jobs};

/// Height of a row in pixels; the style sheet has the same.
const ROW: f64 = 64.0;

/// The list.
#[component]
pub(super) fn List() -> impl IntoView {
    let jobs = Jobs::expect();
    let filter = RwSignal::new(Filter::default());
    let selected: Selected = RwSignal::new(BTreeSet::new());
    let shown = Memo::new(move |_| {
        let filter = filter.get();
        let admits = |row: &&JobRow| match row {
            JobRow::Job(job) => filter.is_empty() || job.record.with(|record| filter.admits(record)),
            // It cannot be known whether the filter would admit it, and hiding it would lose it.
            JobRow::Unreadable { .. } => true,
        };
        jobs.rows().with(|rows| rows.iter().filter(admits).cloned().collect::<Vec<_>>())
    });
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
                        selected.with(|selected| !selected.is_empty() && selected.len() == ids(&shown.get()).len())
                    }
                    on:change=move |event| {
                        selected.set(if event_target_checked(&event) { ids(&shown.get_untracked()) } else { BTreeSet::new() });
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
            <span class="muted small" aria-live="polite">{count}</span>
        </div>
        <SelectionBar selected />
        <Show
            when=move || !shown.with(Vec::is_empty)
            fallback=move || {
                view! {
                    <Empty title="No job matches">
                        <button type="button" class="button" on:click=move |_| filter.set(Filter::default())>"Clear the filters"</button>
                    </Empty>
                }
            }
        >
            <Rows shown selected />
        </Show>
    }
}

fn ids(rows: &[JobRow]) -> BTreeSet<shared::id::JobId> {
    let id = |row: &JobRow| match row {
        JobRow::Job(job) => Some(job.id),
        JobRow::Unreadable { .. } => None,
    };
    rows.iter().filter_map(id).collect()
}

#[component]
fn Rows(shown: Memo<Vec<JobRow>>, selected: Selected) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let scrolled = RwSignal::new((0.0, 900.0));
    let measure = move || {
        if let Some(div) = node.get_untracked() {
            scrolled.set((f64::from(div.scroll_top()), f64::from(div.client_height())));
        }
    };
    Effect::new(move |_| {
        node.track();
        measure();
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
    let draw = move |row: JobRow| match row {
        JobRow::Job(job) => view! { <Row job selected /> }.into_any(),
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

#[component]
fn Filters(filter: RwSignal<Filter>) -> impl IntoView {
    let jobs = Jobs::expect();
    // Names by key, of what there is.
    let known = Memo::new(move |_| {
        let (mut strategies, mut datasets) = (BTreeMap::new(), BTreeMap::new());
        jobs.rows().with(|rows| {
            for row in rows {
                let JobRow::Job(job) = row else { continue };
                job.record.with_untracked(|record| {
                    let run = record.spec.run();
                    strategies.insert(run.strategy.key().to_owned(), strategy::name(&run.strategy));
                    datasets.insert(run.dataset_hash.0.clone(), run.dataset_name.clone());
                });
            }
        });
        (strategies, datasets)
    });
    let options = |names: BTreeMap<String, String>, chosen: Option<String>| {
        let option = move |(key, name): (String, String)| {
            let selected = chosen.as_ref() == Some(&key);
            view! { <option value=key selected=selected>{name}</option> }
        };
        names.into_iter().map(option).collect_view()
    };
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
                <option value="" selected=move || filter.with(|filter| filter.state.is_none())>"every state"</option>
                {STATES
                    .map(|state: JobState| {
                        let selected = move || filter.with(|filter| filter.state == Some(state));
                        view! { <option value=state.word() selected=selected>{state.word()}</option> }
                    })
                    .collect_view()}
            </select>
            <select
                class="select"
                aria-label="Strategy"
                on:change=move |event| filter.update(|filter| filter.strategy = some(event_target_value(&event)))
            >
                <option value="">"every strategy"</option>
                {move || options(known.get().0, filter.with(|filter| filter.strategy.clone()))}
            </select>
            <select
                class="select"
                aria-label="Dataset"
                on:change=move |event| filter.update(|filter| filter.dataset = some(event_target_value(&event)))
            >
                <option value="">"every dataset"</option>
                {move || options(known.get().1, filter.with(|filter| filter.dataset.clone()))}
            </select>
        </div>
    }
}
