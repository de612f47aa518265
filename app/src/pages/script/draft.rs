//! What was typed since a script was stored last, in the browser's local storage.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use shared::id::{BlobHash, ScriptId};

/// What was typed and may not be stored yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Draft {
    /// Hash of the stored text that was edited.
    pub(super) base: BlobHash,
    /// The text.
    pub(super) source: String,
}

/// Where the draft of a script is kept.
pub(super) fn key(id: ScriptId) -> String {
    // Static hosts share an origin between sites: the path keeps their drafts apart.
    let path = window().location().pathname().unwrap_or_default();
    format!("hindcast:{path}:script:{id}")
}

/// The draft of a script, if there is one.
pub(super) fn read(id: ScriptId) -> Option<Draft> {
    let storage = window().local_storage().ok().flatten()?;
    serde_json::from_str(&storage.get_item(&key(id)).ok().flatten()?).ok()
}

/// Keeps a draft.
pub(super) fn write(id: ScriptId, draft: &Draft) {
    // Without storage, or with a full one, the text lives in the page until it is stored as a record.
    if let (Ok(Some(storage)), Ok(text)) = (window().local_storage(), serde_json::to_string(draft)) {
        let _ = storage.set_item(&key(id), &text);
    }
}

/// Forgets the draft, unless it says more by now than what was stored.
pub(super) fn forget(id: ScriptId, stored: &str) {
    if read(id).is_some_and(|draft| draft.source == stored)
        && let Ok(Some(storage)) = window().local_storage()
    {
        let _ = storage.remove_item(&key(id));
    }
}
