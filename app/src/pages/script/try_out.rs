//! Trying the script that is being written: a run beside it, whose report stands below.

use leptos::prelude::*;
use shared::id::JobId;

use super::session::Session;
use crate::components::state_badge::StateBadge;
use crate::names;
use crate::pages::job::Outcome;
use crate::pages::run::RunBeside;
use crate::router::Route;
use crate::state::{JobHandle, Jobs};

/// What is tried, shared between the card and the report.
#[derive(Clone, Copy)]
pub(super) struct Try {
    dataset: RwSignal<Option<String>>,
    wanted: RwSignal<bool>,
    job: RwSignal<Option<JobId>>,
}

impl Try {
    pub(super) fn new() -> Self {
        Self { dataset: RwSignal::new(None), wanted: RwSignal::new(false), job: RwSignal::new(None) }
    }
}

/// The data and the button, while the script can run.
#[component]
pub(super) fn TryCard(session: Session, tried: Try) -> impl IntoView {
    let ready = Memo::new(move |_| session.ready());
    Effect::new(move |_| {
        if session.asked_to_run().get() && session.is_settled() {
            session.asked_to_run().set(false);
            // What cannot run is marked, and the compiler's card says why.
            tried.wanted.set(ready.with_untracked(Option::is_some));
        }
    });
    move || {
        ready.get().map(|(source, declared)| {
            let Try { dataset, wanted, job } = tried;
            view! { <RunBeside id=session.id() source declared dataset wanted job /> }
        })
    }
}

/// What the newest run has come to.
#[component]
pub(super) fn TryResult(tried: Try) -> impl IntoView {
    let jobs = Jobs::expect();
    let job = Memo::new(move |_| tried.job.get().and_then(|id| jobs.get(id)));
    move || job.get().map(|job| view! { <Report job /> })
}

#[component]
fn Report(job: JobHandle) -> impl IntoView {
    view! {
        <section class="stack try-result" aria-labelledby="try-title">
            <div class="page-head">
                <div class="title-line">
                    <h2 id="try-title">{move || job.record.with(|record| names::shown(&record.title))}</h2>
                    <StateBadge job />
                </div>
                <div class="actions"><a class="button small" href=Route::Job(job.id).href()>"Open job"</a></div>
            </div>
            <Outcome job />
        </section>
    }
}
