//! The field in which a script is written: lines with numbers, and marks below what the compiler speaks of.
//!
//! A plain text field over a drawn copy of its text. It is as large as its text and scrolls in a box, so that numbers, marks and letters
//! cannot part; selection, undo, spelling of the keyboard and screen readers are the browser's own.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::KeyboardEvent;

use super::session::Session;
use crate::state::{Compiled, Remark};

/// Spaces that a tab is.
const INDENT: &str = "    ";

/// The field.
#[component]
pub(super) fn Text(session: Session) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    let source = session.source();
    let n_lines = Memo::new(move |_| source.with(|source| source.split('\n').count()));
    let n_columns = Memo::new(move |_| {
        // A tab is drawn as four.
        let width = |line: &str| line.chars().map(|letter| if letter == '\t' { 4 } else { 1 }).sum::<usize>();
        source.with(|source| source.split('\n').map(width).max().unwrap_or(0))
    });
    let numbers = move || (1..=n_lines.get()).map(|line| line.to_string()).collect::<Vec<_>>().join("\n");
    Effect::new(move |_| {
        let (Some((line, column)), Some(field)) = (session.jump().get(), node.get()) else { return };
        let at = source.with_untracked(|source| units_before(source, line, column));
        // Both fail for a field that is gone, where there is nowhere to go.
        let _ = field.focus();
        let _ = field.set_selection_range(at, at);
        if let Some(parent) = field.parent_element().and_then(|parent| parent.parent_element()) {
            let height = f64::from(field.offset_height()) / n_lines.get_untracked().max(1) as f64;
            let wanted = height * (f64::from(line) - 1.0) - f64::from(parent.client_height()) / 2.0;
            parent.set_scroll_top(wanted.max(0.0) as i32);
        }
        session.jump().set(None);
    });
    let on_key = move |event: KeyboardEvent| {
        let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        match event.key().as_str() {
            "Tab" if is_plain && !event.shift_key() => {
                event.prevent_default();
                insert(INDENT);
            }
            "Enter" if is_plain => {
                let Some(field) = node.get_untracked() else { return };
                let at = field.selection_start().ok().flatten().unwrap_or(0);
                let indent = indent_at(&field.value(), at);
                if !indent.is_empty() {
                    event.prevent_default();
                    insert(&format!("\n{indent}"));
                }
            }
            // The way out for keyboards, because Tab indents.
            "Escape" => {
                if let Some(field) = node.get_untracked() {
                    let _ = field.blur();
                }
            }
            _ => {}
        }
    };
    view! {
        <div class="code" class:empty=move || source.with(String::is_empty)>
            <pre class="code-numbers" aria-hidden="true">{numbers}</pre>
            <div
                class="code-area"
                style=("--lines", move || n_lines.get().max(16).to_string())
                style=("--columns", move || (n_columns.get() + 2).to_string())
            >
                <pre class="code-marks" aria-hidden="true">{move || marks(session)}</pre>
                <textarea
                    node_ref=node
                    id="script-source"
                    class="code-text"
                    aria-labelledby="source-title"
                    aria-describedby="code-help"
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    wrap="off"
                    placeholder="Paste a strategy here: Ctrl + V"
                    prop:value=move || source.get()
                    on:input=move |event| session.typed(event_target_value(&event))
                    on:keydown=on_key
                ></textarea>
            </div>
        </div>
        <p class="field-help code-help" id="code-help">"Tab indents; press Escape, then Tab to leave the field."</p>
    }
}

/// The text with a mark at each place that the compiler speaks of.
fn marks(session: Session) -> Vec<AnyView> {
    let remarks: Vec<Remark> = session.compiled().with(|compiled| match compiled {
        Some(Ok(Compiled { remarks, .. })) => remarks.clone(),
        _ => Vec::new(),
    });
    let mut drawn = Vec::new();
    session.source().with(|source| {
        for (at, line) in source.split('\n').enumerate() {
            let of_line = remarks.iter().filter(|remark| remark.line as usize == at + 1);
            let letters: Vec<char> = line.chars().collect();
            let mut from = 0;
            for remark in of_line {
                let start = (remark.column as usize - 1).min(letters.len());
                let end = (start + remark.length as usize).min(letters.len());
                // A text that has changed since may have other lines: marks only where the line is the same.
                if start < from || line.trim_end_matches('\r') != remark.excerpt {
                    continue;
                }
                drawn.push(letters[from..start].iter().collect::<String>().into_any());
                let text: String =
                    if start == end { " ".into() } else { letters[start..end].iter().collect() };
                let class = if remark.is_error { "error" } else { "warn" };
                drawn.push(view! { <mark class=class>{text}</mark> }.into_any());
                from = end;
            }
            let rest: String = letters[from..].iter().collect();
            drawn.push(format!("{rest}\n").into_any());
        }
    });
    drawn
}

/// Types text at the cursor so that the browser's undo knows of it.
fn insert(text: &str) {
    let document = document();
    let exec = js_sys::Reflect::get(&document, &"execCommand".into()).ok();
    let exec = exec.and_then(|exec| exec.dyn_into::<js_sys::Function>().ok());
    if let Some(exec) = exec {
        // Where the browser has no such command, the key does nothing.
        let _ = exec.call3(&document, &"insertText".into(), &JsValue::FALSE, &text.into());
    }
}

/// The spaces that the line before a cursor begins with; four more after a line that opens a block.
fn indent_at(text: &str, at: u32) -> String {
    let units: Vec<u16> = text.encode_utf16().take(at as usize).collect();
    let before = String::from_utf16_lossy(&units);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent: String = line.chars().take_while(|letter| matches!(letter, ' ' | '\t')).collect();
    let first = line.trim_start().split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    let opens =
        matches!(first, "if" | "else" | "for" | "while" | "switch") || line.trim_end().ends_with("=>");
    if opens { indent + INDENT } else { indent }
}

/// Position of a place as the browser counts: in units of UTF-16.
fn units_before(text: &str, line: u32, column: u32) -> u32 {
    let mut units = 0;
    for (at, of) in text.split('\n').enumerate() {
        if at + 1 == line as usize {
            let before: usize = of.chars().take(column as usize - 1).map(char::len_utf16).sum();
            return units + before as u32;
        }
        units += of.encode_utf16().count() as u32 + 1;
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_as_the_browser_counts() {
        assert_eq!(units_before("ab\ncd", 1, 1), 0);
        assert_eq!(units_before("ab\ncd", 2, 2), 4);
        assert_eq!(units_before("x = \"\u{1F600}\" + y", 1, 8), 8);
        assert_eq!(units_before("ab", 9, 1), 3);
    }

    #[test]
    fn a_new_line_is_indented_as_the_one_before_or_more() {
        assert_eq!(indent_at("if a", 4), "    ");
        assert_eq!(indent_at("    x = 1", 9), "    ");
        assert_eq!(indent_at("    if x\n        y", 8), "        ");
        assert_eq!(indent_at("f(x) =>", 7), "    ");
        assert_eq!(indent_at("iffy = 1", 8), "");
    }
}
