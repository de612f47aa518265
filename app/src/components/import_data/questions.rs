//! What the files cannot answer, with what each answer would make of their own rows.
//!
//! An answer looks at the files again, and the texts follow; the controls stay, with the focus on them.

use engine::import::{Asked, ImportOptions, Question, Reading};
use leptos::prelude::*;

use super::bars::sentence;
use super::zone::ZoneField;
use crate::state::FilePreview;

/// Answers shown beside each other; more of them become a list.
const MAX_RADIOS: usize = 6;

/// One group per question; an answer looks at the files again.
#[component]
pub fn Questions(
    /// The files with their questions.
    #[prop(into)]
    files: Signal<Vec<FilePreview>>,
    /// The answers so far.
    #[prop(into)]
    options: Signal<ImportOptions>,
    /// Called with the answers after a change.
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let all = Memo::new(move |_| files.with(|files| distinct(files)));
    let kinds = move || all.with(|all| all.iter().map(|asked| asked.question.option()).collect::<Vec<_>>());
    let group = move |kind: &'static str| {
        let asked = Memo::new(move |before: Option<&Option<Asked>>| {
            let found = all.with(|all| all.iter().find(|asked| asked.question.option() == kind).cloned());
            found.or_else(|| before.cloned().flatten())
        });
        view! { <Group kind asked options answer /> }
    };
    view! { <For each=kinds key=|kind| *kind children=group /> }
}

/// Files of one market are asked about once.
fn distinct(files: &[FilePreview]) -> Vec<Asked> {
    let mut questions: Vec<Asked> = Vec::new();
    for asked in files.iter().flat_map(|file| &file.asked) {
        if !questions.iter().any(|known| known.question.option() == asked.question.option()) {
            questions.push(asked.clone());
        }
    }
    questions
}

/// Whether every question that needs an answer has one.
pub fn all_answered(files: &[FilePreview], options: &ImportOptions) -> bool {
    files
        .iter()
        .flat_map(|file| &file.asked)
        .all(|asked| !asked.question.must_be_answered() || asked.question.is_answered(options))
}

/// The reading that holds: the one with the answer that was given, or the default where no answer is needed.
fn chosen(asked: &Asked, options: &ImportOptions) -> Option<usize> {
    let Asked { question, readings } = asked;
    let is_it = |reading: &Reading| with_answer(question, options, &reading.options) == *options;
    let is_default = !question.must_be_answered() && !question.is_answered(options) && readings.len() > 1;
    readings.iter().position(is_it).or(is_default.then_some(0))
}

/// The options with one answer of others; what else was said meanwhile stays. Of another sheet, nothing said holds.
fn with_answer(question: &Question, options: &ImportOptions, answered: &ImportOptions) -> ImportOptions {
    let (options, answered) = (options.clone(), answered.clone());
    match question {
        Question::Adjusted => ImportOptions { adjusted: answered.adjusted, ..options },
        Question::DateOrder { .. } => ImportOptions { date_order: answered.date_order, ..options },
        Question::TimeZone { .. } => ImportOptions { time_zone: answered.time_zone, ..options },
        Question::Ticker { .. } => ImportOptions { ticker: answered.ticker, ..options },
        Question::DecimalComma { .. } => ImportOptions { decimal_comma: answered.decimal_comma, ..options },
        Question::OpenClose { .. } => ImportOptions { swap_open_close: answered.swap_open_close, ..options },
        Question::Sheet { .. } if options.sheet != answered.sheet => answered,
        Question::Sheet { .. } | Question::OldYears { .. } => options,
    }
}

