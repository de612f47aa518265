//! Where files are chosen or dropped.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};

/// A file input that is also a drop zone.
#[component]
pub fn Chooser(
    /// The field's id, unique on the page.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// What can be chosen.
    help: &'static str,
    /// Whether several files can be chosen at once.
    #[prop(optional)]
    multiple: bool,
    /// Called with the files, in the order of the list.
    choose: Callback<Vec<File>>,
) -> impl IntoView {
    let over = RwSignal::new(false);
    let help_id = format!("{id}-help");
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
            <label for=id>{label}</label>
            <input id=id type="file" multiple=multiple aria-describedby=help_id.clone() on:change=pick />
            <p class="field-help" id=help_id.clone()>{help}</p>
        </div>
    }
}

fn list(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}
