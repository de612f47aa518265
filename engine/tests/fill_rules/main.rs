//! The execution model, rule by rule: a few candles, the orders of a script, and the trades that must come out.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod ambiguous;
mod causes;
mod costs;
mod end;
mod groups;
mod inside_a_bar;
mod margin;
mod positions;
mod time;
mod trailing;

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::RunConfig;
use engine::order::Order;
use engine::report::Report;
use engine::series::{Bar, Series};
use engine::strategy::{Context, Strategy};
use engine::trade::{ExitReason, Side};

/// Open, high, low, close.
pub(crate) type Candle = (f64, f64, f64, f64);

/// A candle on which nothing happens.
pub(crate) const QUIET: Candle = (100.0, 100.0, 100.0, 100.0);

/// Orders by the bar at whose close they are made.
struct Script(Vec<(usize, Order)>);

impl Strategy for Script {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let bar = context.bar_index();
        for (at, order) in &self.0 {
            if *at == bar {
                context.submit(order.clone());
            }
        }
    }
}

/// A run of scripted orders over candles one minute apart.
pub(crate) fn run(candles: &[Candle], config: RunConfig, orders: Vec<(usize, Order)>) -> Report {
    let bars: Vec<Bar> = candles
        .iter()
        .enumerate()
        .map(|(i, &(open, high, low, close))| Bar {
            time: i as i64 * 60_000,
            open,
            high,
            low,
            close,
            volume: 1.0,
        })
        .collect();
    let series = Rc::new(Series::from_bars(&bars, 60_000).unwrap());
    let market = Market::new(series, &config).unwrap();
    Box::new(Backtest::new(market, config, Script(orders), 0).unwrap()).finish()
}

/// Trades as (side, entry bar, entry price, exit bar, exit price, reason).
pub(crate) type Outcome = (Side, u32, f64, u32, f64, ExitReason);

pub(crate) fn outcomes(report: &Report) -> Vec<Outcome> {
    report
        .trades
        .iter()
        .map(|t| (t.side, t.entry_bar, t.entry_price, t.exit_bar, t.exit_price, t.exit_reason))
        .collect()
}

/// Runs with the default settings and compares the trades.
pub(crate) fn check(candles: &[Candle], orders: Vec<(usize, Order)>, expected: &[Outcome]) {
    check_with(RunConfig::default(), candles, orders, expected);
}

/// Runs and compares the trades.
pub(crate) fn check_with(
    config: RunConfig,
    candles: &[Candle],
    orders: Vec<(usize, Order)>,
    expected: &[Outcome],
) {
    assert_eq!(outcomes(&run(candles, config, orders)), expected);
}
