//! The import dialog: choose files, see how they are understood, answer what only a person can, import.

pub mod bars;
pub mod chooser;
pub mod columns;
pub mod preview;
pub mod questions;
pub mod refusal;

use engine::import::ImportOptions;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::DatasetId;
use web_sys::File;

use self::chooser::Chooser;
use self::columns::Columns;
use self::preview::Previews;
use self::questions::{Questions, all_answered};
use self::refusal::Refusal;
use super::add_data::ReadProgress;
use super::dialog::Dialog;
use super::field::TextField;
use super::notice::{ErrorNotice, Loading};
use super::toast::{Offer, Toasts};
use crate::router::Route;
use crate::state::{AppError, Datasets, FilePreview};

/// How the chosen files are understood; `None` while they are looked at or none is chosen.
type Understood = RwSignal<Option<Result<Vec<FilePreview>, AppError>>>;

/// The button and its dialog.
#[component]
pub fn ImportData(
    /// Called with the new dataset.
    added: Callback<DatasetId>,
    /// Class of the button.
    #[prop(default = "button primary")]
    class: &'static str,
) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class=class aria-haspopup="dialog" on:click=move |_| open.set(true)>
            "Import data"
        </button>
        <Dialog open title="Import market data">
            <ImportForm open added />
        </Dialog>
    }
}

#[component]
fn ImportForm(open: RwSignal<bool>, added: Callback<DatasetId>) -> impl IntoView {
    let (datasets, toasts) = (Datasets::expect(), Toasts::expect());
    let files = RwSignal::new_local(Vec::<File>::new());
    let options = RwSignal::new(ImportOptions::default());
    let name = RwSignal::new(String::new());
    let understood: Understood = RwSignal::new(None);
    let importing = RwSignal::new(false);
    let failed = RwSignal::new(None::<AppError>);
    // Looks counts the inspections, so that a slow answer about earlier files or options is not taken for the last one.
    let looks = StoredValue::new(0_u32);
    let look = move || {
        let (chosen, answers) = (files.get_untracked(), options.get_untracked());
        understood.set(None);
        failed.set(None);
        looks.update_value(|looks| *looks += 1);
        let mine = looks.get_value();
        spawn_local(async move {
            let seen = datasets.inspect(chosen, answers).await;
            if looks.try_get_value() == Some(mine) {
                understood.set(Some(seen));
            }
        });
    };
    let choose = move |list: Vec<File>| {
        if let Some(first) = list.first() {
            name.set(stem(&first.name()));
            options.set(ImportOptions::default());
            files.set(list);
            look();
        }
    };
    let answer = Callback::new(move |answers: ImportOptions| {
        options.set(answers);
        look();
    });
    let name_error =
        Memo::new(move |_| name.with(|name| name.trim().is_empty()).then(|| "Enter a name.".to_owned()));
    let ready = move || {
        !importing.get()
            && name_error.get().is_none()
            && understood.with(|seen| {
                matches!(seen, Some(Ok(files)) if !files.is_empty() && options.with(|options| all_answered(files, options)))
            })
    };
    let import = move |_| {
        importing.set(true);
        failed.set(None);
        let (chosen, answers) = (files.get_untracked(), options.get_untracked());
        let name = name.get_untracked().trim().to_owned();
        spawn_local(async move {
            let done = datasets.import(chosen, answers, name).await;
            importing.try_set(false);
            match done {
                Ok(id) => {
                    open.try_set(false);
                    // `None`: the page was left meanwhile.
                    if added.try_run(id).is_none() {
                        toasts.say("Dataset added", Offer::Link("Open dataset", Route::Dataset(id)));
                    }
                }
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    };
    let has_files = Memo::new(move |_| !files.with(Vec::is_empty));
    let body = move || match (has_files.get(), understood.get()) {
        (false, _) => ().into_any(),
        (true, None) => view! { <Loading text="Looking at the files…" /> }.into_any(),
        (true, Some(Err(error))) => {
            // An answer may be what is wrong: the way back must stay open.
            let again = move |_| answer.run(ImportOptions::default());
            let changed = options.with_untracked(|options| *options != ImportOptions::default());
            let undo = changed.then(
                || view! { <button type="button" class="button" on:click=again>"Undo my answers"</button> },
            );
            view! { <ErrorNotice error />{undo} }.into_any()
        }
        (true, Some(Ok(seen))) => {
            let answers = options.get_untracked();
            let columns = seen.first().cloned().map(|file| {
                view! { <Columns format=file.format fields=file.fields options=answers.clone() answer /> }
            });
            view! {
                <Questions files=seen.clone() options=answers answer />
                <Previews files=seen />
                {columns}
            }
            .into_any()
        }
    };
    view! {
        <div class="dialog-body stack">
            <Chooser choose=Callback::new(choose) />
            {body}
            <Show when=move || has_files.get()>
                <TextField id="import-name" label="Name of the dataset" value=name error=name_error />
            </Show>
            {move || failed.get().map(|error| view! { <Refusal error options=options.get_untracked() answer /> })}
            <Show when=move || importing.get()><ReadProgress /></Show>
        </div>
        <div class="dialog-foot">
            <button type="button" class="button" on:click=move |_| open.set(false)>"Close"</button>
            <button type="button" class="button primary" disabled=move || !ready() on:click=import>"Import"</button>
        </div>
    }
}

/// A file's name without its endings.
fn stem(name: &str) -> String {
    let endings = [".gz", ".zip", ".csv", ".txt", ".tsv", ".hst"];
    let mut stem = name;
    while let Some(ending) = endings.iter().find(|ending| stem.to_lowercase().ends_with(**ending)) {
        stem = &stem[..stem.len() - ending.len()];
    }
    if stem.is_empty() { name.to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn a_dataset_is_named_after_its_file() {
        for (name, expected) in
            [("EURUSD.csv", "EURUSD"), ("BTC-1m.CSV.gz", "BTC-1m"), (".csv", ".csv"), ("a.b", "a.b")]
        {
            assert_eq!(stem(name), expected);
        }
    }
}
