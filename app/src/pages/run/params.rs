//! The strategy's parameters, each with a value or, when swept, a range.

use engine::strategy::param::{Choice, ParamKind, ParamSpec, TextKind};
use leptos::prelude::*;

use super::draft::{field, text_of};
use super::form::Form;
use super::sweepable::Sweepable;
use crate::components::field::{FieldFoot, TextInput};
use crate::format::locale;

/// The section.
#[component]
pub(super) fn ParamSection(form: Form) -> impl IntoView {
    let params = form.info().params;
    let sweep_error = form.error(field::SWEEP);
    view! {
        <section class="card" aria-labelledby="params-title">
            <div class="card-head">
                <h2 id="params-title">"Parameters"</h2>
                <span class="small muted" aria-live="polite">{move || cells(form)}</span>
            </div>
            {if params.is_empty() {
                view! { <p class="card-body muted">"This strategy has no parameters."</p> }.into_any()
            } else {
                groups(form, &params).into_any()
            }}
            {move || sweep_error.get().map(|text| view! { <p class="card-body field-error">{text}</p> })}
        </section>
    }
}

fn cells(form: Form) -> String {
    match form.parsed().with(|parsed| parsed.n_cells) {
        None => String::new(),
        Some(1) => "Sweep of 1 combination".into(),
        Some(n) => format!("Sweep of {} combinations", locale::count(n as f64)),
    }
}

/// Neighbours of a group under its heading, and those of a line beside each other.
fn groups(form: Form, params: &[ParamSpec]) -> impl IntoView + use<> {
    let line = |params: &[ParamSpec]| {
        let fields = params.iter().map(|param| view! { <Param form param=param.clone() /> }).collect_view();
        if params.len() > 1 {
            view! { <div class="param-line">{fields}</div> }.into_any()
        } else {
            fields.into_any()
        }
    };
    let lines = |params: &[ParamSpec]| {
        params.chunk_by(|a, b| !a.inline.is_empty() && a.inline == b.inline).map(line).collect_view()
    };
    let group = |params: &[ParamSpec]| {
        let (title, fields) = (params[0].group.to_string(), lines(params));
        if title.is_empty() {
            return view! { <div class="card-body field-grid">{fields}</div> }.into_any();
        }
        view! {
            <fieldset class="card-body param-group">
                <legend>{title}</legend>
                <div class="field-grid">{fields}</div>
            </fieldset>
        }
        .into_any()
    };
    params.chunk_by(|a, b| a.group == b.group).map(group).collect_view()
}

#[component]
fn Param(form: Form, param: ParamSpec) -> impl IntoView {
    let name = field::param(&param.key);
    let (key, label) = (param.key.to_string(), param.name.to_string());
    let options: Vec<String> = param.options().iter().map(|choice| choice.name.to_string()).collect();
    let control = {
        let (name, param) = (name.clone(), param.clone());
        move || {
            let error = form.error(name.clone());
            view! {
                {control(form, &param, &name)}
                <FieldFoot id=name.clone() help=param.help.clone() error />
            }
        }
    };
    if !param.is_axis() {
        return view! {
            <div class="field">
                <label for=name>{label}</label>
                {control()}
            </div>
        }
        .into_any();
    }
    view! { <Sweepable form key name label options>{control.clone()}</Sweepable> }.into_any()
}

/// What a parameter is set with while it is not swept.
fn control(form: Form, param: &ParamSpec, name: &str) -> AnyView {
    let (id, value, error) = (name.to_owned(), form.field(name), form.error(name));
    match &param.kind {
        ParamKind::Integer(_) | ParamKind::Number(_) => {
            view! { <TextInput id value error number=true has_help=true /> }.into_any()
        }
        ParamKind::Time(_) => {
            view! { <TextInput id value error placeholder="2020-01-31 09:30" has_help=true /> }.into_any()
        }
        ParamKind::Text { kind: TextKind::Lines, .. } => view! {
            <textarea
                id=id
                class="input"
                rows="4"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        }
        .into_any(),
        ParamKind::Text { .. } => view! { <TextInput id value error has_help=true /> }.into_any(),
        ParamKind::Switch(_) => view! {
            <label class="check param-switch">
                <input
                    id=id
                    type="checkbox"
                    prop:checked=move || value.get() != "0"
                    on:change=move |event| value.set(if event_target_checked(&event) { "1".into() } else { "0".into() })
                />
                "on"
            </label>
        }
        .into_any(),
        ParamKind::Choice { .. } | ParamKind::Source(_) => {
            let option = |choice: &Choice| {
                let (text, name) = (text_of(param, &choice.value), choice.name.to_string());
                let of = text.clone();
                view! { <option value=text selected=move || value.get() == of>{name}</option> }
            };
            view! {
                <select id=id class="select" on:change=move |event| value.set(event_target_value(&event))>
                    {param.options().iter().map(option).collect_view()}
                </select>
            }
            .into_any()
        }
    }
}
