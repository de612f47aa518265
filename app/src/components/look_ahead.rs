//! Whether a run looked ahead: the verdict of its check, or how far that is.

use engine::lookahead::{Changed, Finding, Future, LookAheadVerdict};
use leptos::prelude::*;
use shared::job::{JobRecord, JobSpec, JobState};

use super::icon::{Icon, Shape};
use super::toast::Toasts;
use crate::format::locale::{self, Zone};
use crate::state::{CheckStage, Datasets, JobHandle, Jobs, Settings};

/// Verdict or progress; nothing for a job that was never checked.
#[component]
pub fn LookAheadBadge(
    /// The job.
    job: JobHandle,
) -> impl IntoView {
    let (datasets, settings) = (Datasets::expect(), Settings::expect());
    let badge = |class: &'static str, shape, text: String, more: String| {
        let whole = format!("{text}. {more}");
        view! {
            <span class=format!("look-ahead {class}") title=whole>
                <Icon shape />
                <span class="clip">{text}</span>
                <span class="visually-hidden">{format!(" ({more})")}</span>
            </span>
        }
        .into_any()
    };
    let verdict = Memo::new(move |_| job.record.with(|record| record.look_ahead.clone()));
    move || match (job.check.get(), verdict.get()) {
        (CheckStage::Waiting, _) => {
            let more = "The look-ahead check starts when a worker is idle.".to_owned();
            badge("busy", Shape::Clock, "checking…".into(), more)
        }
        (CheckStage::Running(share), _) => {
            let more = format!("The look-ahead check is {}% done.", (share * 100.0) as u32);
            badge("busy", Shape::Clock, "checking…".into(), more)
        }
        (CheckStage::Failed(error), None) => {
            badge("warn", Shape::Alert, "Look-ahead check failed".into(), error.message)
        }
        (_, None) => ().into_any(),
        (_, Some(verdict)) => {
            let zone = Zone::chosen(settings);
            let (class, shape) = match (&verdict.finding, verdict.n_cuts) {
                (Some(_), _) => ("warn", Shape::Alert),
                (None, 0) => ("busy", Shape::Eye),
                (None, _) => ("pass", Shape::Eye),
            };
            let dataset = job.record.with_untracked(|record| record.spec.run().dataset.id);
            let date = |at: i64| zone.fill_time(at, datasets.interval_ms(dataset));
            badge(class, shape, said(&verdict, date), explained(&verdict))
        }
    }
}

/// A button, for a completed backtest that was not checked.
#[component]
pub fn LookAheadButton(
    /// The job.
    job: JobHandle,
) -> impl IntoView {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    let is_open = move |record: &JobRecord| {
        let is_backtest = matches!(record.spec, JobSpec::Backtest { .. });
        is_backtest && record.state == JobState::Completed && record.look_ahead.is_none()
    };
    let is_idle = move || matches!(job.check.get(), CheckStage::Idle | CheckStage::Failed(_));
    let is_shown = Memo::new(move |_| is_idle() && job.record.with(is_open));
    let check = move |_| toasts.attempt(async move { jobs.check(job.id).await });
    view! {
        <Show when=move || is_shown.get()>
            <button
                type="button"
                class="button small"
                title="Re-runs with later bars removed, then altered. Any change means look-ahead bias."
                on:click=check
            >
                "Check for look-ahead"
            </button>
        </Show>
    }
}

/// The verdict in a few words.
fn said(verdict: &LookAheadVerdict, date: impl Fn(i64) -> String) -> String {
    match &verdict.finding {
        None if verdict.n_cuts == 0 => "Look-ahead check not possible".into(),
        None => "No look-ahead".into(),
        Some(Finding { changed, bar, time, .. }) => {
            let what = match changed {
                Changed::Indicator { name } => name,
                Changed::Order => "an order",
                Changed::Fill => "a fill",
                Changed::Equity => "the equity",
            };
            format!("Look-ahead: {what} at bar {} ({})", locale::count(f64::from(*bar)), date(*time))
        }
    }
}

/// What was checked, and how what was found shows.
pub fn explained(verdict: &LookAheadVerdict) -> String {
    let LookAheadVerdict { engine_version, seed, n_cuts, n_bars, finding } = verdict;
    let (cuts, bars) = (locale::count(f64::from(*n_cuts)), locale::count(*n_bars as f64));
    let checked = format!("{bars} bars re-run, engine {engine_version}, seed {seed}");
    match finding {
        None if *n_cuts == 0 => "The trading window is too short for a cut point.".into(),
        None => format!(
            "Re-ran from {cuts} cut points, first without and then with altered later bars. All results before each cut matched, bit \
             for bit: {checked}."
        ),
        Some(Finding { cut, future, .. }) => {
            let done = match future {
                Future::Missing => "removed",
                Future::Replaced => "altered",
            };
            let cut = locale::count(f64::from(*cut));
            format!("Results changed when the bars from bar {cut} on were {done}: {checked}.")
        }
    }
}
