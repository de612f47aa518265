//! Where the files of this build are: their names carry hashes, and the document lists them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Addresses relative to the document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Assets {
    /// The worker's script.
    pub worker_js: String,
    /// The engine.
    pub worker_wasm: String,
    /// The chart library.
    pub charts_js: String,
    /// The editor of scripts.
    pub editor_js: String,
    /// Files of the library of bars by name.
    pub library: BTreeMap<String, String>,
}

impl Assets {
    /// Reads the list from the document.
    ///
    /// # Errors
    /// A sentence, if it is missing or broken.
    pub fn of_document() -> Result<Self, String> {
        let list = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.get_element_by_id("hindcast-assets"))
            .and_then(|element| element.text_content())
            .ok_or("The page does not say where its files are. Reload it.")?;
        serde_json::from_str(&list)
            .map_err(|error| format!("The page's list of files cannot be read ({error}). Reload it."))
    }
}
