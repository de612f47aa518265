//! The files of the library: fetched when they are needed, and kept in this browser from then on.

use engine::import::ImportOptions;
use js_sys::Array;
use shared::library::{Entry, Origin};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::AppError;
use crate::assets::Assets;
use crate::storage::described;
use crate::storage::place;
use crate::storage::shelf::Shelf;
use crate::worker::protocol::Work;

/// What makes the bars of an entry, and the files that it reads.
pub(super) async fn work(entry: &Entry) -> Result<(Work, Vec<File>), AppError> {
    match &entry.origin {
        Origin::File { name, adjusted } => {
            let options = ImportOptions { adjusted: *adjusted, ..ImportOptions::default() };
            Ok((Work::Import { options }, vec![fetch(name).await?]))
        }
        Origin::MadeUp { seed } => Ok((Work::MadeUp { key: entry.key.clone(), seed: *seed }, Vec::new())),
    }
}

/// Drops the file of an entry whose bars are not what they should be, so that the next try fetches it again.
pub(super) async fn forget(entry: &Entry) {
    if let Origin::File { name, .. } = &entry.origin
        && let Ok(url) = address(name)
    {
        shelf().await.forget(&url).await;
    }
}

/// Fetches all files that are not kept yet. `false`: this browser keeps none.
pub(super) async fn keep_all() -> Result<bool, AppError> {
    let shelf = shelf().await;
    if !shelf.is_there() {
        return Ok(false);
    }
    let files = Assets::of_document().map_err(|detail| missing("The library", detail))?.library;
    for (name, url) in &files {
        shelf.get(url).await.map_err(|error| missing(name, described(&error)))?;
    }
    let urls: Vec<String> = files.into_values().collect();
    // Old files cost room and nothing else.
    let _ = shelf.forget_all_but(&urls).await;
    Ok(true)
}

/// An entry whose bars are others than the manifest says.
pub(super) fn differs(entry: &Entry, found: &str) -> AppError {
    let message = format!("The bars of {} are not those that this version ships. Try again.", entry.name);
    AppError::new("library_differs", message)
        .with_detail(format!("expected {}, found {found}", entry.measured.hash))
}

/// A file as somebody would drop it.
async fn fetch(name: &str) -> Result<File, AppError> {
    let read = async || -> Result<File, JsValue> {
        let response = shelf().await.get(&address(name)?).await?;
        let blob = JsFuture::from(response.blob()?).await?;
        File::new_with_blob_sequence(&Array::of1(&blob), name)
    };
    read().await.map_err(|error| missing(name, described(&error)))
}

async fn shelf() -> Shelf {
    Shelf::open(&place::shelf(&place::base_path())).await
}

fn address(name: &str) -> Result<String, String> {
    let files = Assets::of_document()?.library;
    files.get(name).cloned().ok_or_else(|| "it is not in the page's list of files".to_owned())
}

fn missing(name: &str, detail: String) -> AppError {
    let message = format!("{name} could not be loaded. Check the connection and try again.");
    AppError::new("library_missing", message).with_detail(detail)
}
