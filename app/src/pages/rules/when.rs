//! Hours and days of entries.

use leptos::prelude::*;

use super::form::Form;
use crate::components::field::{FieldFoot, TextField};
use crate::rules::DAYS;

/// The section.
#[component]
pub(super) fn When(form: Form) -> impl IntoView {
    let hours = form.field("hours");
    let has_hours = Memo::new(move |_| hours.with(|hours| !hours.is_empty()));
    // A week begins on Monday.
    let days = (1..8).map(|day| view! { <Day form day=day % 7 /> });
    view! {
        <section class="card" aria-labelledby="when-title">
            <div class="card-head"><h2 id="when-title">"When to enter"</h2></div>
            <div class="card-body stack">
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || has_hours.get()
                        on:change=move |event| hours.set(if event_target_checked(&event) { "1" } else { "" }.to_owned())
                    />
                    "Only during certain hours"
                </label>
                <Show when=move || has_hours.get()>
                    <div class="field-grid">
                        <TextField id="hours.from" label="From" value=form.field("hours.from") error=form.error("hours.from") placeholder="09:30" />
                        <TextField id="hours.until" label="Until" value=form.field("hours.until") error=form.error("hours.until") placeholder="16:00" />
                    </div>
                    <p class="field-help">
                        "In the exchange's time zone, which is set with the dataset. The hours are those at which bars begin, so they have no use with daily bars. Exits happen at any time."
                    </p>
                </Show>
                <fieldset class="rules-days">
                    <legend class="field-label">"Days"</legend>
                    {days.collect_view()}
                </fieldset>
                <FieldFoot id="days" error=form.error("days") />
                <p class="field-help">
                    "Hours and days are those of the bar that gives the signal. The entry fills at the next bar's open, which may be after the hours or on another day."
                </p>
            </div>
        </section>
    }
}

#[component]
fn Day(form: Form, day: usize) -> impl IntoView {
    let on = form.field(&format!("day.{day}"));
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || on.with(|on| !on.is_empty())
                on:change=move |event| on.set(if event_target_checked(&event) { "1" } else { "" }.to_owned())
            />
            {DAYS[day]}
        </label>
    }
}
