//! Where files are chosen or dropped.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

/// A file input that is also a drop zone.
#[component]
pub fn Chooser(
    /// Called with the files, in the order of the list.
    choose: Callback<Vec<File>>,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let drop_files = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
            choose.run(list(&files));
        }
    };
    let pick = move |event: leptos::ev::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(files) = input.and_then(|input| input.files()) {
            choose.run(list(&files));
        }
    };
    view! {
        <div
            class="drop-zone"
            class:over=move || over.get()
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=drop_files
        >
            <label for="market-data-files">"Market data files"</label>
            <input id="market-data-files" type="file" multiple aria-describedby="market-data-help" on:change=pick />
            <p class="field-help" id="market-data-help">
                "Choose or drop files of one market: CSV or text, also zipped, or a workbook (Excel, OpenDocument), from Yahoo, Stooq, TradingView, Binance, Kraken, MetaTrader 5 and others with a time and prices. Several files are joined."
            </p>
        </div>
    }
}

fn list(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}
