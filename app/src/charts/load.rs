//! Finds and loads the chart library: it is large, and many visits never see a chart.

use leptos::prelude::document;
use serde::Deserialize;
use wasm_bindgen::JsCast;

use super::binding::{self, Library};
use crate::state::AppError;

#[derive(Deserialize)]
struct Assets {
    charts_js: String,
}

/// The library.
///
/// # Errors
/// Its file is missing or could not be fetched.
pub(super) async fn library() -> Result<Library, AppError> {
    let error = |detail: String| {
        AppError::new(
            "charts_missing",
            "The charts could not be loaded. Check the connection and reload the page.",
        )
        .with_detail(detail)
    };
    let text = document().get_element_by_id("hindcast-assets").and_then(|element| element.text_content());
    let assets: Assets = serde_json::from_str(&text.unwrap_or_default()).map_err(|e| error(e.to_string()))?;
    let module = binding::load_charts(&assets.charts_js).await.map_err(|e| error(format!("{e:?}")))?;
    Ok(module.unchecked_into())
}
