//! All datasets, and the ways to get more.

mod card;
mod library;

use leptos::prelude::*;
use shared::dataset::{Dataset, DatasetSource};

use self::library::Library;
use crate::components::add_data::AddData;
use crate::components::import_data::ImportData;
use crate::components::notice::{Empty, ErrorNotice, Loading};
use crate::components::toast::{Offer, Toasts};
use crate::format::locale::{self, Zone};
use crate::format::{bytes, span};
use crate::router::Route;
use crate::state::{Datasets as State, LoadState, Settings};

/// The page.
#[component]
pub(super) fn Datasets() -> impl IntoView {
    let (state, toasts) = (State::expect(), Toasts::expect());
    let added =
        Callback::new(move |id| toasts.say("Dataset added", Offer::Link("Open dataset", Route::Dataset(id))));
    let is_empty = Memo::new(move |_| state.rows().with(Vec::is_empty));
    let body = move || {
        match state.load_state().get() {
        LoadState::Loading => view! { <Loading text="Reading the datasets…" /> }.into_any(),
        LoadState::Failed(error) => view! { <ErrorNotice error /> }.into_any(),
        LoadState::Ready if is_empty.get() => view! {
            <Empty title="No datasets yet">
                <p>"A dataset is a table of bars: time, open, high, low, close, volume. Import a file, or take a set of the library below."</p>
            </Empty>
        }
        .into_any(),
        LoadState::Ready => view! { <Table /> }.into_any(),
    }
    };
    view! {
        <div class="page-head">
            <div>
                <h1>"Datasets"</h1>
                <p>"Bars to test on. They are stored in this browser and leave it only for a server of your own, if you pair it with one."</p>
            </div>
            <div class="actions"><AddData added /><ImportData added /></div>
        </div>
        <div class="card">{body}</div>
        <Library />
    }
}

#[component]
fn Table() -> impl IntoView {
    let rows = State::expect().rows();
    view! {
        <div class="table-scroll">
            <table class="table" aria-label="Datasets">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Source"</th>
                        <th scope="col">"Interval"</th>
                        <th scope="col" class="number">"Bars"</th>
                        <th scope="col">"First bar"</th>
                        <th scope="col">"Last bar"</th>
                        <th scope="col" class="number">"Size"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || rows.get() key=|dataset| dataset.id let:dataset><Row dataset /></For>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(dataset: Dataset) -> impl IntoView {
    let settings = Settings::expect();
    let name = State::expect().name_of(&dataset);
    let Dataset { id, n_bars, interval_ms, first_time, last_time, n_bytes, .. } = dataset;
    let time = move |at: i64| move || Zone::chosen(settings).bar_time(at, interval_ms);
    view! {
        <tr>
            <th scope="row"><a href=Route::Dataset(id).href() data-item>{name}</a></th>
            <td>{source(&dataset.source)}</td>
            <td>{span::interval(interval_ms)}</td>
            <td class="number">{locale::count(f64::from(n_bars))}</td>
            <td>{time(first_time)}</td>
            <td>{time(last_time)}</td>
            <td class="number">{bytes::size(&locale::separators(), n_bytes as f64)}</td>
        </tr>
    }
}

/// Where bars came from, in a word or two.
pub(super) fn source(source: &DatasetSource) -> String {
    match source {
        DatasetSource::Import { format, .. } => format!("imported, {format}"),
        DatasetSource::Sample { .. } => "library".into(),
        DatasetSource::Synthetic { seed } => format!("synthetic, seed {seed}"),
    }
}
