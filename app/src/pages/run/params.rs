//! The strategy's parameters, each with a value or, when swept, a range.

use engine::strategy::param::{ParamKind, ParamSpec};
use leptos::prelude::*;

use super::draft::field;
use super::form::Form;
use super::sweepable::Sweepable;
use crate::components::field::{FieldFoot, TextInput};
use crate::format::locale;

/// The section.
#[component]
pub(super) fn ParamSection(form: Form) -> impl IntoView {
    let params = form.info.params;
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
                view! {
                    <div class="card-body field-grid">
                        {params.iter().map(|param| view! { <Param form param /> }).collect_view()}
                    </div>
                }
                    .into_any()
            }}
            {move || sweep_error.get().map(|text| view! { <p class="card-body field-error">{text}</p> })}
        </section>
    }
}

fn cells(form: Form) -> String {
    match form.parsed().with(|parsed| parsed.n_cells) {
        None => String::new(),
        Some(1) => "Sweep of 1 cell".into(),
        Some(n) => format!("Sweep of {} cells", locale::count(n as f64)),
    }
}

#[component]
fn Param(form: Form, param: &'static ParamSpec) -> impl IntoView {
    if param.kind == ParamKind::Bool {
        return view! { <Switch form param /> }.into_any();
    }
    let name = field::param(param.key);
    let control = {
        let name = name.clone();
        move || {
            let (value, error) = (form.field(&name), form.error(name.clone()));
            view! {
                <TextInput id=name.clone() value error number=true has_help=true />
                <FieldFoot id=name.clone() help=param.help error />
            }
        }
    };
    view! { <Sweepable form key=param.key name label=param.name>{control.clone()}</Sweepable> }.into_any()
}

#[component]
fn Switch(form: Form, param: &'static ParamSpec) -> impl IntoView {
    let value = form.field(&field::param(param.key));
    view! {
        <div class="field">
            <span class="field-label" aria-hidden="true">"\u{a0}"</span>
            <label class="check param-switch">
                <input
                    type="checkbox"
                    prop:checked=move || value.get() != "0"
                    on:change=move |event| value.set(if event_target_checked(&event) { "1".into() } else { "0".into() })
                />
                {param.name}
            </label>
            <p class="field-help">{param.help}</p>
        </div>
    }
}
