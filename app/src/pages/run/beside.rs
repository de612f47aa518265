//! A run beside the script that is being written: the data, a button, and the report in the same window. The settings are those of the run
//! form, which starts from what the script proposes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::{JobId, ScriptId};

use super::dataset::DatasetSection;
use super::form::Form;
use super::script::start_of;
use super::submit::{Refused, job_of};
use crate::components::toast::Toasts;
use crate::state::{Declared, Jobs, Scripts};

/// The data and the button; `wanted` is set when a run is asked for, and `job` to the one that was made of it.
#[component]
pub(in super::super) fn RunBeside(
    /// The script.
    id: ScriptId,
    /// Its text as it was compiled.
    source: String,
    /// What it declares.
    declared: Declared,
    /// The dataset that was chosen here before the text changed.
    dataset: RwSignal<Option<String>>,
    /// Whether a run was asked for.
    wanted: RwSignal<bool>,
    /// The newest run.
    job: RwSignal<Option<JobId>>,
) -> impl IntoView {
    let (jobs, scripts, toasts) = (Jobs::expect(), Scripts::expect(), Toasts::expect());
    let form = Form::new(start_of(id, source, declared), None, dataset.get_untracked());
    let chosen = Memo::new(move |_| form.dataset().map(|dataset| dataset.id.to_string()));
    Effect::new(move |_| dataset.set(chosen.get()));
    Effect::new(move |_| {
        if !wanted.get() {
            return;
        }
        wanted.set(false);
        let made = match untrack(|| job_of(form)) {
            Ok(made) => made,
            Err(Refused { sentence, .. }) => return toasts.fail(sentence),
        };
        spawn_local(async move {
            // The job brings its source along in any case.
            let _ = scripts.keep(id).await;
            match jobs.submit(made).await {
                Ok(id) => drop(job.try_set(Some(id))),
                Err(error) => toasts.fail(error.message),
            }
        });
    });
    view! {
        <DatasetSection form />
        <button type="button" class="button" on:click=move |_| wanted.set(true)>"Run here"</button>
    }
}
