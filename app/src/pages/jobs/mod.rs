//! All jobs: newest first, live, filtered, ten thousand of them without a stutter.
//!
//! [`filter`] decides which rows are shown and in which order (pure), [`sorting`] is the choice of the order, [`selection`] what is ticked and
//! what can be done with it, [`row`] draws one. The address has the filter and the order.

mod filter;
mod list;
mod row;
mod selection;
mod sorting;

pub(super) use selection::delete;

use leptos::prelude::*;

use crate::components::notice::{Empty, ErrorNotice, Loading};
use crate::router::{JobsView, Route};
use crate::state::{Jobs, LoadState};

/// The page.
#[component]
pub(super) fn JobsPage(
    /// What of them, and in which order.
    view: JobsView,
) -> impl IntoView {
    let jobs = Jobs::expect();
    let is_empty = Memo::new(move |_| jobs.rows().with(Vec::is_empty));
    let body = move || match jobs.load_state().get() {
        LoadState::Loading => view! { <Loading text="Reading the jobs…" /> }.into_any(),
        LoadState::Failed(error) => view! { <ErrorNotice error /> }.into_any(),
        LoadState::Ready if is_empty.get() => view! {
            <Empty title="No jobs yet">
                <p>"Every backtest and every sweep is a job. Pick a strategy and submit the first one."</p>
                <a class="button primary" href=Route::Strategies.href()>"Choose a strategy"</a>
            </Empty>
        }
        .into_any(),
        LoadState::Ready => view! { <list::List view=view.clone() /> }.into_any(),
    };
    view! {
        <div class="page-head"><div><h1>"Jobs"</h1></div></div>
        <div class="card">{body}</div>
    }
}
