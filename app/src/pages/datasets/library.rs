//! The library: every set in its group, with what it is good for.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::library::{Entry, Group, Source, library};

use super::card::Card;
use crate::charts;
use crate::format::locale;
use crate::state::{AppError, Datasets};

/// Headings of a group.
fn heading(group: Group) -> (&'static str, &'static str) {
    match group {
        Group::Stocks => ("Stocks", "Daily bars of five companies, up to 2013."),
        Group::Currencies => ("Currencies", "Daily rates of the euro, from 1999 on."),
        Group::Energy => ("Energy", "Daily spot prices of oil and gas."),
        Group::MadeUp => (
            "Made up to learn from",
            "Each is made from a seed, the same bars for everybody, and has one property that real markets hide. No market ever traded \
             like this: a result on them says something about a strategy, nothing about a market.",
        ),
    }
}

/// The section.
#[component]
pub(super) fn Library() -> impl IntoView {
    let entries = &library().entries;
    let n_sets = locale::count(entries.len() as f64);
    let groups = Group::ALL.map(|group| {
        let entries: Vec<&'static Entry> = entries.iter().filter(|entry| entry.group == group).collect();
        (!entries.is_empty()).then(|| view! { <Section group entries /> })
    });
    view! {
        <section class="library" aria-labelledby="library-title">
            <div class="library-head">
                <h2 id="library-title">"Library: "{n_sets}" sets of bars"</h2>
                <Kept />
            </div>
            {groups.collect_view()}
        </section>
    }
}

#[component]
fn Section(group: Group, entries: Vec<&'static Entry>) -> impl IntoView {
    let (title, text) = heading(group);
    let id = format!("library-{title}").replace(' ', "-");
    let labelled = id.clone();
    let note =
        entries.first().and_then(|entry| library().source(entry)).and_then(|source| source.note.as_deref());
    view! {
        <section class="library-group" aria-labelledby=labelled>
            <div>
                <h3 id=id>{title}</h3>
                <p class="muted">{text}</p>
                {note.map(|note| view! { <p class="library-note">{note}</p> })}
            </div>
            <ul class="library-cards">
                {entries.into_iter().map(|entry| view! { <Card entry /> }).collect_view()}
            </ul>
        </section>
    }
}

/// Fetches the files that are not in this browser yet, and says whether all of them are.
#[component]
fn Kept() -> impl IntoView {
    let datasets = Datasets::expect();
    let kept = RwSignal::new(None::<Result<bool, AppError>>);
    let keep = move || {
        kept.set(None);
        spawn_local(async move {
            // A set that opens shows its chart.
            let found = match charts::preload().await {
                Ok(()) => datasets.keep_library().await,
                Err(error) => Err(error),
            };
            kept.try_set(Some(found));
        });
    };
    keep();
    move || {
        match kept.get() {
        None => view! { <p class="small muted">"Fetching the files for use without a network…"</p> }.into_any(),
        Some(Ok(true)) => {
            view! { <p class="small muted">"All files are in this browser: every set opens without a network."</p> }.into_any()
        }
        Some(Ok(false)) => {
            view! { <p class="small muted">"This browser keeps no files here: sets are fetched when they are opened."</p> }
                .into_any()
        }
        Some(Err(error)) => view! {
            <p class="small" role="status">
                {error.message}
                " "
                <button type="button" class="button quiet small" on:click=move |_| keep()>"Fetch the files again"</button>
            </p>
        }
        .into_any(),
    }
    }
}

/// Who published the bars of a set, and what may be done with them; of sets that are made up, that they are.
pub(super) fn origin(entry: &Entry) -> String {
    match library().source(entry) {
        Some(Source { licence, .. }) => format!("{} Licence: {licence}.", library().credit(entry)),
        None => library().credit(entry),
    }
}
