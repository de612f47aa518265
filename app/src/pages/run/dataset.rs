//! Which bars the run is on; where there are none yet, how to get some.

use leptos::prelude::*;
use shared::dataset::Dataset;
use shared::id::DatasetId;

use super::draft::field;
use super::form::Form;
use crate::components::add_data::AddData;
use crate::components::field::FieldFoot;
use crate::components::import_data::ImportData;
use crate::format::{locale, span, time};
use crate::state::Datasets;

/// The section.
#[component]
pub(super) fn DatasetSection(form: Form) -> impl IntoView {
    let rows = Datasets::expect().rows();
    let is_empty = Memo::new(move |_| rows.with(Vec::is_empty));
    let added = Callback::new(move |id: DatasetId| form.field(field::DATASET).set(id.to_string()));
    view! {
        <section class="card" aria-labelledby="data-title">
            <div class="card-head">
                <h2 id="data-title">"Data"</h2>
                <ImportData added class="button small" />
            </div>
            <div class="card-body stack">
                {move || {
                    if is_empty.get() {
                        view! {
                            <p>"There are no bars to test on yet. Take a set of the library, make some up, or import a file of your own."</p>
                            <AddData added library_too=true />
                        }
                            .into_any()
                    } else {
                        view! { <Chooser form /> }.into_any()
                    }
                }}
            </div>
        </section>
    }
}

#[component]
fn Chooser(form: Form) -> impl IntoView {
    let rows = Datasets::expect().rows();
    let chosen = form.field(field::DATASET);
    let current = Memo::new(move |_| form.dataset());
    let error = Memo::new(move |_| {
        current
            .with(Option::is_none)
            .then(|| "The dataset of these settings is gone. Choose another one.".to_owned())
    });
    let option = move |dataset: Dataset| {
        let id = dataset.id;
        let selected =
            move || current.with(|current| current.as_ref().is_some_and(|current| current.id == id));
        let name = Datasets::expect().name_of(&dataset);
        view! { <option value=id.to_string() prop:selected=selected>{name}</option> }
    };
    view! {
        <div class="field">
            <label for=field::DATASET>"Dataset"</label>
            <select
                id=field::DATASET
                class="select"
                aria-invalid=move || error.get().is_some().then_some("true")
                on:change=move |event| chosen.set(event_target_value(&event))
            >
                {move || error.get().is_some().then(|| view! { <option value="" prop:selected=true>"Choose…"</option> })}
                <For each=move || rows.get() key=|dataset| dataset.id children=option />
            </select>
            {move || current.get().map(|dataset| view! { <p class="field-help">{facts(&dataset)}</p> })}
            <FieldFoot id=field::DATASET error=error />
        </div>
    }
}

fn facts(dataset: &Dataset) -> String {
    format!(
        "{} bars of {}, {} to {} (UTC)",
        locale::count(f64::from(dataset.n_bars)),
        span::interval(dataset.interval_ms),
        time::for_form(dataset.first_time),
        time::for_form(dataset.last_time),
    )
}
