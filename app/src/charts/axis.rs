//! Numbers on an axis, written as everywhere on the page: the chart library knows no groups of digits.

use js_sys::{Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::JsValue;

use super::binding::js;

/// Writes the numbers of an axis. It lives as long as the plots that use it.
pub(super) struct AxisFormat(Closure<dyn Fn(f64) -> String>);

impl AxisFormat {
    /// Written by a function.
    pub(super) fn new(write: impl Fn(f64) -> String + 'static) -> Self {
        Self(Closure::new(write))
    }

    /// Options of a plot, with this format; `step` is the smallest difference that is written.
    pub(super) fn with(&self, options: &serde_json::Value, step: f64) -> JsValue {
        let (options, format) = (js(&options.to_string()), Object::new());
        // Setting fields of fresh objects cannot fail.
        let _ = Reflect::set(&format, &"type".into(), &"custom".into());
        let _ = Reflect::set(&format, &"minMove".into(), &step.into());
        let _ = Reflect::set(&format, &"formatter".into(), self.0.as_ref());
        let _ = Reflect::set(&options, &"priceFormat".into(), &format);
        options
    }
}

/// The smallest difference between numbers of so many decimals.
pub(super) fn step(decimals: usize) -> f64 {
    format!("1e-{decimals}").parse().unwrap_or(0.01)
}
