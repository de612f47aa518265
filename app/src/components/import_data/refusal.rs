//! What speaks against a whole file once it is read, and how the person can answer.

use engine::import::{Doubt, ImportOptions};
use leptos::prelude::*;

use crate::components::notice::ErrorNotice;
use crate::state::AppError;

/// The sentence, and a control where an answer would let the file in.
#[component]
pub fn Refusal(
    /// Why the import ended.
    error: AppError,
    /// The answers so far.
    options: ImportOptions,
    /// Called with the answers after a change.
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let code = error.code.clone();
    let doubt = Doubt::ALL.into_iter().find(|doubt| code == format!("doubtful_{}", doubt.name()));
    let control = match doubt {
        Some(doubt) => {
            let accept = move |_| {
                let mut options = options.clone();
                options.accepted.push(doubt);
                answer.run(options);
            };
            view! { <button type="button" class="button" on:click=accept>"Accept this and look again"</button> }.into_any()
        }
        None if code == "several_tickers" => {
            let change = move |event| {
                let ticker =
                    Some(event_target_value(&event).trim().to_owned()).filter(|ticker| !ticker.is_empty());
                answer.run(ImportOptions { ticker, ..options.clone() });
            };
            view! {
                <div class="field">
                    <label for="one-ticker">"Ticker to import"</label>
                    <input id="one-ticker" type="text" class="input" autocomplete="off" spellcheck="false" on:change=change />
                </div>
            }
            .into_any()
        }
        None => ().into_any(),
    };
    view! { <ErrorNotice error />{control} }
}
