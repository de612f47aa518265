//! Live progress of a job: bar, percent, rate, remaining time.

use engine::statistics;
use leptos::prelude::*;

use shared::job::Progress;

use super::progress::ProgressBar;
use crate::format::{locale, progress, stat};
use crate::names;
use crate::state::JobHandle;

/// The bar and the words below it.
#[component]
pub fn JobProgress(
    /// The job.
    job: JobHandle,
) -> impl IntoView {
    let (unit, objective) = job.record.with_untracked(|record| match record.spec.sweep() {
        None => ("bars", None),
        Some(sweep) => {
            ("combinations", sweep.objective().and_then(|objective| statistics::info(&objective.stat)))
        }
    });
    let title = job.record.with_untracked(|record| names::shown(&record.title));
    let live = job.progress;
    let share = Memo::new(move |_| live.with(Progress::share));
    let percent = Memo::new(move |_| live.with(progress::percent));
    let rest = move || {
        let separators = locale::separators();
        let words = live.with(|live| {
            let best = objective.zip(live.best).map(|(info, best)| {
                let number = stat::number(&separators, info, best);
                format!("best {}\u{a0}{number}{}", info.name, stat::unit(info.unit))
            });
            [best, progress::rate(&separators, live, unit), progress::remaining(&separators, live)]
        });
        words.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    view! {
        <div class="progress">
            <ProgressBar label=format!("Progress of {title}") share text=percent />
            <div class="progress-text"><span>{percent}</span><span>{rest}</span></div>
        </div>
    }
}
