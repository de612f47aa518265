//! The price chart.

use std::rc::Rc;

use engine::series::Series;
use engine::strategy::declaration::StrategyRef;
use engine::trade::Trade;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::frame::ChartFrame;
use super::plots::{Asked, Choice, PlotLegend, Said};
use super::price_source::PriceSource;
use super::viewer::Source;
use crate::plots::PlotList;
use crate::state::PlotReader;

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
    /// Height of the chart.
    #[prop(default = "24rem")]
    height: &'static str,
    /// The series to draw.
    #[prop(optional)]
    plots: Option<Plotted>,
) -> impl IntoView {
    let is_daily = series.interval_ms() >= 86_400_000;
    let spans: Vec<(usize, usize)> =
        trades.iter().map(|trade| (trade.entry_bar as usize, trade.exit_bar as usize + 1)).collect();
    let show = Signal::derive(move || goto.get().and_then(|at| spans.get(at).copied()));
    let (asked, repaint, legend) = match plots {
        None => (None, Signal::stored(0), None),
        Some(Plotted { list: PlotList { specs, notes }, reader, choice, said }) => {
            let legend = (specs.clone(), notes);
            (Some(Asked { specs, reader, choice, said }), choice.n_changes(), Some((legend, choice, said)))
        }
    };
    let make = move |library: &_, chart: &_| {
        Box::new(PriceSource::new(library, chart, series, trades, goto, asked)) as Box<dyn Source>
    };
    let legend = StoredValue::new(legend);
    let over = move || {
        legend
            .get_value()
            .map(|((specs, notes), choice, said)| view! { <PlotLegend specs notes choice said /> })
    };
    view! { <ChartFrame label="Prices and trades" height is_daily show repaint make over /> }
}

/// The series of a run, once it is known which there are.
#[derive(Clone)]
pub struct Plotted {
    list: PlotList,
    reader: PlotReader,
    choice: Choice,
    said: RwSignal<Said>,
}

/// As [`PriceChart`], with the series that the strategy looked at. Their panes are made with the chart, so that nothing in it moves when
/// values come; where it cannot be known which there are, the chart says why in their place.
#[component]
pub fn StrategyChart(
    /// The bars.
    series: Rc<Series>,
    /// The trades.
    trades: Rc<Vec<Trade>>,
    /// The trade to bring into sight, by position.
    #[prop(into)]
    goto: Signal<Option<usize>>,
    /// Height of the chart.
    height: &'static str,
    /// What was run.
    strategy: StrategyRef,
    /// The way to its series.
    reader: PlotReader,
) -> impl IntoView {
    let known = RwSignal::new_local(None::<Plotted>);
    let (choice, said) = (Choice::of(&strategy), RwSignal::new(Said::default()));
    spawn_local(async move {
        let list = reader.list().await.unwrap_or_else(|error| {
            said.try_update(|said| said.failed = Some(error));
            PlotList::default()
        });
        // The page may have been left meanwhile; then this does nothing.
        known.try_set(Some(Plotted { list, reader, choice, said }));
    });
    let parts = StoredValue::new_local((series, trades));
    move || {
        let (series, trades) = parts.get_value();
        match known.get() {
            None => view! { <div class="chart-waits" style:height=height></div> }.into_any(),
            Some(plots) => view! { <PriceChart series trades goto height plots /> }.into_any(),
        }
    }
}
