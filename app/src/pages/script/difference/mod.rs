//! What differs between two texts of a script: [`lines`] finds it, this shows it.

mod lines;

use leptos::prelude::*;

pub(super) use lines::Difference;
use lines::{Row, Tag};

/// The table of lines.
#[component]
pub(super) fn Lines(
    /// What differs.
    #[prop(into)]
    difference: Signal<Difference>,
    /// The name of the table: from what to what.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let row = |row: Row| match row {
        Row::Folded(n) => {
            view! { <tr class="folded"><td colspan="4">{format!("{n} unchanged lines")}</td></tr> }.into_any()
        }
        Row::Line { tag, before, after, text } => {
            let (class, sign, said) = match tag {
                Tag::Same => ("same", "", ""),
                Tag::Removed => ("removed", "−", "removed: "),
                Tag::Added => ("added", "+", "added: "),
            };
            let number = |at: Option<usize>| at.map(|at| at.to_string());
            view! {
                <tr class=class>
                    <td class="line-number">{number(before)}</td>
                    <td class="line-number">{number(after)}</td>
                    <td class="line-sign" aria-hidden="true">{sign}</td>
                    <td class="line-text"><span class="visually-hidden">{said}</span>{text}</td>
                </tr>
            }
            .into_any()
        }
    };
    view! {
        <p class="small muted" role="status">{move || difference.with(Difference::in_words)}</p>
        <div class="difference" tabindex="0" role="group" aria-label=move || label.get()>
            <table aria-label=move || label.get()>
                <tbody>{move || difference.get().rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
