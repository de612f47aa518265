//! Form fields: a label, a control, help, and the sentence that says what is wrong with the value.

use leptos::prelude::*;

/// A text field. What was typed stays as it was typed; the sentence below says what is wrong.
#[component]
pub fn TextField(
    /// Name of the field, unique on the page; errors refer to it.
    #[prop(into)]
    id: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What was typed.
    value: RwSignal<String>,
    /// What is wrong with it.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// One sentence below the field.
    #[prop(into, optional)]
    help: String,
    /// Shown while empty.
    #[prop(into, optional)]
    placeholder: String,
    /// Whether it is a number: aligned right, with a number keyboard.
    #[prop(optional)]
    number: bool,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <TextInput id=id.clone() value error placeholder number has_help=!help.is_empty() />
            <FieldFoot id help error />
        </div>
    }
}

/// The control of a [`TextField`] alone, for fields with a unit beside it.
#[component]
pub fn TextInput(
    /// Name of the field.
    #[prop(into)]
    id: String,
    /// What was typed.
    value: RwSignal<String>,
    /// What is wrong with it.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Shown while empty.
    #[prop(into, optional)]
    placeholder: String,
    /// Whether it is a number.
    #[prop(optional)]
    number: bool,
    /// Whether a help line of the same name follows.
    #[prop(optional)]
    has_help: bool,
    /// Name for assistive technology where no label stands.
    #[prop(into, optional)]
    aria_label: Option<String>,
) -> impl IntoView {
    let described = {
        let id = id.clone();
        move || {
            let help = has_help.then(|| format!("{id}-help"));
            let error = error.with(Option::is_some).then(|| format!("{id}-error"));
            let ids: Vec<String> = error.into_iter().chain(help).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    };
    view! {
        <input
            id=id
            type="text"
            class=if number { "input number" } else { "input" }
            inputmode=number.then_some("decimal")
            autocomplete="off"
            spellcheck="false"
            placeholder=placeholder
            aria-label=aria_label
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-describedby=described
            prop:value=move || value.get()
            on:input=move |event| value.set(event_target_value(&event))
        />
    }
}

/// Help and error below a control.
#[component]
pub fn FieldFoot(
    /// Name of the field.
    #[prop(into)]
    id: String,
    /// One sentence.
    #[prop(into, optional)]
    help: String,
    /// What is wrong.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let error_id = format!("{id}-error");
    view! {
        {move || error.get().map(|text| view! { <p class="field-error" id=error_id.clone()>{text}</p> })}
        {(!help.is_empty()).then(|| view! { <p class="field-help" id=format!("{id}-help")>{help}</p> })}
    }
}

/// A choice of few.
#[component]
pub fn Select(
    /// Name of the field.
    #[prop(into)]
    id: String,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Values and what people read.
    options: &'static [(&'static str, &'static str)],
    /// Called with the value that the person chooses.
    chosen: Callback<String>,
    /// Name for assistive technology where no label stands.
    #[prop(into, optional)]
    aria_label: Option<String>,
) -> impl IntoView {
    let option = move |(key, text): &(&'static str, &'static str)| {
        let key = *key;
        view! { <option value=key selected=move || value.get() == key>{*text}</option> }
    };
    view! {
        <select
            id=id
            class="select"
            aria-label=aria_label
            on:change=move |event| chosen.run(event_target_value(&event))
        >
            {options.iter().map(option).collect_view()}
        </select>
    }
}
