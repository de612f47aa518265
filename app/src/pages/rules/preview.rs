//! The script as the form makes it.

use leptos::prelude::*;

use super::form::Form;
use crate::pages::script::Reader;

/// The card.
#[component]
pub(super) fn Preview(form: Form) -> impl IntoView {
    let n_problems = Memo::new(move |_| form.read().with(|read| read.problems.len()));
    let status = move || match n_problems.get() {
        0 => "Follows the form".to_owned(),
        1 => "Waits for 1 field that needs attention".to_owned(),
        n => format!("Waits for {n} fields that need attention"),
    };
    let never_closes =
        Memo::new(move |_| form.read().with(|read| read.problems.is_empty() && read.rules.never_closes()));
    view! {
        <section class="card rules-preview" aria-labelledby="preview-title">
            <div class="card-head">
                <h2 id="preview-title">"Script"</h2>
                <span class="small muted" class:loss=move || n_problems.get() != 0 role="status">{status}</span>
            </div>
            <Show when=move || never_closes.get()>
                <p class="notice warn small">"Nothing closes a position that was opened: add an exit condition, a stop or a target."</p>
            </Show>
            <Reader text=form.source() labelled="preview-title" />
            <p class="field-help code-help">
                "Pine Script, version 6. Every length, level and multiple is an input, so a sweep can vary it. The same indicator with the same numbers is one input."
            </p>
        </section>
    }
}
