//! The samples that ship with the product.

use engine::import::{DateOrder, ImportOptions};
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, Response};

use super::AppError;
use crate::pool::assets::Assets;
use crate::storage::described;

/// A sample.
pub(super) struct Sample {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) attribution: &'static str,
}

const ATTRIBUTION: &str = "Yahoo Finance, as carried by the Python package arch (NCSA licence)";

const SAMPLES: [Sample; 2] = [
    Sample { key: "sp500", name: "S&P 500, daily", attribution: ATTRIBUTION },
    Sample { key: "nasdaq", name: "NASDAQ Composite, daily", attribution: ATTRIBUTION },
];

impl Sample {
    /// Both files write the month first and prices as traded.
    pub(super) fn options(&self) -> ImportOptions {
        ImportOptions { date_order: Some(DateOrder::MonthFirst), ..ImportOptions::default() }
    }
}

pub(super) fn find(key: &str) -> Result<&'static Sample, AppError> {
    SAMPLES
        .iter()
        .find(|sample| sample.key == key)
        .ok_or_else(|| AppError::new("unknown_sample", format!("There is no sample named “{key}”.")))
}

/// Fetches a sample as the file that somebody would drop.
pub(super) async fn fetch(sample: &Sample) -> Result<File, AppError> {
    let missing = |detail: String| {
        AppError::new(
            "sample_missing",
            "The sample could not be fetched. Check the connection and try again.",
        )
        .with_detail(detail)
    };
    let assets = Assets::of_document().map_err(missing)?;
    let url = assets.samples.get(sample.key).ok_or_else(|| missing("it is not in the list".to_owned()))?;
    let name = url.rsplit('/').next().unwrap_or(url);
    get(url, name).await.map_err(|error| missing(described(&error)))
}

async fn get(url: &str, name: &str) -> Result<File, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let response: Response = JsFuture::from(window.fetch_with_str(url)).await?.into();
    if !response.ok() {
        return Err(format!("{url}: the server answered {}", response.status()).into());
    }
    let blob = JsFuture::from(response.blob()?).await?;
    File::new_with_blob_sequence(&Array::of1(&blob), name)
}
