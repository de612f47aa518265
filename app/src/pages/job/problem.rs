//! A job that did not come to an end: what happened, where, and what can be done.

use leptos::prelude::*;
use shared::job::{ErrorPlace, JobRecord, JobState, Progress};

use crate::components::state_badge::word;
use crate::format::locale::{self, Zone};
use crate::state::{Datasets, JobHandle, Jobs, Settings};

/// The sentence, the place, the technical detail.
#[component]
pub(super) fn Problem(job: JobHandle) -> impl IntoView {
    let (settings, jobs, datasets) = (Settings::expect(), Jobs::expect(), Datasets::expect());
    // What the person has unfolded stays so while the rest of the record changes.
    let of = move |read: fn(&JobRecord) -> Option<String>| Memo::new(move |_| job.record.with(read));
    let is_failed = Memo::new(move |_| job.record.with(|record| record.state == JobState::Failed));
    let state_word = Memo::new(move |_| job.record.with(word));
    let message = Memo::new(move |_| job.record.with(|record| message(record, jobs.is_own(record))));
    let detail = of(|record| {
        let error = record.error.as_ref()?;
        Some(match &error.detail {
            Some(detail) => format!("{}\n{detail}", error.code),
            None => error.code.clone(),
        })
    });
    let place = Memo::new(move |_| {
        let zone = Zone::chosen(settings);
        job.record.with(|record| {
            let interval_ms = datasets.interval_ms(record.spec.run().dataset.id);
            place(&record.error.as_ref()?.place, zone, interval_ms)
        })
    });
    let how_far = Memo::new(move |_| job.record.with(|record| how_far(job, record)));
    let small =
        |text: Memo<Option<String>>| move || text.get().map(|text| view! { <p class="small">{text}</p> });
    view! {
        <div class=move || if is_failed.get() { "notice error" } else { "notice warn" } role="alert">
            <strong>{state_word}</strong>
            <p>{message}</p>
            {small(how_far)}
            {small(place)}
            {move || detail.get().map(|detail| view! { <details><summary>"Details"</summary><pre>{detail}</pre></details> })}
        </div>
    }
}

/// What happened, and what can be done.
fn message(record: &JobRecord, is_own: bool) -> String {
    match (&record.error, record.state) {
        (Some(error), _) => error.message.clone(),
        (None, JobState::Cancelled) => {
            "This job was cancelled; it has no result. Run it again or duplicate it.".into()
        }
        (None, _) if record.is_paused && !is_own => {
            let name = record.spec.noun();
            format!(
                "This {name} is paused. Its combinations so far are stored on the device that ran it, where Resume continues with them. \
                 Take over runs it here, from the beginning."
            )
        }
        (None, _) if record.is_paused => {
            let name = record.spec.noun();
            format!("This {name} is paused. Its combinations so far are stored; press Resume to continue.")
        }
        (None, _) if !is_own => {
            "The tab that ran this job on another device was closed. The job resumes there, or here when you press Take over.".into()
        }
        (None, _) => {
            "The tab that ran this job was closed. The job resumes automatically, or when you press Resume.".into()
        }
    }
}

/// How far a sweep or a walk-forward run was, where anybody knows.
fn how_far(job: JobHandle, record: &JobRecord) -> Option<String> {
    let Progress { done, total, .. } = job.progress.get();
    let is_sweep = record.spec.sweep().is_some();
    let count = |n: u64| locale::count(n as f64);
    (is_sweep && total > 0).then(|| format!("{} of {} combinations were done.", count(done), count(total)))
}

fn place(place: &ErrorPlace, zone: Zone, interval_ms: i64) -> Option<String> {
    let bar = place.bar.map(|bar| format!("bar {}", locale::count(f64::from(bar))));
    let time = place.time.map(|time| match zone.bar_time(time, interval_ms) {
        date if interval_ms >= 86_400_000 => date,
        time => format!("{time} {}", zone.label()),
    });
    let field = place.field.as_ref().map(|field| format!("setting {field}"));
    let words: Vec<String> = [bar, time, field].into_iter().flatten().collect();
    (!words.is_empty()).then(|| format!("Where: {}", words.join(", ")))
}
