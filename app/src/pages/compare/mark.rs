//! How a job is recognised in every section: a letter, a colour, a kind of line.

use leptos::prelude::*;

use super::load::Member;
use crate::charts::colours::N_COMPARED;
use crate::charts::is_dashed;

/// The letter of a place.
pub(super) fn letter(place: usize) -> char {
    // An address has ten places at most.
    char::from(b'A' + place as u8)
}

/// The letter on its line.
#[component]
pub(super) fn Mark(place: usize) -> impl IntoView {
    let colour = format!("var(--compared-{})", place % N_COMPARED + 1);
    view! {
        <span class="compared-mark" class:dashed=is_dashed(place) style:--mark=colour>
            <span class="compared-line" aria-hidden="true"></span>
            {letter(place).to_string()}
        </span>
    }
}

/// The head of a job's column.
#[component]
pub(super) fn ColumnHead(
    member: Member,
    is_base: bool,
    #[prop(default = true)] number: bool,
) -> impl IntoView {
    let class = if number { "number" } else { "" };
    view! {
        <th scope="col" class=class title=member.loaded.title.clone()>
            <span class="compared-head">
                <Mark place=member.place />
                <span class="clip">{member.loaded.title.clone()}</span>
                {is_base.then(|| view! { <span class="muted">"baseline"</span> })}
            </span>
        </th>
    }
}
