//! A random case: bars, settings and a seed for the orders; and its run.

use std::cell::RefCell;
use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::{CloseRule, Commission, FillOn, Intrabar, RunConfig, Sizing, Slippage};
use engine::report::Report;
use engine::series::Bar;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::dice::{Dice, Seen};
use crate::market;

#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) bars: Vec<Bar>,
    pub(crate) config: RunConfig,
    pub(crate) seed: u64,
    /// The script also asks for things that have no effect.
    pub(crate) pesters: bool,
}

/// What came of it.
pub(crate) struct Outcome {
    pub(crate) report: Report,
    /// By bar.
    pub(crate) seen: Vec<Seen>,
}

impl Case {
    /// The same seed makes the same case.
    pub(crate) fn random(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let n_bars = [1, 2, 20, 60, 200][rng.random_range(0..5)];
        Self { bars: market::bars(&mut rng, n_bars), config: config(&mut rng), seed, pesters: false }
    }

    pub(crate) fn run(&self) -> Outcome {
        self.run_on(&self.bars, self.config)
    }

    /// The same orders on other bars, with other settings.
    pub(crate) fn run_on(&self, bars: &[Bar], config: RunConfig) -> Outcome {
        let seen = Rc::new(RefCell::new(Vec::new()));
        let dice = Dice { seed: self.seed, pesters: self.pesters, seen: Rc::clone(&seen) };
        let market = Market::new(market::series(bars), &config).unwrap();
        let report = Box::new(Backtest::new(market, config, dice, 0).unwrap()).finish();
        Outcome { report, seen: seen.take() }
    }
}

fn config(rng: &mut ChaCha8Rng) -> RunConfig {
    let mut config = RunConfig::default();
    let sign = if rng.random_bool(0.3) { -1.0 } else { 1.0 };
    config.execution.fill_on = if rng.random() { FillOn::Close } else { FillOn::NextOpen };
    config.execution.intrabar = if rng.random() { Intrabar::StopFirst } else { Intrabar::Path };
    config.execution.close_rule = if rng.random() { CloseRule::Any } else { CloseRule::Fifo };
    config.execution.pyramiding = rng.random_range(1..4);
    config.account.initial_cash = [100_000.0, 1_000.0][rng.random_range(0..2)];
    config.account.sizing =
        [Sizing::Lots(3.0), Sizing::Cash(500.0), Sizing::EquityRatio(0.4)][rng.random_range(0..3)];
    config.account.commission = [
        Commission::ValueRatio(0.0),
        Commission::ValueRatio(0.001 * sign),
        Commission::CashPerOrder(2.0 * sign),
        Commission::CashPerUnit(0.05 * sign),
    ][rng.random_range(0..4)];
    config.execution.close_at_end = rng.random_bool(0.2);
    config.instrument.tick_size = [None, Some(0.25), Some(0.01), Some(0.5)][rng.random_range(0..4)];
    config.instrument.lot_step = [None, Some(1.0), Some(0.125)][rng.random_range(0..3)];
    config.instrument.lot_size = [1.0, 1.0, 4.0][rng.random_range(0..3)];
    config.account.slippage = match (rng.random_range(0..3), config.instrument.tick_size) {
        (0, _) => Slippage::PriceRatio(0.0),
        (1, Some(_)) => Slippage::Ticks(2.0),
        _ => Slippage::PriceRatio(0.0005),
    };
    config.account.margin_long = [1.0, 0.5, 0.2, 0.0][rng.random_range(0..4)];
    config.account.margin_short = [1.0, 0.5, 0.2, 0.0][rng.random_range(0..4)];
    if let Commission::CashPerOrder(_) = config.account.commission {
        // A bar may bring two margin calls at one price. A report does not tell them apart, and so not how many orders they were.
        (config.account.margin_long, config.account.margin_short) = (0.0, 0.0);
    }
    config
}

/// No order is dropped, no position is liquidated, trading never ends.
pub(crate) fn never_short_of_money(config: &mut RunConfig) {
    config.account.initial_cash = 1_000_000.0;
    (config.account.margin_long, config.account.margin_short) = (0.0, 0.0);
}
