//! The run form: dataset, parameters, account, execution, and the button that makes a job of them.
//!
//! [`draft`] is what was typed, [`parse`] what it means (both pure), [`form`] the signals between them.

mod account;
mod axis_fields;
mod dataset;
mod draft;
mod execution;
mod form;
mod order_size;
mod params;
mod parse;
mod submit;
mod suggestion;
mod sweep;
mod sweep_fields;
mod sweepable;
mod value_list;

use engine::strategy::catalog;
use leptos::prelude::*;

use super::unknown::Unknown;
use crate::components::notice::{ErrorNotice, Loading};
use crate::router::{Route, RunQuery};
use crate::state::{AppError, Datasets, Jobs, LoadState};

use form::Form;

/// The page.
#[component]
pub(super) fn Run(query: RunQuery) -> impl IntoView {
    let Some(info) = catalog::find(&query.strategy).cloned() else {
        return view! { <Unknown hash=Route::Run(query).href() /> }.into_any();
    };
    let (key, name, summary) = (info.key().to_owned(), info.name.to_string(), info.summary.to_string());
    let (jobs, datasets) = (Jobs::expect(), Datasets::expect());
    // The form is built once its sources are there, and never again: later changes must not touch what was typed.
    let ready = Memo::new(move |_| match (datasets.load_state().get(), jobs.load_state().get()) {
        (LoadState::Failed(error), _) => Err(Some(error)),
        (LoadState::Ready, _) if query.job.is_none() => Ok(()),
        (LoadState::Ready, LoadState::Failed(error)) => Err(Some(error)),
        (LoadState::Ready, LoadState::Ready) => Ok(()),
        _ => Err(None),
    });
    let body = move || match ready.get() {
        Err(None) => view! { <Loading text="Opening your data…" /> }.into_any(),
        Err(Some(error)) => view! { <ErrorNotice error /> }.into_any(),
        Ok(()) => {
            let source = query.job.map(|id| (id, untrack(|| jobs.get(id))));
            let job = match source {
                Some((_, None)) => {
                    let message = "The job whose settings were to fill this form is not here any more. \
                                   The form starts from the defaults.";
                    let error = AppError::new("job_missing", message);
                    let form = Form::new(info.clone(), None, query.dataset.map(|id| id.to_string()));
                    return view! { <ErrorNotice error /><FormBody form /> }.into_any();
                }
                Some((id, Some(job))) => Some((id, job.record.with_untracked(|record| record.spec.clone()))),
                None => None,
            };
            let form = Form::new(info.clone(), job, query.dataset.map(|id| id.to_string()));
            view! { <FormBody form /> }.into_any()
        }
    };
    view! {
        <div class="page-head">
            <div>
                <p class="crumb">
                    <a href=Route::Strategies.href()>"Strategies"</a>
                    " / "
                    <a href=Route::Strategy(key).href()>{name}</a>
                </p>
                <h1>"Run backtest"</h1>
                <p>{summary}</p>
            </div>
        </div>
        {body}
    }
    .into_any()
}

#[component]
fn FormBody(form: Form) -> impl IntoView {
    view! {
        <form
            class="run-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                submit::submit(form);
            }
        >
            <div class="stack">
                <dataset::DatasetSection form />
                <params::ParamSection form />
                <sweep::SweepSection form />
                <account::AccountSection form />
                <execution::ExecutionSection form />
            </div>
            <submit::Summary form />
        </form>
    }
}
