//! Equity and drawdown of several runs, one above the other.

use std::ops::Range;
use std::rc::Rc;

use leptos::prelude::*;

use super::frame::ChartFrame;
use super::overlay_source::OverlaySource;
pub use super::overlay_source::{Curve, Overlay};
use super::viewer::Source;

/// The curves of an overlay, without a legend: the caller shows the values at the crosshair.
#[component]
pub fn OverlayChart(
    /// The curves, on one axis of time.
    overlay: Rc<Overlay>,
    /// Whether equity is drawn in cash, not as 100 at the start.
    #[prop(into)]
    is_cash: Signal<bool>,
    /// Gets the positions on the axis that the crosshair is at; of the last ones when it is nowhere.
    pointed: RwSignal<Option<Range<usize>>>,
) -> impl IntoView {
    let is_daily = overlay.interval_ms >= 86_400_000;
    let make = move |library: &_, chart: &_| {
        Box::new(OverlaySource::new(library, chart, overlay, is_cash, pointed)) as Box<dyn Source>
    };
    view! { <ChartFrame label="Equity and drawdown of the compared jobs" height="26rem" is_daily show=Signal::stored(None) repaint=Signal::derive(move || usize::from(is_cash.get())) make /> }
}
