//! A number with its name, as one of several in a row (`<dl class="tiles">`).

use leptos::prelude::*;

use crate::format::NONE;

/// One of them; a dash with its reason where there is no number.
#[component]
pub fn Tile(
    /// What it is called.
    name: &'static str,
    /// What it means.
    definition: &'static str,
    /// The number as people read it, or why there is none.
    number: Result<String, String>,
) -> impl IntoView {
    let (text, reason) = match number {
        Ok(text) => (text, String::new()),
        Err(reason) => (NONE.to_owned(), reason),
    };
    let said =
        (!reason.is_empty()).then(|| view! { <span class="visually-hidden">{format!(" ({reason})")}</span> });
    view! {
        <div class="tile">
            <dt title=definition>{name}</dt>
            <dd title=reason>{text}{said}</dd>
        </div>
    }
}
