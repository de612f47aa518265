//! What stands where there is nothing, nothing yet, or something wrong.

use leptos::prelude::*;

use crate::state::AppError;

/// While something loads.
#[component]
pub fn Loading(
    /// What loads, as a sentence with an ellipsis.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <p class="loading" aria-busy="true">{text}</p> }
}

/// Where there is nothing: what it would be, and how to get it.
#[component]
pub fn Empty(
    /// What is missing.
    #[prop(into)]
    title: String,
    /// The way out.
    children: Children,
) -> impl IntoView {
    view! { <div class="notice centred"><strong>{title}</strong>{children()}</div> }
}

/// What went wrong, in a sentence, with the technical detail folded away.
#[component]
pub fn ErrorNotice(
    /// The error.
    error: AppError,
) -> impl IntoView {
    view! {
        <div class="notice error" role="alert">
            <p>{error.message}</p>
            {error.detail.map(|detail| view! { <details><summary>"Details"</summary><pre>{detail}</pre></details> })}
        </div>
    }
}
