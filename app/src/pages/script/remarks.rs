//! What the compiler says: place, sentence, what to do; a click goes there.

use leptos::prelude::*;

use super::session::Session;
use crate::components::notice::ErrorNotice;
use crate::state::{Compiled, Remark};

/// The card.
#[component]
pub(super) fn Remarks(session: Session) -> impl IntoView {
    let compiled = session.compiled();
    let summary = Memo::new(move |_| {
        compiled.with(|compiled| match compiled {
            None if session.source().with(|source| source.trim().is_empty()) => {
                "Nothing to compile yet.".to_owned()
            }
            None => "Compiling…".to_owned(),
            Some(Err(_)) => "The compiler did not answer.".to_owned(),
            Some(Ok(compiled)) => in_words(compiled),
        })
    });
    let body = move || {
        compiled.get().map(|compiled| match compiled {
            Err(error) => view! { <ErrorNotice error /> }.into_any(),
            Ok(Compiled { remarks, script }) => {
                let notes = script.map(|script| script.notes).unwrap_or_default();
                let remarks = remarks.into_iter().map(|remark| view! { <One session remark /> });
                let notes = notes.into_iter().map(|note| view! { <li class="small note">{note}</li> });
                view! { <ul class="remarks">{remarks.collect_view()}{notes.collect_view()}</ul> }.into_any()
            }
        })
    };
    view! {
        <section class="card" aria-labelledby="remarks-title">
            <div class="card-head">
                <h2 id="remarks-title">"Compiler"</h2>
                <span class="small" class:loss=move || !session.can_run().get() role="status">{move || summary.get()}</span>
            </div>
            <div class="card-body">{body}</div>
        </section>
    }
}

fn in_words(compiled: &Compiled) -> String {
    let n_errors = compiled.remarks.iter().filter(|remark| remark.is_error).count();
    let n_warnings = compiled.remarks.len() - n_errors;
    let warnings = match n_warnings {
        0 => String::new(),
        1 => ", 1 warning".to_owned(),
        n => format!(", {n} warnings"),
    };
    match n_errors {
        0 => format!("Ready to run{warnings}."),
        1 => format!("1 error{warnings}."),
        n => format!("{n} errors{warnings}."),
    }
}

#[component]
fn One(session: Session, remark: Remark) -> impl IntoView {
    let Remark { is_error, sentence, line, column, length, note, suggestion, excerpt } = remark;
    let class = if is_error { "remark error" } else { "remark warn" };
    let letters: Vec<char> = excerpt.chars().collect();
    let start = (column as usize - 1).min(letters.len());
    let end = (start + length as usize).min(letters.len());
    let part = |of: &[char]| of.iter().collect::<String>();
    let (before, marked, after) =
        (part(&letters[..start]).trim_start().to_owned(), part(&letters[start..end]), part(&letters[end..]));
    view! {
        <li class=class>
            <button type="button" class="remark-place" on:click=move |_| session.jump().set(Some((line, column)))>
                <span class="remark-at">{format!("Line {line}, column {column}")}</span>
                <span class="remark-sentence">{sentence}</span>
                <code class="remark-excerpt">{before}<mark>{marked}</mark>{after}</code>
            </button>
            {suggestion.map(|name| view! { <p class="small">"Did you mean "<code>{name}</code>"?"</p> })}
            {note.map(|note| view! { <p class="small">{note}</p> })}
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_warnings_are_counted() {
        let remark = |is_error| Remark {
            is_error,
            sentence: String::new(),
            line: 1,
            column: 1,
            length: 1,
            note: None,
            suggestion: None,
            excerpt: String::new(),
        };
        let of = |remarks: &[bool]| {
            in_words(&Compiled {
                script: None,
                remarks: remarks.iter().map(|error| remark(*error)).collect(),
            })
        };
        assert_eq!(of(&[]), "Ready to run.");
        assert_eq!(of(&[false]), "Ready to run, 1 warning.");
        assert_eq!(of(&[true, true, false, false]), "2 errors, 2 warnings.");
    }
}
