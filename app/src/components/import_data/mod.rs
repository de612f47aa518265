//! The import dialog: choose files, see how they are understood, answer what only a person can, import.

pub mod bars;
pub mod columns;
pub mod preview;
pub mod questions;
pub mod refusal;
pub mod zone;

use engine::import::ImportOptions;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::DatasetId;
use web_sys::File;

use self::columns::Columns;
use self::preview::Previews;
use self::questions::{Questions, all_answered};
use self::refusal::Refusal;
use super::add_data::ReadProgress;
use super::chooser::Chooser;
use super::dialog::Dialog;
use super::field::TextField;
use super::notice::{ErrorNotice, Loading};
use super::toast::{Offer, Toasts};
use crate::router::Route;
use crate::state::{AppError, Datasets, FilePreview};

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
    // How the files are understood; kept while they are looked at again, so that no control is torn down.
    let seen = RwSignal::new(Vec::<FilePreview>::new());
    let looking = RwSignal::new(false);
    let unreadable = RwSignal::new(None::<AppError>);
    let importing = RwSignal::new(false);
    let failed = RwSignal::new(None::<AppError>);
    // Looks counts the inspections, so that a slow answer about earlier files or options is not taken for the last one.
    let looks = StoredValue::new(0_u32);
    let look = move || {
        let (chosen, answers) = (files.get_untracked(), options.get_untracked());
        looking.set(true);
        unreadable.set(None);
        failed.set(None);
        looks.update_value(|looks| *looks += 1);
        let mine = looks.get_value();
        spawn_local(async move {
            let found = datasets.inspect(chosen, answers).await;
            if looks.try_get_value() != Some(mine) {
                return;
            }
            looking.set(false);
            match found {
                Ok(files) => seen.set(files),
                Err(error) => {
                    seen.set(Vec::new());
                    unreadable.set(Some(error));
                }
            }
        });
    };
    let choose = move |list: Vec<File>| {
        if let Some(first) = list.first() {
            name.set(stem(&first.name()));
            options.set(ImportOptions::default());
            seen.set(Vec::new());
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
            && !looking.get()
            && name_error.get().is_none()
            && seen.with(|seen| {
                !seen.is_empty()
                    && seen.iter().all(|file| file.problem.is_none())
                    && options.with(|options| all_answered(seen, options))
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
    let is_seen = Memo::new(move |_| seen.with(|seen| !seen.is_empty()));
    let is_changed = Memo::new(move |_| options.with(|options| *options != ImportOptions::default()));
    // An answer may be what is wrong: the way back stays open.
    let is_refused = Memo::new(move |_| {
        unreadable.with(Option::is_some) || seen.with(|seen| seen.iter().any(|file| file.problem.is_some()))
    });
    let undo = move |_| answer.run(ImportOptions::default());
    view! {
        <div class="dialog-body stack">
            <Chooser
                id="market-data-files"
                label="Market data files"
                help="Choose or drop files of one market: CSV or text, also zipped, or a workbook (Excel, OpenDocument), from Yahoo, Stooq, TradingView, Binance, Kraken, MetaTrader 5 and others with a time and prices. Several files are joined."
                multiple=true
                choose=Callback::new(choose)
            />
            <Show when=move || looking.get() && !is_seen.get()><Loading text="Looking at the files…" /></Show>
            {move || unreadable.get().map(|error| view! { <ErrorNotice error /> })}
            <Show when=move || is_seen.get()>
                <Questions files=seen options answer />
                <div aria-busy=move || looking.get().to_string()><Previews files=seen options /></div>
                <Columns files=seen options answer />
            </Show>
            <Show when=move || is_refused.get() && is_changed.get()>
                <button type="button" class="button" on:click=undo>"Undo my answers"</button>
            </Show>
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
    let endings = [".gz", ".zip", ".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"];
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
        for (name, expected) in [
            ("EURUSD.csv", "EURUSD"),
            ("BTC-1m.CSV.gz", "BTC-1m"),
            ("Book1.xlsx", "Book1"),
            (".csv", ".csv"),
            ("a.b", "a.b"),
        ] {
            assert_eq!(stem(name), expected);
        }
    }
}
