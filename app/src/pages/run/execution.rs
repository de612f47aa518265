//! Fill rules, instrument, window.

use engine::choice::{self, Choice};
use engine::sweep::Setting;
use leptos::prelude::*;

use super::account::Plain;
use super::draft::field;
use super::form::Form;
use super::suggestion::Suggestion;
use crate::components::field::{FieldFoot, Select, TextField, TextInput};

/// Number fields: name, label, help, shown while empty.
const NUMBERS: [(&str, &str, &str, &str); 5] = [
    (
        field::LIMIT_TICKS,
        "Ticks beyond a limit",
        "A limit fills only when the price has passed it by so many ticks.",
        "0",
    ),
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
            <div class="field">
                <label for=name>{label}</label>
                <TextInput id=name value=form.field(name) error=form.error(name) placeholder number=true has_help=true />
                <FieldFoot id=name help error=form.error(name) />
                <Suggestion form name />
            </div>
        }
    };
    view! {
        <details class="card fold" open=move || has_problem.get()>
            <summary class="card-head"><h2>"Execution"</h2><span class="muted small">{move || said(form)}</span></summary>
            <div class="card-body field-grid">
                <Choose form choice=choice::FILL_ON />
                <Choose form choice=choice::INTRABAR />
                <Choose form choice=choice::CLOSE_RULE />
                <Choose form choice=choice::CLOSE_AT_END />
                <Plain form setting=Setting::Pyramiding />
                {NUMBERS.map(number).collect_view()}
                <TextField id=field::START label="Trade from (UTC)" value=form.field(field::START) error=form.error(field::START)
                    placeholder="first bar" help="Earlier bars are warm-up only. Format: 2020-01-31." />
                <TextField id=field::END label="Trade until (UTC)" value=form.field(field::END) error=form.error(field::END)
                    placeholder="last bar" help="Bars from here on are left out." />
            </div>
        </details>
    }
}

#[component]
fn Choose<T: Copy + Send + Sync + 'static>(form: Form, choice: Choice<T>) -> impl IntoView {
    let Choice { field: name, label, help, options, .. } = choice;
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <Select id=name value=form.field(name) options chosen=form.setter(name) />
            <FieldFoot id=name help error=form.error(name) />
        </div>
    }
}

/// The rules in a few words, for the folded section.
fn said(form: Form) -> String {
    let fill_on = choice::FILL_ON.of_key(&form.field(field::FILL_ON).get());
    let intrabar = choice::INTRABAR.of_key(&form.field(field::INTRABAR).get());
    let fill_on = fill_on.map_or("?", |value| choice::FILL_ON.option(&value));
    let intrabar = intrabar.map_or("?", |value| choice::INTRABAR.option(&value));
    let (start, end) = (form.field(field::START).get(), form.field(field::END).get());
    let window = match (start.trim(), end.trim()) {
        ("", "") => "all bars".to_owned(),
        (start, "") => format!("from {start}"),
        ("", end) => format!("until {end}"),
        (start, end) => format!("{start} to {end}"),
    };
    format!("fills at {fill_on} · {intrabar} · {window}")
}
