//! The jobs that are compared: which is the baseline, which leave, which come.

use leptos::prelude::*;
use shared::id::JobId;
use shared::job::{JobSpec, JobState};

use super::is_comparable;
use super::load::Results;
use super::mark::Mark;
use crate::format::locale::Zone;
use crate::format::strategy;
use crate::names;
use crate::router::{CompareQuery, Route};
use crate::state::{JobRow, Jobs, Settings};

/// Jobs that the field offers: older ones are ticked in the list of jobs.
const OFFERED: usize = 200;

/// The card.
#[component]
pub(super) fn Chosen(
    query: RwSignal<CompareQuery>,
    base: Memo<Option<JobId>>,
    loaded: Results,
) -> impl IntoView {
    let places = move || query.with(|query| query.jobs.iter().copied().enumerate().collect::<Vec<_>>());
    let n = Memo::new(move |_| query.with(|query| query.jobs.len()));
    view! {
        <section class="card" aria-labelledby="compared-title">
            <div class="card-head">
                <h2 id="compared-title">"Jobs"</h2>
                <AddJob query />
            </div>
            <Show when=move || { n.get() > 0 }>
                <ul class="compared-jobs" aria-label="Compared jobs">
                    <For each=places key=|place| *place children=move |(place, id)| view! { <Item place id query base loaded /> } />
                </ul>
            </Show>
        </section>
    }
}

#[component]
fn Item(
    place: usize,
    id: JobId,
    query: RwSignal<CompareQuery>,
    base: Memo<Option<JobId>>,
    loaded: Results,
) -> impl IntoView {
    let jobs = Jobs::expect();
    let job = Memo::new(move |_| jobs.get(id));
    let title = Memo::new(move |_| match job.get() {
        Some(job) => job.record.with(|record| names::shown(&record.title)),
        None => "Unknown job".to_owned(),
    });
    let about = move || {
        job.get().map(|job| {
            job.record.with(|record| {
                let run = record.spec.run();
                let kind = match record.spec {
                    JobSpec::WalkForward { .. } => ", walk-forward",
                    JobSpec::Backtest { .. } | JobSpec::Sweep { .. } => "",
                };
                format!("{}{kind} · {}", names::shown(&strategy::name(run)), names::shown(&run.dataset.name))
            })
        })
    };
    // Why it is not among the columns; `None` if it is.
    let trouble = Memo::new(move |_| {
        let Some(job) = job.get() else {
            return Some("It was deleted, or it belongs to another browser.".to_owned());
        };
        let state = job.record.with(|record| match record.spec {
            JobSpec::Sweep { .. } => {
                Err("A sweep has many results: open one of its combinations and compare that.")
            }
            _ => Ok(record.state),
        });
        match state {
            Err(text) => Some(text.to_owned()),
            Ok(JobState::Queued | JobState::Running) => Some("It is not done yet.".to_owned()),
            Ok(JobState::Completed) => loaded.with(|loaded| match loaded.get(&id) {
                None => Some("Reading the result…".to_owned()),
                Some(Err(error)) => Some(error.message.clone()),
                Some(Ok(_)) => None,
            }),
            Ok(JobState::Failed | JobState::Cancelled | JobState::Interrupted) => {
                Some("It has no result.".to_owned())
            }
        }
    });
    let remove = move |_| {
        query.update(|query| {
            query.jobs.retain(|other| *other != id);
            query.base = query.base.filter(|base| *base != id);
        });
    };
    view! {
        <li class="compared-job">
            <Mark place />
            <div class="compared-name">
                <a class="clip" href=Route::Job(id).href()>{title}</a>
                <span class="muted small clip">{about}</span>
                {move || trouble.get().map(|text| view! { <span class="small warn-text">{text}</span> })}
            </div>
            <label class="check small">
                <input
                    type="radio"
                    name="baseline"
                    aria-label=move || format!("Baseline: {}", title.get())
                    disabled=move || trouble.with(Option::is_some)
                    prop:checked=move || base.get() == Some(id)
                    on:change=move |_| query.update(|query| query.base = Some(id))
                />
                "Baseline"
            </label>
            <button type="button" class="button quiet small" aria-label=move || format!("Remove {}", title.get()) on:click=remove>"Remove"</button>
        </li>
    }
}

#[component]
fn AddJob(query: RwSignal<CompareQuery>) -> impl IntoView {
    let (jobs, settings) = (Jobs::expect(), Settings::expect());
    let offered = Memo::new(move |_| {
        let zone = Zone::chosen(settings);
        let chosen = query.with(|query| query.jobs.clone());
        let offer = |row: &JobRow| match row {
            JobRow::Job(job) if !chosen.contains(&job.id) => job.record.with(|record| {
                is_comparable(record).then(|| {
                    let dataset = names::shown(&record.spec.run().dataset.name);
                    let title = names::shown(&record.title);
                    (job.id, format!("{title} · {dataset} · {}", zone.moment(record.created_ms)))
                })
            }),
            _ => None,
        };
        jobs.rows().with(|rows| rows.iter().filter_map(offer).take(OFFERED).collect::<Vec<_>>())
    });
    let is_full = Memo::new(move |_| query.with(|query| query.jobs.len() >= CompareQuery::MOST));
    let field = NodeRef::<leptos::html::Select>::new();
    let add = move |event| {
        if let Ok(id) = event_target_value(&event).parse::<JobId>() {
            query.update(|query| query.jobs.push(id));
        }
        // It stays a field to add by, whatever was added.
        if let Some(field) = field.get_untracked() {
            field.set_value("");
        }
    };
    let word = move || match (is_full.get(), offered.with(Vec::is_empty)) {
        (true, _) => "10 jobs at most",
        (false, true) => "No other completed job",
        (false, false) => "Add a job…",
    };
    view! {
        <select
            class="select small compared-add"
            aria-label="Add a job"
            node_ref=field
            disabled=move || is_full.get() || offered.with(Vec::is_empty)
            on:change=add
        >
            <option value="">{word}</option>
            <For each=move || offered.get() key=Clone::clone children=|(id, text)| view! { <option value=id.to_string()>{text}</option> } />
        </select>
    }
}
