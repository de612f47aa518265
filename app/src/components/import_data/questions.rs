//! What the files cannot answer.

use engine::import::{DateOrder, ImportOptions, Question};
use leptos::prelude::*;

use crate::state::FilePreview;

/// One control per question; an answer looks at the files again.
#[component]
pub fn Questions(
    /// The files with their questions.
    files: Vec<FilePreview>,
    /// The answers so far.
    options: ImportOptions,
    /// Called with the answers after a change.
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let mut questions: Vec<Question> = Vec::new();
    for question in files.into_iter().flat_map(|file| file.format.questions) {
        // Files of one market are asked about once.
        let same = |known: &Question| std::mem::discriminant(known) == std::mem::discriminant(&question);
        if !questions.iter().any(same) {
            questions.push(question);
        }
    }
    let control = move |(at, question): (usize, Question)| {
        let id = format!("question-{at}");
        view! {
            <div class="field">
                <label for=id.clone()>{question.sentence()}</label>
                {control(id, question, options.clone(), answer)}
            </div>
        }
    };
    questions.into_iter().enumerate().map(control).collect_view()
}

fn control(
    id: String,
    question: Question,
    options: ImportOptions,
    answer: Callback<ImportOptions>,
) -> AnyView {
    let choice = |choices: Vec<(String, String)>, chosen: String, set: fn(&mut ImportOptions, String)| {
        let option = move |(key, text): (String, String)| {
            let selected = key == chosen;
            view! { <option value=key selected=selected>{text}</option> }
        };
        let options = options.clone();
        let change = move |event| {
            let mut options = options.clone();
            set(&mut options, event_target_value(&event));
            answer.run(options);
        };
        view! { <select id=id.clone() class="select" on:change=change>{choices.into_iter().map(option).collect_view()}</select> }
            .into_any()
    };
    let pairs = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect::<Vec<_>>()
    };
    match question {
        Question::Adjusted => choice(
            pairs(&[("raw", "as traded"), ("adjusted", "adjusted for splits and dividends")]),
            if options.adjusted { "adjusted" } else { "raw" }.to_owned(),
            |options, chosen| options.adjusted = chosen == "adjusted",
        ),
        Question::DateOrder { default, .. } => choice(
            pairs(&[("day", "day first"), ("month", "month first")]),
            if options.date_order.unwrap_or(default) == DateOrder::MonthFirst { "month" } else { "day" }
                .to_owned(),
            |options, chosen| {
                let order = if chosen == "month" { DateOrder::MonthFirst } else { DateOrder::DayFirst };
                options.date_order = Some(order);
            },
        ),
        Question::Ticker { found } => choice(
            found.iter().map(|ticker| (ticker.clone(), ticker.clone())).collect(),
            options.ticker.clone().or_else(|| found.first().cloned()).unwrap_or_default(),
            |options, chosen| options.ticker = Some(chosen),
        ),
        Question::DecimalComma { .. } => choice(
            pairs(&[("decimal", "a decimal sign"), ("thousands", "separates thousands")]),
            if options.decimal_comma.unwrap_or(true) { "decimal" } else { "thousands" }.to_owned(),
            |options, chosen| options.decimal_comma = Some(chosen == "decimal"),
        ),
        Question::TimeZone { default } => {
            let zone = options.time_zone.clone().unwrap_or(default);
            let change = move |event| {
                let zone = event_target_value(&event);
                let zone = Some(zone.trim().to_owned()).filter(|zone| !zone.is_empty());
                answer.run(ImportOptions { time_zone: zone, ..options.clone() });
            };
            view! {
                <input id=id type="text" class="input" list="zones" autocomplete="off" spellcheck="false" value=zone on:change=change />
                <datalist id="zones">{ZONES.map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
                <p class="field-help">"A name like America/New_York or UTC."</p>
            }
            .into_any()
        }
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
