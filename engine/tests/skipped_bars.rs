//! A strategy that knows its next bar against the same one asked at every bar.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::{FillOn, RunConfig, Window};
use engine::indicator::Indicators;
use engine::report::Report;
use engine::series::Series;
use engine::strategy::catalog::find;
use engine::strategy::param::Params;
use engine::strategy::{Context, Strategy, ema_cross, macd_cross, sma_cross};
use engine::synthetic::minute_series;

/// Asks the strategy inside at every bar.
struct EveryBar<S>(S);

impl<S: Strategy> Strategy for EveryBar<S> {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        self.0.on_bar(context);
    }
}

fn run<S: Strategy>(strategy: S, indicators: &Indicators, config: &RunConfig) -> Report {
    let market = Market::new(Rc::clone(indicators.series()), config).unwrap();
    Box::new(Backtest::new(market, *config, strategy, indicators.warmup_bars()).unwrap()).finish()
}

/// With short selling on and off, either kind of fill, and a window inside the series.
fn agrees<S: Strategy>(id: &str, series: &Rc<Series>, make: fn(&Params, &mut Indicators) -> S) {
    let mut params = find(id).unwrap().defaults();
    let window = Window { start: Some(series.time()[700]), end: Some(series.time()[4_000]) };
    let mut config = RunConfig { window, ..RunConfig::default() };
    for (short, fill_on) in [(1.0, FillOn::NextOpen), (0.0, FillOn::NextOpen), (1.0, FillOn::Close)] {
        params.set("short", short);
        config.execution.fill_on = fill_on;
        let mut indicators = Indicators::new(Rc::clone(series));
        let (skipping, asked) = (make(&params, &mut indicators), make(&params, &mut indicators));
        let skipping = run(skipping, &indicators, &config);
        assert_eq!(skipping, run(EveryBar(asked), &indicators, &config), "{id}, {short}, {fill_on:?}");
        assert!(skipping.trades.len() > 10, "{id} made {} trades", skipping.trades.len());
    }
}

#[test]
fn bars_that_a_strategy_skips_would_have_changed_nothing() {
    let series = Rc::new(minute_series(11, 5_000));
    agrees("sma_cross", &series, sma_cross::SmaCross::new);
    agrees("ema_cross", &series, ema_cross::EmaCross::new);
    agrees("macd_cross", &series, macd_cross::MacdCross::new);
}
