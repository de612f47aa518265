//! The price chart.

use std::rc::Rc;

use engine::series::Series;
use engine::trade::Trade;
use leptos::prelude::*;

use super::frame::ChartFrame;
use super::price_source::PriceSource;
use super::viewer::Source;

/// Candles, the trades on them, and a way to go to one, which is then framed.
#[component]
pub fn PriceChart(
    /// The bars.
    series: Rc<Series>,
    /// The trades; none for bare data.
    trades: Rc<Vec<Trade>>,
    /// The trade to bring into sight, by position.
    #[prop(into)]
    goto: Signal<Option<usize>>,
) -> impl IntoView {
    let is_daily = series.interval_ms() >= 86_400_000;
    let spans: Vec<(usize, usize)> =
        trades.iter().map(|trade| (trade.entry_bar as usize, trade.exit_bar as usize + 1)).collect();
    let make = move |library: &_, chart: &_| {
        Box::new(PriceSource::new(library, chart, series, trades, goto)) as Box<dyn Source>
    };
    let show = Signal::derive(move || goto.get().and_then(|at| spans.get(at).copied()));
    view! { <ChartFrame label="Prices and trades" height="24rem" is_daily show repaint=Signal::stored(false) make /> }
}
