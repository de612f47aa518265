//! A word about each job that ends while one looks at something else: in a toast, and on the desktop for who asked for it.

use leptos::prelude::*;
use shared::job::JobState;
use shared::run_time::RunTime;

use crate::components::desktop;
use crate::components::toast::{Offer, Toasts};
use crate::names;
use crate::router::Route;
use crate::router::location::Location;
use crate::state::{Jobs, Settings};

/// A job that is through sooner is still being looked at by whoever submitted it.
const WORTH_A_WORD_MS: i64 = 3_000;

/// Says what ended; to be called once.
pub(super) fn tell() {
    let (jobs, toasts, route) = (Jobs::expect(), Toasts::expect(), Location::expect().route());
    let settings = Settings::expect().values();
    Effect::new(move |_| {
        let Some(id) = jobs.ended().get() else { return };
        let is_in_sight = route.get_untracked() == Route::Job(id);
        let Some(job) = untrack(|| jobs.get(id)) else { return };
        let (title, state, time) = job
            .record
            .with_untracked(|record| (names::shown(&record.title), record.state, RunTime::of(record)));
        if settings.with_untracked(|values| values.notify) {
            let text = if state == JobState::Failed { "failed" } else { "completed" };
            desktop::tell(&title, text, Route::Job(id));
        }
        match state {
            _ if is_in_sight => {}
            JobState::Failed => {
                toasts.say(format!("“{title}” failed."), Offer::Link("See why", Route::Job(id)))
            }
            _ if time.is_some_and(|time| time.ms >= WORTH_A_WORD_MS) => {
                toasts.say(format!("“{title}” completed."), Offer::Link("See the result", Route::Job(id)))
            }
            _ => {}
        }
    });
}
