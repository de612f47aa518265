//! The run form: dataset, parameters, account, execution, and the button that makes a job of them.
//!
//! [`draft`] is what was typed, [`parse`] what it means (both pure), [`form`] the signals between them.

mod account;
mod axis_fields;
mod beside;
mod dataset;
mod draft;
mod execution;
mod form;
mod in_words;
mod order_size;
mod params;
mod parse;
mod proposal;
mod sample;
mod script;
mod submit;
mod suggestion;
mod sweep;
mod sweep_fields;
mod sweepable;
mod value_list;

use engine::strategy::catalog;
use leptos::prelude::*;
use shared::id::ScriptId;

use super::unknown::Unknown;
use crate::components::notice::{ErrorNotice, Loading};
use crate::router::{Route, RunQuery};
use crate::state::{AppError, Datasets, Jobs, LoadState, Scripts};

pub(super) use beside::RunBeside;
use form::{Form, Start};
pub(super) use proposal::declaration as proposed;
pub(super) use sample::sample_job;

/// The page.
#[component]
pub(super) fn Run(query: RunQuery) -> impl IntoView {
    let info = catalog::find(&query.strategy).cloned();
    let script = if info.is_none() { query.strategy.parse::<ScriptId>().ok() } else { None };
    if info.is_none() && script.is_none() && query.job.is_none() {
        return view! { <Unknown hash=Route::Run(query).href() /> }.into_any();
    }
    let crumb = match (&info, script) {
        (Some(info), _) => Some((Route::Strategy(info.key().to_owned()), info.name.to_string())),
        (None, Some(id)) => Some((Route::Script(id), "Script".to_owned())),
        (None, None) => None,
    };
    let summary = info.as_ref().map(|info| info.summary.to_string());
    let (jobs, datasets, scripts) = (Jobs::expect(), Datasets::expect(), Scripts::expect());
    // The form is built once its sources are there, and never again: later changes must not touch what was typed.
    let ready = Memo::new(move |_| {
        let wanted = [
            Some(datasets.load_state().get()),
            query.job.map(|_| jobs.load_state().get()),
            script.map(|_| scripts.load_state().get()),
        ];
        for state in wanted.into_iter().flatten() {
            match state {
                LoadState::Ready => {}
                LoadState::Failed(error) => return Err(Some(error)),
                LoadState::Loading => return Err(None),
            }
        }
        Ok(())
    });
    let body = move || match ready.get() {
        Err(None) => view! { <Loading text="Opening your data…" /> }.into_any(),
        Err(Some(error)) => view! { <ErrorNotice error /> }.into_any(),
        Ok(()) => {
            let record = query.job.map(|id| (id, untrack(|| jobs.get(id))));
            let is_missing = matches!(record, Some((_, None)));
            let job = record
                .and_then(|(id, job)| Some((id, job?.record.with_untracked(|record| record.spec.clone()))));
            let dataset = query.dataset.map(|id| id.to_string());
            let form = match (&info, script) {
                (Some(info), _) => {
                    let form = Form::new(Start::built_in(info), job, dataset);
                    view! { <FormBody form /> }.into_any()
                }
                (None, Some(id)) => view! { <script::ScriptForm id job dataset /> }.into_any(),
                (None, None) => match job {
                    Some((id, spec)) => view! { <script::JobForm id spec dataset /> }.into_any(),
                    None => ().into_any(),
                },
            };
            let missing = is_missing.then(|| {
                let message = "The job whose settings were to fill this form no longer exists in this browser. \
                               The form starts from the defaults.";
                view! { <ErrorNotice error=AppError::new("job_missing", message) /> }
            });
            view! { {missing}{form} }.into_any()
        }
    };
    view! {
        <div class="page-head">
            <div>
                <p class="crumb">
                    <a href=Route::Strategies.href()>"Strategies"</a>
                    {crumb.map(|(route, name)| view! { " / " <a href=route.href()>{name}</a> })}
                </p>
                <h1>"Run backtest"</h1>
                {summary.map(|summary| view! { <p>{summary}</p> })}
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
