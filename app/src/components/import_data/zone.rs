//! The zone of times that carry none.

use engine::import::ImportOptions;
use leptos::prelude::*;

/// A field for the name of a zone, with suggestions.
#[component]
pub fn ZoneField(
    /// The field's id.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// The answers so far.
    options: Signal<ImportOptions>,
    /// Called with the answers after a change.
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let zone = move || options.with(|options| options.time_zone.clone().unwrap_or_default());
    let change = move |event| {
        let zone = event_target_value(&event);
        let zone = Some(zone.trim().to_owned()).filter(|zone| !zone.is_empty());
        answer.run(ImportOptions { time_zone: zone, ..options.get_untracked() });
    };
    let list = format!("{id}-suggestions");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input id=id type="text" class="input" list=list.clone() autocomplete="off" spellcheck="false" prop:value=zone on:change=change />
            <datalist id=list>{ZONES.map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
            <p class="field-help">"A name like America/New_York or UTC."</p>
        </div>
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
