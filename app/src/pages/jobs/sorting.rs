//! The choice of the order.

use std::collections::BTreeSet;

use engine::statistics;
use leptos::prelude::*;

use crate::router::{JobSort, JobsView, SortKey};
use crate::state::{JobRow, Jobs};

/// What to sort by, and the way round.
#[component]
pub(super) fn Sorting(view: RwSignal<JobsView>) -> impl IntoView {
    let jobs = Jobs::expect();
    let sort = Memo::new(move |_| view.with(|view| view.sort.clone()));
    // Every number that a job here has, and the one that the address asks for.
    let numbers = Memo::new(move |_| {
        let mut keys: BTreeSet<String> = BTreeSet::new();
        jobs.rows().with(|rows| {
            for row in rows {
                if let JobRow::Job(job) = row {
                    // Most jobs have the same numbers: a key is copied once, not for each job.
                    job.record.with(|record| {
                        for key in record.summary.keys() {
                            if !keys.contains(key) {
                                keys.insert(key.clone());
                            }
                        }
                    });
                }
            }
        });
        if let SortKey::Number(key) = sort.get().by {
            keys.insert(key);
        }
        let named = |key: String| {
            let name = statistics::info(&key).map_or_else(|| key.clone(), |info| info.name.to_owned());
            (key, name)
        };
        keys.into_iter().map(named).collect::<Vec<_>>()
    });
    let option = move |(word, name): (String, String)| {
        let mine = word.clone();
        let selected = move || sort.with(|sort| sort.by.word() == mine);
        view! { <option value=word prop:selected=selected>{name}</option> }
    };
    let fixed = [SortKey::Created, SortKey::Title, SortKey::Took]
        .map(|key| option((key.word().to_owned(), name(&key).to_owned())));
    let choose = move |event| {
        let by = SortKey::of_word(&event_target_value(&event));
        // Titles are read from A on; of everything else the most comes first.
        let is_descending = by != SortKey::Title;
        view.update(|view| view.sort = JobSort { by, is_descending });
    };
    let turn = move |_| view.update(|view| view.sort.is_descending = !view.sort.is_descending);
    view! {
        <span class="sorting small">
            <label for="jobs-sort">"Sort by"</label>
            <select class="select small" id="jobs-sort" on:change=choose>
                {fixed.collect_view()}
                <For each=move || numbers.get() key=|(key, _)| key.clone() children=option />
            </select>
            <button type="button" class="button small" on:click=turn>{move || sort.with(way_round)}</button>
        </span>
    }
}

fn name(key: &SortKey) -> &'static str {
    match key {
        SortKey::Created => "Submitted",
        SortKey::Title => "Name",
        SortKey::Took => "Time taken",
        SortKey::Number(_) => "Number",
    }
}

/// The order in words.
fn way_round(sort: &JobSort) -> &'static str {
    match (&sort.by, sort.is_descending) {
        (SortKey::Created, true) => "Newest first",
        (SortKey::Created, false) => "Oldest first",
        (SortKey::Title, true) => "Z to A",
        (SortKey::Title, false) => "A to Z",
        (SortKey::Took, true) => "Longest first",
        (SortKey::Took, false) => "Shortest first",
        (SortKey::Number(_), true) => "Highest first",
        (SortKey::Number(_), false) => "Lowest first",
    }
}
