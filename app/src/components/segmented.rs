//! A choice of one of a few, all of them in sight.

use leptos::prelude::*;

/// A group of radio buttons that looks like one control.
#[component]
pub fn Segmented(
    /// What is chosen; it stands before the options.
    label: &'static str,
    /// Name of the group, unique on the page.
    name: &'static str,
    /// The options.
    options: Vec<&'static str>,
    /// Position of the chosen one.
    #[prop(into)]
    chosen: Signal<usize>,
    /// Told of a choice.
    choose: Callback<usize>,
) -> impl IntoView {
    let option = |(at, text): (usize, &'static str)| {
        view! {
            <label>
                <input type="radio" name=name prop:checked=move || chosen.get() == at on:change=move |_| choose.run(at) />
                <span>{text}</span>
            </label>
        }
    };
    view! {
        <fieldset class="segmented">
            <legend>{label}</legend>
            <div class="segments">{options.into_iter().enumerate().map(option).collect_view()}</div>
        </fieldset>
    }
}
