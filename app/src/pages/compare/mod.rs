//! Several jobs side by side: curves, numbers, settings, correlations, and the first trade in which two of them differ.
//!
//! [`load`] reads the results, [`chosen`] is the list of jobs; the others are a section each. The address has the jobs, the baseline
//! and how equity is shown.

mod chosen;
mod correlation;
mod curves;
mod load;
mod mark;
mod numbers;
mod settings;
mod trades;

use leptos::prelude::*;
use shared::job::{JobRecord, JobSpec, JobState};

use self::load::{Members, base_of};
use crate::components::notice::{Empty, ErrorNotice, Loading};
use crate::router::{CompareQuery, Route, location};
use crate::state::{Jobs, LoadState};

/// Whether a job has what a comparison shows: trades and a curve of one account. A sweep has many.
pub(super) fn is_comparable(record: &JobRecord) -> bool {
    record.state == JobState::Completed && !matches!(record.spec, JobSpec::Sweep { .. })
}

/// The page.
#[component]
pub(super) fn ComparePage(
    /// What the address asks for.
    query: CompareQuery,
) -> impl IntoView {
    let jobs = Jobs::expect();
    let body = move || match jobs.load_state().get() {
        LoadState::Loading => view! { <Loading text="Reading the jobs…" /> }.into_any(),
        LoadState::Failed(error) => view! { <ErrorNotice error /> }.into_any(),
        LoadState::Ready => view! { <Body query=query.clone() /> }.into_any(),
    };
    view! {
        <div class="page-head">
            <div>
                <p class="crumb"><a href=Route::jobs().href()>"Jobs"</a></p>
                <h1>"Compare jobs"</h1>
            </div>
        </div>
        {body}
    }
}

#[component]
fn Body(query: CompareQuery) -> impl IntoView {
    let query = RwSignal::new(query);
    Effect::new(move |before: Option<()>| {
        let query = query.get();
        if before.is_some() {
            location::rewrite(&Route::Compare(query));
        }
    });
    let ids = Memo::new(move |_| query.with(|query| query.jobs.clone()));
    let loaded = load::load(ids);
    let members: Members = load::members(ids, loaded);
    // One that can be shown, as the tables need it: the one that is named, or the first.
    let base = Memo::new(move |_| {
        let named = query.with(|query| query.base);
        members.with(|members| members.get(base_of(members, named)).map(|member| member.id))
    });
    let is_enough = Memo::new(move |_| members.with(|members| members.len() >= CompareQuery::LEAST));
    view! {
        <div class="stack">
            <chosen::Chosen query base loaded />
            <Show
                when=move || is_enough.get()
                fallback=move || {
                    let text = "Tick 2 to 10 completed jobs in the list and press Compare, or add them here.";
                    let waits = ids.with(|ids| ids.len() >= CompareQuery::LEAST);
                    (!waits).then(|| view! { <Empty title="Choose at least two jobs"><p>{text}</p></Empty> })
                }
            >
                <curves::CurvesCard members query />
                <numbers::NumbersCard members base />
                <settings::SettingsCard members base />
                <correlation::CorrelationCard members />
                <trades::TradesCard members base />
            </Show>
        </div>
    }
}