#[component]
fn Group(
    kind: &'static str,
    asked: Memo<Option<Asked>>,
    options: Signal<ImportOptions>,
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let name = format!("question-{kind}");
    let question = move |of: fn(&Question, &ImportOptions) -> bool| {
        asked.with(|asked| {
            asked.as_ref().is_some_and(|asked| options.with(|options| of(&asked.question, options)))
        })
    };
    let must = Memo::new(move |_| {
        question(|question, options| question.must_be_answered() && !question.is_answered(options))
    });
    let chosen = Memo::new(move |_| {
        asked.with(|asked| asked.as_ref().and_then(|asked| options.with(|options| chosen(asked, options))))
    });
    let n_answers =
        Memo::new(move |_| asked.with(|asked| asked.as_ref().map_or(0, |asked| asked.readings.len())));
    let legend = move || asked.with(|asked| asked.as_ref().map(|asked| asked.question.sentence()));
    let take = move |at: usize| {
        let now = options.get_untracked();
        let answered = asked.with_untracked(|asked| {
            let Asked { question, readings } = asked.as_ref()?;
            Some(with_answer(question, &now, &readings.get(at)?.options))
        });
        if let Some(answered) = answered {
            answer.run(answered);
        }
    };
    let reading = move |at: usize| {
        Memo::new(move |_| {
            asked.with(|asked| asked.as_ref().and_then(|asked| asked.readings.get(at).cloned()))
        })
    };
    let answers = {
        let name = name.clone();
        move || match n_answers.get() {
            0 => ().into_any(),
            1..=MAX_RADIOS => {
                let name = name.clone();
                let radio = move |at: usize| {
                    let reading = reading(at);
                    let label =
                        move || reading.with(|reading| reading.as_ref().map(|reading| reading.label.clone()));
                    let bars = move || {
                        let bars =
                            reading.with(|reading| reading.as_ref().map(|reading| reading.bars.clone()));
                        bars.unwrap_or_default()
                            .iter()
                            .map(|bar| view! { <li>{sentence(bar)}</li> })
                            .collect_view()
                    };
                    view! {
                        <div class="reading">
                            <label>
                                <input
                                    type="radio"
                                    name=name.clone()
                                    prop:checked=move || chosen.get() == Some(at)
                                    on:change=move |_| take(at)
                                />
                                {label}
                            </label>
                            <ul class="small muted">{bars}</ul>
                        </div>
                    }
                };
                view! { <div class="readings"><For each=move || 0..n_answers.get() key=|at| *at children=radio /></div> }
                    .into_any()
            }
            _ => {
                let option = move |at: usize| {
                    let reading = reading(at);
                    let label =
                        move || reading.with(|reading| reading.as_ref().map(|reading| reading.label.clone()));
                    view! { <option value=at.to_string() prop:selected=move || chosen.get() == Some(at)>{label}</option> }
                };
                let change = move |event| {
                    if let Ok(at) = event_target_value(&event).parse() {
                        take(at);
                    }
                };
                view! {
                    <select class="select" aria-label="Answer" on:change=change>
                        <option value="" prop:selected=move || chosen.get().is_none() disabled=move || !must.get()>"Choose…"</option>
                        <For each=move || 0..n_answers.get() key=|at| *at children=option />
                    </select>
                }
                .into_any()
            }
        }
    };
    let zone = (kind == "time_zone")
        .then(|| view! { <ZoneField id="other-zone" label="Another zone" options answer /> });
    view! {
        <fieldset class="question">
            <legend>{legend}</legend>
            {answers}
            {zone}
            <Show when=move || must.get()><p class="field-error">"Choose one to import."</p></Show>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_leaves_what_was_said_meanwhile() {
        let zone = |zone: &str| ImportOptions { time_zone: Some(zone.to_owned()), ..Default::default() };
        let question = Question::TimeZone { default: "UTC".to_owned(), sound: true };
        let label = String::new;
        let reading = |options| Reading { label: label(), options, bars: Vec::new() };
        let asked =
            Asked { question: question.clone(), readings: vec![reading(zone("UTC")), reading(zone("EST"))] };
        let said = ImportOptions { adjusted: true, ..Default::default() };
        assert_eq!(chosen(&asked, &said), Some(0), "the default");
        let both = with_answer(&question, &said, &asked.readings[1].options);
        assert_eq!(both, ImportOptions { adjusted: true, ..zone("EST") });
        assert_eq!(chosen(&asked, &both), Some(1));
        // Typed, and none of the two.
        assert_eq!(chosen(&asked, &zone("Asia/Tokyo")), None);
    }
}
