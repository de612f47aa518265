//! What the files cannot answer, with what each answer would make of their own rows.

use engine::import::{Asked, ImportOptions, Question, Reading};
use leptos::prelude::*;

use super::bars::sentence;
use crate::state::FilePreview;

/// Answers shown beside each other; more of them become a list.
const MAX_RADIOS: usize = 6;

/// One group per question; an answer looks at the files again.
#[component]
pub fn Questions(
    /// The files with their questions.
    files: Vec<FilePreview>,
    /// The answers so far.
    options: ImportOptions,
    /// Called with the answers after a change.
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let mut questions: Vec<Asked> = Vec::new();
    for asked in files.into_iter().flat_map(|file| file.asked) {
        // Files of one market are asked about once.
        let same = |known: &Asked| {
            std::mem::discriminant(&known.question) == std::mem::discriminant(&asked.question)
        };
        if !questions.iter().any(same) {
            questions.push(asked);
        }
    }
    let group = move |(at, Asked { question, readings }): (usize, Asked)| {
        let name = format!("question-{at}");
        let must = question.must_be_answered() && !question.is_answered(&options);
        let zone = matches!(question, Question::TimeZone { .. })
            .then(|| view! { <OtherZone options=options.clone() answer /> });
        let answers = match readings.len() {
            0 => ().into_any(),
            1..=MAX_RADIOS => {
                view! { <Radios name readings options=options.clone() must answer /> }.into_any()
            }
            _ => view! { <Choice name readings options=options.clone() must answer /> }.into_any(),
        };
        view! {
            <fieldset class="question">
                <legend>{question.sentence()}</legend>
                {answers}
                {zone}
                {must.then(|| view! { <p class="field-error">"Choose one to import."</p> })}
            </fieldset>
        }
    };
    questions.into_iter().enumerate().map(group).collect_view()
}

/// Whether every question that needs an answer has one.
pub fn all_answered(files: &[FilePreview], options: &ImportOptions) -> bool {
    files
        .iter()
        .flat_map(|file| &file.asked)
        .all(|asked| !asked.question.must_be_answered() || asked.question.is_answered(options))
}

/// The reading that holds: the one with the chosen options, or the default where no answer is needed.
fn is_chosen(
    at: usize,
    reading: &Reading,
    options: &ImportOptions,
    readings: &[Reading],
    must: bool,
) -> bool {
    let is_any = readings.iter().any(|reading| reading.options == *options);
    reading.options == *options || (at == 0 && !must && !is_any)
}

#[component]
fn Radios(
    name: String,
    readings: Vec<Reading>,
    options: ImportOptions,
    must: bool,
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let all = readings.clone();
    let radio = move |(at, reading): (usize, Reading)| {
        let checked = is_chosen(at, &reading, &options, &all, must);
        let bars = reading.bars.iter().map(|bar| view! { <li>{sentence(bar)}</li> }).collect_view();
        let Reading { label, options, .. } = reading;
        view! {
            <div class="reading">
                <label>
                    <input type="radio" name=name.clone() checked=checked on:change=move |_| answer.run(options.clone()) />
                    {label}
                </label>
                <ul class="small muted">{bars}</ul>
            </div>
        }
    };
    view! { <div class="readings">{readings.into_iter().enumerate().map(radio).collect_view()}</div> }
}

#[component]
fn Choice(
    name: String,
    readings: Vec<Reading>,
    options: ImportOptions,
    must: bool,
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let all = readings.clone();
    let option = |(at, reading): (usize, &Reading)| {
        let selected = is_chosen(at, reading, &options, &all, must);
        view! { <option value=at.to_string() selected=selected>{reading.label.clone()}</option> }
    };
    let listed = readings.iter().enumerate().map(option).collect_view();
    let change = move |event| {
        let chosen = event_target_value(&event).parse::<usize>().ok().and_then(|at| readings.get(at));
        if let Some(reading) = chosen {
            answer.run(reading.options.clone());
        }
    };
    let none = must.then(|| view! { <option value="" selected>"Choose…"</option> });
    view! { <select class="select" id=name aria-label="Answer" on:change=change>{none}{listed}</select> }
}

#[component]
fn OtherZone(options: ImportOptions, answer: Callback<ImportOptions>) -> impl IntoView {
    let zone = options.time_zone.clone().unwrap_or_default();
    let change = move |event| {
        let zone = event_target_value(&event);
        let zone = Some(zone.trim().to_owned()).filter(|zone| !zone.is_empty());
        answer.run(ImportOptions { time_zone: zone, ..options.clone() });
    };
    view! {
        <label for="other-zone" class="small">"Another zone"</label>
        <input id="other-zone" type="text" class="input" list="zones" autocomplete="off" spellcheck="false" value=zone on:change=change />
        <datalist id="zones">{ZONES.map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
        <p class="field-help">"A name like America/New_York or UTC."</p>
    }
}

/// Zones of large exchanges, as suggestions; every other one can be typed.
const ZONES: [&str; 12] = [
    "UTC",
    "America/New_York",
    "America/Chicago",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Zurich",
    "Europe/Helsinki",
    "Asia/Kolkata",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
];
