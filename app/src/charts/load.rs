//! Finds and loads the chart library: it is large, and many visits never see a chart.

use wasm_bindgen::JsCast;

use super::binding::{self, Library};
use crate::assets::Assets;
use crate::state::AppError;

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
    let assets = Assets::of_document().map_err(error)?;
    let module = binding::load_charts(&assets.charts_js).await.map_err(|e| error(format!("{e:?}")))?;
    Ok(module.unchecked_into())
}
