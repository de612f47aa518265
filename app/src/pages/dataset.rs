//! One dataset: facts, quality, a chart, rename and delete.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::dataset::{Dataset, DatasetSource};
use shared::id::DatasetId;
use shared::library::{Entry, library};

use super::datasets::source;
use crate::charts::price::PriceChart;
use crate::components::dataset_share::DatasetShare;
use crate::components::dialog::Dialog;
use crate::components::field::TextField;
use crate::components::notice::{Empty, ErrorNotice, Loading};
use crate::components::toast::{Offer, Toasts};
use crate::format::locale::{self, Zone};
use crate::format::{bytes, span};
use crate::names;
use crate::router::{Route, RunQuery, location};
use crate::state::{Datasets, Settings, Shown, arriving, known};

/// The page.
#[component]
pub(super) fn DatasetPage(id: DatasetId) -> impl IntoView {
    let datasets = Datasets::expect();
    let dataset = Memo::new(move |_| datasets.get(id));
    let shown = known(datasets.load_state(), Signal::derive(move || dataset.with(Option::is_some)));
    move || match (shown.get(), dataset.get_untracked()) {
        (Shown::Loading, _) => view! { <Loading text="Reading the dataset…" /> }.into_any(),
        (Shown::Failed(error), _) => view! { <ErrorNotice error /> }.into_any(),
        (Shown::There, Some(first)) => view! { <Body id first /> }.into_any(),
        (Shown::There | Shown::Missing, _) => view! {
            <h1 class="visually-hidden">"Dataset"</h1>
            <Gone />
        }
        .into_any(),
    }
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <Empty title="This dataset is not here">
            <p>"It was deleted, or it belongs to another browser."</p>
            <a class="button" href=Route::Datasets.href()>"Go to the datasets"</a>
        </Empty>
    }
}

/// Drawn once. What another tab or device changes shows in the texts; dialogs and what is typed in them stay.
#[component]
fn Body(id: DatasetId, first: Dataset) -> impl IntoView {
    let datasets = Datasets::expect();
    let is_gone = Memo::new(move |_| datasets.get(id).is_none());
    let dataset = Memo::new(move |before: Option<&Dataset>| {
        datasets.get(id).or_else(|| before.cloned()).unwrap_or_else(|| first.clone())
    });
    let name = Memo::new(move |_| dataset.with(|dataset| names::shown(&dataset.name)));
    let bars = arriving(move || async move { datasets.bars(id).await });
    let entry = dataset.with_untracked(|dataset| entry(&dataset.source));
    let strategy = entry.map_or("sma_cross", |entry| entry.strategy.as_str());
    let query = RunQuery { strategy: strategy.into(), dataset: Some(id), job: None };
    let hash = dataset.with_untracked(|dataset| dataset.hash.clone());
    view! {
        <Show when=move || is_gone.get()><Gone /></Show>
        <div class="page-head">
            <div>
                <p class="crumb"><a href=Route::Datasets.href()>"Datasets"</a></p>
                <h1>{name}</h1>
                <p>{move || dataset.with(|dataset| about(&dataset.source))}</p>
                {entry.map(|entry| view! { <Lesson entry /> })}
            </div>
            <div class="actions">
                <a class="button primary" href=Route::Run(query).href()>"Run backtest"</a>
                <Rename id name />
                <Delete id name />
            </div>
        </div>
        <div class="stack">
            <section class="card">
                <div class="card-head"><h2>"Prices"</h2></div>
                <div class="card-body">
                    {move || match bars.get() {
                        None => view! { <Loading text="Reading the bars…" /> }.into_any(),
                        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
                        Some(Ok(series)) => {
                            view! { <PriceChart series trades=Default::default() goto=Signal::stored(None) /> }.into_any()
                        }
                    }}
                </div>
            </section>
            <section class="card">
                <div class="card-head"><h2>"Facts and quality"</h2></div>
                <div class="card-body stack">
                    <Quality quality=dataset.with_untracked(|dataset| dataset.quality.clone()) />
                    <Facts dataset=dataset.get_untracked() />
                </div>
            </section>
            <DatasetShare dataset=hash />
        </div>
    }
}

