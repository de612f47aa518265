//! What we use of TradingView's lightweight-charts. Data and options cross as JSON: one call instead of thousands.

use js_sys::JSON;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen(module = "/src/charts/load.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = loadCharts)]
    pub(super) async fn load_charts(path: &str) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/src/charts/trade_lines.js")]
extern "C" {
    /// Lines from entries to exits.
    #[derive(Clone, Debug)]
    pub(super) type TradeLines;
    #[wasm_bindgen(constructor)]
    pub(super) fn new() -> TradeLines;
    #[wasm_bindgen(method)]
    pub(super) fn set(this: &TradeLines, json: &str);
}

#[wasm_bindgen(module = "/src/charts/range_line.js")]
extern "C" {
    /// How a series of ranges is drawn.
    pub(super) type RangeLine;
    #[wasm_bindgen(constructor)]
    pub(super) fn new(shape: &str) -> RangeLine;
}

#[wasm_bindgen]
extern "C" {
    /// The library's module.
    #[derive(Clone, Debug)]
    pub(super) type Library;
    #[wasm_bindgen(method, js_name = createChart)]
    pub(super) fn create_chart(this: &Library, element: &HtmlElement, options: &JsValue) -> Chart;
    #[wasm_bindgen(method, js_name = createSeriesMarkers)]
    pub(super) fn create_series_markers(this: &Library, series: &Plot, markers: &JsValue) -> Markers;
    #[wasm_bindgen(method, getter, js_name = CandlestickSeries)]
    pub(super) fn candlesticks(this: &Library) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = LineSeries)]
    pub(super) fn line(this: &Library) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = BaselineSeries)]
    pub(super) fn baseline(this: &Library) -> JsValue;

    /// A chart.
    #[derive(Clone, Debug)]
    pub(super) type Chart;
    #[wasm_bindgen(method, js_name = addSeries)]
    pub(super) fn add_series(this: &Chart, kind: &JsValue, options: &JsValue, pane: u32) -> Plot;
    #[wasm_bindgen(method, js_name = addCustomSeries)]
    pub(super) fn add_custom(this: &Chart, view: &RangeLine, options: &JsValue, pane: u32) -> Plot;
    #[wasm_bindgen(method, js_name = applyOptions)]
    pub(super) fn apply_options(this: &Chart, options: &JsValue);
    #[wasm_bindgen(method, js_name = timeScale)]
    pub(super) fn time_scale(this: &Chart) -> TimeScale;
    #[wasm_bindgen(method)]
    pub(super) fn panes(this: &Chart) -> js_sys::Array;
    #[wasm_bindgen(method, js_name = subscribeCrosshairMove)]
    pub(super) fn subscribe_crosshair(this: &Chart, handler: &js_sys::Function);
    #[wasm_bindgen(method)]
    pub(super) fn remove(this: &Chart);

    /// One line, area or row of candles ("series" in the library).
    #[derive(Clone, Debug)]
    pub(super) type Plot;
    #[wasm_bindgen(method, js_name = setData)]
    pub(super) fn set_data(this: &Plot, data: &JsValue);
    #[wasm_bindgen(method, js_name = applyOptions)]
    pub(super) fn apply_options(this: &Plot, options: &JsValue);

    #[wasm_bindgen(method, js_name = attachPrimitive)]
    pub(super) fn attach(this: &Plot, drawing: &TradeLines);

    /// Markers on a plot.
    #[derive(Clone, Debug)]
    pub(super) type Markers;
    #[wasm_bindgen(method, js_name = setMarkers)]
    pub(super) fn set_markers(this: &Markers, markers: &JsValue);

    /// Part of a chart, one above the other.
    #[derive(Clone, Debug)]
    pub(super) type Pane;
    #[wasm_bindgen(method, js_name = setStretchFactor)]
    pub(super) fn set_stretch(this: &Pane, factor: f64);
    #[wasm_bindgen(method, js_name = getHeight)]
    pub(super) fn height(this: &Pane) -> f64;

    /// The axis of time.
    #[derive(Clone, Debug)]
    pub(super) type TimeScale;
    #[wasm_bindgen(method, js_name = fitContent)]
    pub(super) fn fit_content(this: &TimeScale);
    #[wasm_bindgen(method, js_name = setVisibleLogicalRange)]
    pub(super) fn set_visible(this: &TimeScale, range: &JsValue);
    #[wasm_bindgen(method, js_name = subscribeVisibleLogicalRangeChange)]
    pub(super) fn subscribe_visible(this: &TimeScale, handler: &js_sys::Function);
    #[wasm_bindgen(method, js_name = subscribeSizeChange)]
    pub(super) fn subscribe_size(this: &TimeScale, handler: &js_sys::Function);

    /// What is in sight, counted in points.
    #[derive(Clone, Debug)]
    pub(super) type LogicalRange;
    #[wasm_bindgen(method, getter)]
    pub(super) fn from(this: &LogicalRange) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(super) fn to(this: &LogicalRange) -> f64;

    /// Where the crosshair is.
    #[derive(Clone, Debug)]
    pub(super) type Crosshair;
    #[wasm_bindgen(method, getter)]
    pub(super) fn logical(this: &Crosshair) -> Option<f64>;
}

/// JSON text as a JS value; `undefined` if it is none, which the library treats as nothing.
pub(super) fn js(text: &str) -> JsValue {
    JSON::parse(text).unwrap_or(JsValue::UNDEFINED)
}
