//! A chart of one line around zero.

use leptos::prelude::*;

use super::frame::ChartFrame;
use super::line_source::LineSource;
pub use super::line_source::{Line, Scale};
use super::viewer::Source;

/// The line, with a faint fill between it and zero.
#[component]
pub fn LineChart(
    /// Its points, at least one.
    line: Line,
    /// What it is, for those who do not see it.
    label: &'static str,
) -> impl IntoView {
    let is_daily = line.interval_ms >= 86_400_000;
    let make =
        move |library: &_, chart: &_| Box::new(LineSource::new(library, chart, line)) as Box<dyn Source>;
    view! { <ChartFrame label height="14rem" is_daily show=Signal::stored(None) repaint=Signal::stored(0) make /> }
}