#[component]
fn Facts(dataset: Dataset) -> impl IntoView {
    let settings = Settings::expect();
    let interval = dataset.interval_ms;
    let time = move |at: i64| Signal::derive(move || Zone::chosen(settings).bar_time(at, interval));
    let (first, last) = (time(dataset.first_time), time(dataset.last_time));
    let count = |n: u64| locale::count(n as f64);
    let quality = &dataset.quality;
    view! {
        <dl class="facts wide">
            <div><dt>"Source"</dt><dd>{source(&dataset.source)}</dd></div>
            <div><dt>"Bars"</dt><dd>{count(u64::from(dataset.n_bars))}</dd></div>
            <div><dt>"Interval"</dt><dd>{span::interval(interval)}</dd></div>
            <div><dt>"First bar"</dt><dd>{first}</dd></div>
            <div><dt>"Last bar"</dt><dd>{last}</dd></div>
            <div><dt>"Rows read"</dt><dd>{count(quality.rows_read)}</dd></div>
            <div><dt>"Rows left out"</dt><dd>{count(quality.rows_dropped())}</dd></div>
            <div><dt>"Size"</dt><dd>{bytes::size(&locale::separators(), dataset.n_bytes as f64)}</dd></div>
        </dl>
        <p class="small muted">"SHA-256 of the bars: "<code class="hash">{dataset.hash.to_string()}</code></p>
    }
}

/// What should be known before trusting the bars.
#[component]
fn Quality(quality: engine::import::Quality) -> impl IntoView {
    let warnings = quality.warnings();
    if warnings.is_empty() {
        return view! { <p>"Nothing suspicious was found in these bars."</p> }.into_any();
    }
    let items = warnings.into_iter().map(|warning| view! { <li>{warning.sentence}</li> });
    view! { <ul class="findings">{items.collect_view()}</ul> }.into_any()
}

/// The set of the library that a dataset is, if this version has it.
fn entry(source: &DatasetSource) -> Option<&'static Entry> {
    match source {
        DatasetSource::Sample { key, .. } => library().find(key),
        DatasetSource::Import { .. } | DatasetSource::Synthetic { .. } => None,
    }
}

/// What a set of the library teaches, and what should be known about it.
#[component]
fn Lesson(entry: &'static Entry) -> impl IntoView {
    let of_source = library().source(entry).and_then(|source| source.note.as_deref());
    let notes = entry.note.as_deref().into_iter().chain(of_source);
    view! {
        <p>{entry.lesson.as_str()}</p>
        {notes.map(|note| view! { <p class="small library-note">{note}</p> }).collect_view()}
    }
}

fn about(source: &DatasetSource) -> String {
    match source {
        DatasetSource::Import { files, format } => format!("Imported from {} ({format}).", files.join(", ")),
        DatasetSource::Sample { attribution, .. } => attribution.clone(),
        DatasetSource::Synthetic { seed } => {
            format!("Synthetic: a random walk from seed {seed}. No market ever traded like this.")
        }
    }
}

#[component]
fn Rename(id: DatasetId, name: Memo<String>) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>"Rename"</button>
        <Dialog open title="Rename dataset"><RenameForm id name open /></Dialog>
    }
}

/// Made anew whenever the dialog opens, from what the dataset is called then.
#[component]
fn RenameForm(id: DatasetId, name: Memo<String>, open: RwSignal<bool>) -> impl IntoView {
    let (datasets, toasts) = (Datasets::expect(), Toasts::expect());
    let before = StoredValue::new(name.get_untracked());
    let typed = RwSignal::new(name.get_untracked());
    let error =
        Memo::new(move |_| typed.with(|name| name.trim().is_empty()).then(|| "Enter a name.".to_owned()));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if error.get_untracked().is_some() {
            return;
        }
        let wanted = typed.get_untracked().trim().to_owned();
        // What was not changed here is not written: another device may have renamed it meanwhile.
        if wanted == before.get_value() {
            return open.set(false);
        }
        spawn_local(async move {
            match datasets.rename(id, wanted).await {
                Ok(()) => drop(open.try_set(false)),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    view! {
        <form class="dialog-body stack" on:submit=save>
            <TextField id="dataset-name" label="Name" value=typed error />
            <div class="actions"><button type="submit" class="button primary">"Save"</button></div>
        </form>
    }
}

#[component]
fn Delete(id: DatasetId, name: Memo<String>) -> impl IntoView {
    let (datasets, toasts) = (Datasets::expect(), Toasts::expect());
    let open = RwSignal::new(false);
    let delete = move |_| {
        let name = name.get_untracked();
        spawn_local(async move {
            match datasets.delete(id).await {
                Ok(()) => {
                    location::go(&Route::Datasets);
                    toasts.say(format!("Deleted {name}"), Offer::None);
                }
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    view! {
        <button type="button" class="button danger" on:click=move |_| open.set(true)>"Delete"</button>
        <Dialog open title="Delete dataset">
            <div class="dialog-body">
                <p>{move || format!("Delete “{}” and its bars from this browser?", name.get())}</p>
                <p class="muted">"Jobs that used it keep their settings and results, but cannot be run again without it. This cannot be undone."</p>
            </div>
            <div class="dialog-foot">
                <button type="button" class="button" on:click=move |_| open.set(false)>"Keep it"</button>
                <button type="button" class="button danger" on:click=delete>"Delete"</button>
            </div>
        </Dialog>
    }
}
