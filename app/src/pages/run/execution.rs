//! Fill rules, instrument, window.

use engine::sweep::Setting;
use leptos::prelude::*;

use super::account::Plain;
use super::draft::field;
use super::form::Form;
use crate::components::field::{Select, TextField};

const FILL_ON: &[(&str, &str)] = &[("next_open", "next bar's open"), ("close", "same bar's close")];
const INTRABAR: &[(&str, &str)] = &[("path", "likely path"), ("stop_first", "stop before target")];
const CLOSE_RULE: &[(&str, &str)] = &[("fifo", "oldest entry first"), ("any", "the entry it names")];
const CLOSE_AT_END: &[(&str, &str)] = &[("leave", "leave open"), ("close", "close at the last close")];

/// Number fields: name, label, help, shown while empty.
const NUMBERS: [(&str, &str, &str, &str); 4] = [
    (field::TICK_SIZE, "Tick size", "Smallest price step; prices are rounded to it.", "none"),
    (field::LOT_STEP, "Lot step", "Smallest step of a size in units; sizes are cut down to it.", "none"),
    (field::LOT_SIZE, "Lot size", "Units in one lot.", ""),
    (field::RISK_FREE, "Risk-free rate, % a year", "Used by the Sharpe and Sortino ratios.", ""),
];

/// The section. It starts folded, but never hides a problem.
#[component]
pub(super) fn ExecutionSection(form: Form) -> impl IntoView {
    let parsed = form.parsed();
    let has_problem = Memo::new(move |_| {
        let is_mine = |field: &str| {
            ["execution.", "instrument.", "window."].iter().any(|part| field.starts_with(part))
                || field == field::RISK_FREE
        };
        parsed.with(|parsed| parsed.problems.iter().any(|problem| is_mine(&problem.field)))
    });
    let number = move |(name, label, help, placeholder): (
        &'static str,
        &'static str,
        &'static str,
        &'static str,
    )| {
        view! {
            <TextField id=name label value=form.field(name) error=form.error(name) help placeholder number=true />
        }
    };
    view! {
        <details class="card fold" open=move || has_problem.get()>
            <summary class="card-head"><h2>"Execution"</h2><span class="muted small">{move || said(form)}</span></summary>
            <div class="card-body field-grid">
                <Choice form name=field::FILL_ON label="Market orders fill at" options=FILL_ON
                    help="The close is optimistic: it trades at a price that is known only once the bar is over." />
                <Choice form name=field::INTRABAR label="Inside a bar" options=INTRABAR
                    help="In which order prices are assumed to have traded." />
                <Choice form name=field::CLOSE_RULE label="An exit closes" options=CLOSE_RULE
                    help="Which of several open entries an exit closes first." />
                <Choice form name=field::CLOSE_AT_END label="What is open at the end" options=CLOSE_AT_END
                    help="Left open, it counts as open profit; closed, it pays its costs." />
                <Plain form setting=Setting::Pyramiding label="Pyramiding" help="Entries in one direction that may be open at once." />
                {NUMBERS.map(number).collect_view()}
                <TextField id=field::START label="Trade from (UTC)" value=form.field(field::START) error=form.error(field::START)
                    placeholder="first bar" help="Earlier bars only warm the indicators up. Like 2020-01-31." />
                <TextField id=field::END label="Trade until (UTC)" value=form.field(field::END) error=form.error(field::END)
                    placeholder="last bar" help="Bars from here on are left out." />
            </div>
        </details>
    }
}

#[component]
fn Choice(
    form: Form,
    name: &'static str,
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
    help: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <Select id=name value=form.field(name) options chosen=form.setter(name) />
            <p class="field-help">{help}</p>
        </div>
    }
}

/// The rules in a few words, for the folded section.
fn said(form: Form) -> String {
    let word = |name: &str, options: &[(&'static str, &'static str)]| {
        let chosen = form.field(name).get();
        options.iter().find(|(key, _)| *key == chosen).map_or("", |(_, text)| text)
    };
    let (start, end) = (form.field(field::START).get(), form.field(field::END).get());
    let window = match (start.trim(), end.trim()) {
        ("", "") => "all bars".to_owned(),
        (start, "") => format!("from {start}"),
        ("", end) => format!("until {end}"),
        (start, end) => format!("{start} to {end}"),
    };
    format!("fills at {} · {} · {window}", word(field::FILL_ON, FILL_ON), word(field::INTRABAR, INTRABAR))
}
