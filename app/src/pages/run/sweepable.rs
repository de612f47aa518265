//! What can be swept: its own control, or those of its range or of its list.

use leptos::prelude::*;

use super::axis_fields::{positions, written};
use super::draft::field;
use super::form::Form;
use crate::components::field::{FieldFoot, TextInput};

/// The field of a parameter or a setting, with the switch that sweeps it.
#[component]
pub(super) fn Sweepable(
    /// The form.
    form: Form,
    /// Its key as an axis.
    #[prop(into)]
    key: String,
    /// Name of the field that holds its value while it is not swept.
    #[prop(into)]
    name: String,
    /// What people call it.
    #[prop(into)]
    label: Signal<String>,
    /// The control while it is not swept, with its foot.
    children: ChildrenFn,
    /// What stays beside the range: the unit that is chosen.
    #[prop(into, optional)]
    unit: ViewFn,
    /// Names of its values, where they are listed; empty for a number.
    #[prop(optional)]
    options: Vec<String>,
) -> impl IntoView {
    let swept = form.field(&field::axis(&key, "swept"));
    let is_swept = Memo::new(move |_| !swept.get().is_empty());
    let title_id = format!("{name}-name");
    let head = {
        let title_id = title_id.clone();
        move || {
            // A label needs a control of its name.
            if is_swept.get() {
                view! { <span class="field-label" id=title_id.clone()>{label}</span> }.into_any()
            } else {
                view! { <label id=title_id.clone() for=name.clone()>{label}</label> }.into_any()
            }
        }
    };
    let body = move || {
        if is_swept.get() && !options.is_empty() {
            view! { <Options form key=key.clone() label options=options.clone() /> }.into_any()
        } else if is_swept.get() {
            view! { {unit.run()}<Range form key=key.clone() label /> }.into_any()
        } else {
            children().into_any()
        }
    };
    view! {
        <div class="field">
            <div class="param-head">
                {head}
                <label class="check small">
                    <input
                        type="checkbox"
                        aria-describedby=title_id
                        prop:checked=move || is_swept.get()
                        on:change=move |event| swept.set(if event_target_checked(&event) { "1".into() } else { String::new() })
                    />
                    "Sweep"
                </label>
            </div>
            {body}
        </div>
    }
}

#[component]
fn Range(form: Form, key: String, label: Signal<String>) -> impl IntoView {
    let named = move |part: &str| format!("{} {part}", label.get_untracked());
    let part = |part: &'static str| {
        let name = field::axis(&key, part);
        let (value, error) = (form.field(&name), form.error(name.clone()));
        view! {
            <div class="field">
                <TextInput id=name.clone() value error number=true aria_label=named(part) />
                <FieldFoot id=name help=part error />
            </div>
        }
    };
    let list = field::axis(&key, "list");
    let (value, error) = (form.field(&list), form.error(list.clone()));
    view! {
        <div class="param-range">{part("from")}{part("to")}{part("step")}</div>
        <TextInput id=list.clone() value error placeholder="or these values: 5 10 20" aria_label=named("values") />
        <FieldFoot id=list error />
    }
}

/// Which of the listed values are tried. The field holds their positions.
#[component]
fn Options(form: Form, key: String, label: Signal<String>, options: Vec<String>) -> impl IntoView {
    let name = field::axis(&key, "list");
    let (value, error) = (form.field(&name), form.error(name.clone()));
    let n = options.len();
    let option = move |(at, text): (usize, String)| {
        let is_ticked = move || positions(&value.get(), n).contains(&at);
        let tick = move |event| {
            let mut ticked = positions(&value.get_untracked(), n);
            ticked.retain(|other| *other != at);
            if event_target_checked(&event) {
                ticked.push(at);
                ticked.sort_unstable();
            }
            value.set(written(&ticked));
        };
        view! {
            <label class="check small">
                <input type="checkbox" prop:checked=is_ticked on:change=tick />
                {text}
            </label>
        }
    };
    view! {
        <div id=name.clone() class="param-options" role="group" tabindex="-1" aria-label=format!("{} values", label.get_untracked())>
            {options.into_iter().enumerate().map(option).collect_view()}
        </div>
        <FieldFoot id=name error />
    }
}
