//! Every built-in strategy, asked on the bars on which it wants to be woken, against itself asked at every bar.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::{FillOn, Intrabar, RunConfig, Window};
use engine::indicator::{Indicators, Source};
use engine::report::Report;
use engine::series::{Bar, Series};
use engine::strategy::catalog::STRATEGIES;
use engine::strategy::declaration::{Declaration, StrategyInfo};
use engine::strategy::param::{ParamKind, ParamValue, Params};
use engine::strategy::*;
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

/// Random numbers, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    /// A market that moves in ticks as large as its bars, so that values touch and stand still, or one as markets are.
    fn series(&mut self) -> Series {
        let n_bars = 60 + self.below(9_000) as usize;
        let series = minute_series(self.below(1 << 32), n_bars);
        if self.below(2) == 0 {
            return series;
        }
        let tick = series.close()[0] / 400.0;
        let round = |price: f64| (price / tick).round().max(1.0) * tick;
        let bar = |i: usize| {
            let Bar { time, open, high, low, close, volume } = series.bar(i);
            Bar { time, open: round(open), high: round(high), low: round(low), close: round(close), volume }
        };
        Series::from_bars(&(0..n_bars).map(bar).collect::<Vec<_>>(), series.interval_ms()).unwrap()
    }

    /// Parameters that the strategy accepts, mostly short lengths; some warm-ups are longer than the series.
    fn params(&mut self, info: &Declaration) -> Params {
        loop {
            let mut params = info.defaults();
            for spec in info.params.iter() {
                let value: ParamValue = match spec.kind {
                    ParamKind::Integer(of) => {
                        let most = if self.below(20) == 0 { of.max as u64 } else { 40 };
                        (self.below(most) as f64).clamp(of.min, of.max).into()
                    }
                    ParamKind::Number(of) => {
                        (of.min + of.step * self.below(80) as f64).clamp(of.min, of.max).into()
                    }
                    ParamKind::Switch(_) => (self.below(2) == 1).into(),
                    _ => panic!("no built-in strategy has such a parameter: {spec:?}"),
                };
                params.set(&spec.key, value);
            }
            if info.problems(&params).is_empty() {
                return params;
            }
        }
    }

    /// Settings under which orders fill at opens and closes, entries add up, and the account runs out of margin.
    fn config(&mut self, series: &Series) -> RunConfig {
        let mut config = RunConfig::default();
        let mut time = || Some(series.time()[self.below(series.len() as u64) as usize]);
        let (from, to) = (time(), time());
        if self.below(3) == 0 && from < to {
            config.window = Window { start: from, end: to };
        }
        config.execution.fill_on = [FillOn::NextOpen, FillOn::Close][self.below(2) as usize];
        config.execution.intrabar = [Intrabar::Path, Intrabar::StopFirst][self.below(2) as usize];
        config.execution.pyramiding = 1 + self.below(3) as u32;
        config.account.margin_short = [1.0, 0.5, 0.0][self.below(3) as usize];
        config
    }
}

/// As many trades as were made, in all cases.
fn compare<S: Strategy>(info: &StrategyInfo, make: fn(&Params, &mut Indicators) -> S) {
    let (mut dice, mut n_trades) = (Dice(info.id.len() as u64), 0);
    for case in 0..60 {
        let series = Rc::new(dice.series());
        let (params, config) = (dice.params(&info.declaration()), dice.config(&series));
        let mut indicators = Indicators::new(Rc::clone(&series));
        let (woken, asked) = (make(&params, &mut indicators), make(&params, &mut indicators));
        let woken = run(woken, &indicators, &config);
        let asked = run(EveryBar(asked), &indicators, &config);
        assert_eq!(woken.result_hash, asked.result_hash, "{}, case {case}: {params:?}, {config:?}", info.id);
        assert_eq!(woken, asked, "{}, case {case}: {params:?}, {config:?}", info.id);
        n_trades += woken.trades.len();
    }
    assert!(n_trades >= 50, "{} made {n_trades} trades", info.id);
}

#[test]
fn a_strategy_misses_nothing_on_the_bars_on_which_it_sleeps() {
    let mut n_strategies = 0;
    macro_rules! compare {
        ($($module:ident: $make:expr),* $(,)?) => {
            $(
                compare(&$module::INFO, $make);
                n_strategies += 1;
            )*
        };
    }
    compare! {
        buy_and_hold: |_, _| buy_and_hold::BuyAndHold::default(),
        sma_cross: sma_cross::SmaCross::new,
        ema_cross: ema_cross::EmaCross::new,
        macd_cross: macd_cross::MacdCross::new,
        supertrend: supertrend::Supertrend::new,
        atr_bracket: atr_bracket::AtrBracket::new,
        donchian_breakout: donchian_breakout::DonchianBreakout::new,
        keltner_breakout: keltner_breakout::KeltnerBreakout::new,
        rsi_reversion: rsi_reversion::RsiReversion::new,
        bollinger_rsi: bollinger_rsi::BollingerRsi::new,
    }
    assert_eq!(n_strategies, STRATEGIES.len(), "a strategy is missing here");
}

/// Compares columns bar by bar, and counts what it finds.
struct ByColumns<'a> {
    columns: [engine::indicator::Column; 2],
    masks: [engine::indicator::Mask; 2],
    n_found: &'a mut usize,
}

impl Strategy for ByColumns<'_> {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let [a, b] = &self.columns;
        let expected = [context.crosses_above(a, b), context.crosses_below(a, b)];
        let found = self.masks.each_ref().map(|mask| context.holds(mask));
        assert_eq!(found, expected, "bar {}", context.bar_index());
        *self.n_found += usize::from(found != [false; 2]);
    }
}

#[test]
fn masks_hold_the_crossings_that_a_look_at_the_columns_finds() {
    let (mut dice, mut n_found) = (Dice(3), 0);
    for _ in 0..60 {
        let mut indicators = Indicators::new(Rc::new(dice.series()));
        let columns =
            [60, 300].map(|longest| indicators.sma(Source::Close, 1 + dice.below(longest) as usize));
        let masks = indicators.crosses(&columns[0], &columns[1]);
        run(ByColumns { columns, masks, n_found: &mut n_found }, &indicators, &RunConfig::default());
    }
    assert!(n_found > 3_500, "{n_found}");
}
