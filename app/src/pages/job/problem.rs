//! A job that did not come to an end: what happened, where, and what can be done.

use leptos::prelude::*;
use shared::job::{ErrorPlace, JobRecord, JobSpec, JobState, Progress};

use crate::components::state_badge::word;
use crate::format::locale::{self, Zone};
use crate::state::{JobHandle, Jobs, Settings};

/// The sentence, the place, the technical detail.
#[component]
pub(super) fn Problem(job: JobHandle) -> impl IntoView {
    let (settings, jobs) = (Settings::expect(), Jobs::expect());
    move || {
        let record = job.record.get();
        let kind = if record.state == JobState::Failed { "notice error" } else { "notice warn" };
        let message = match (&record.error, record.state) {
            (Some(error), _) => error.message.clone(),
            (None, JobState::Cancelled) => {
                "This job was cancelled; it has no result. Run it again or duplicate it.".into()
            }
            (None, _) if record.is_paused && !jobs.is_own(&record) => {
                "This sweep is paused. Its cells so far are stored on the device that ran it, where Resume goes on from them. Take over runs \
                 it here, from the beginning."
                    .into()
            }
            (None, _) if record.is_paused => {
                "This sweep is paused. Its cells so far are stored; press Resume to go on.".into()
            }
            (None, _) if !jobs.is_own(&record) => {
                "The tab that ran this job, on another device, is gone. It goes on there, or here when you press Take over.".into()
            }
            (None, _) => {
                "The tab that ran this job is gone. It goes on by itself, or when you press Resume.".into()
            }
        };
        let place = record.error.as_ref().and_then(|error| place(&error.place, Zone::chosen(settings)));
        let detail = record.error.as_ref().map(|error| match &error.detail {
            Some(detail) => format!("{}\n{detail}", error.code),
            None => error.code.clone(),
        });
        view! {
            <div class=kind role="alert">
                <strong>{word(&record)}</strong>
                <p>{message}</p>
                {how_far(job, &record).map(|text| view! { <p class="small">{text}</p> })}
                {place.map(|place| view! { <p class="small">{place}</p> })}
                {detail.map(|detail| view! { <details><summary>"Details"</summary><pre>{detail}</pre></details> })}
            </div>
        }
    }
}

/// How far a sweep was, where anybody knows.
fn how_far(job: JobHandle, record: &JobRecord) -> Option<String> {
    let Progress { done, total, .. } = job.progress.get();
    let is_sweep = matches!(record.spec, JobSpec::Sweep { .. });
    let count = |n: u64| locale::count(n as f64);
    (is_sweep && total > 0).then(|| format!("{} of {} cells were done.", count(done), count(total)))
}

fn place(place: &ErrorPlace, zone: Zone) -> Option<String> {
    let bar = place.bar.map(|bar| format!("bar {}", locale::count(f64::from(bar))));
    let time = place.time.map(|time| format!("{} {}", zone.date_time(time), zone.label()));
    let field = place.field.as_ref().map(|field| format!("setting {field}"));
    let words: Vec<String> = [bar, time, field].into_iter().flatten().collect();
    (!words.is_empty()).then(|| format!("Where: {}", words.join(", ")))
}
