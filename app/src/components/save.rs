//! Gives the person a file.

use gloo::file::{Blob, ObjectUrl};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Saves a text under a name, as a download.
pub fn text(name: &str, mime: &str, text: &str) {
    save(name, ObjectUrl::from(Blob::new_with_options(text, Some(mime))));
}

/// Saves a file that a worker made.
pub fn blob(name: &str, blob: &web_sys::Blob) {
    save(name, ObjectUrl::from(Blob::from(blob.clone())));
}

fn save(name: &str, url: ObjectUrl) {
    if let Ok(element) = document().create_element("a") {
        let link: web_sys::HtmlAnchorElement = element.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The browser reads the blob after this task has ended.
    set_timeout(move || drop(url), std::time::Duration::from_secs(60));
}

/// A cell of a CSV file: quoted where needed. Text that a spreadsheet would run as a formula is made harmless by a quote
/// sign in front of it; numbers stay numbers.
pub fn csv_cell(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok();
    let is_formula = !is_number && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r', ';']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_run_as_formulas_and_cannot_break_the_row() {
        for (text, expected) in [
            ("12.5", "12.5"),
            ("-12.5", "-12.5"),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-cmd", "'-cmd"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("plain", "plain"),
        ] {
            assert_eq!(csv_cell(text), expected);
        }
    }
}
