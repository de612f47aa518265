//! The broker against a second engine that was written from the rules alone, on thousands of random bars and orders.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod limits;
mod margin;
mod market;
mod oracle;
mod queue;
mod trailing;

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::{CloseRule, FillOn, RunConfig};
use engine::series::{Bar, Series};
use engine::strategy::{Context, Strategy};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use limits::Limits;
use market::{Ask, Group};
use oracle::{Oracle, Trade};

/// What is asked for at each close, with its group.
type Asks = Vec<Vec<(Ask, Option<Group>)>>;

struct Script(Asks, Limits);

impl Strategy for Script {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        context.set_risk(self.1.rules(self.0.len()));
        for (ask, group) in &self.0[context.bar_index()] {
            match (ask.order(), ask) {
                (Some(order), _) => context.submit(match group {
                    Some((name, on_fill)) => order.group(*name, *on_fill),
                    None => order,
                }),
                (None, Ask::Cancel { id: Some(id) }) => context.cancel(id),
                (None, Ask::Cancel { id: None }) => context.cancel_all(),
                (None, _) => {}
            }
        }
    }
}

fn by_engine(bars: &[Bar], script: &Asks, config: RunConfig, limits: Limits) -> Vec<Trade> {
    let series = Rc::new(Series::from_bars(bars, 60_000).unwrap());
    let market = Market::new(series, &config).unwrap();
    let report = Box::new(Backtest::new(market, config, Script(script.clone(), limits), 0).unwrap()).finish();
    let name = |id: &str| ["a", "b", "c", "m", "n"].into_iter().find(|known| *known == id).unwrap();
    report
        .trades
        .iter()
        .map(|trade| Trade {
            side: trade.side,
            entry_id: name(&trade.entry_id),
            quantity: trade.quantity,
            entry: (trade.entry_bar as usize, trade.entry_price),
            exit: (!trade.is_open()).then_some((trade.exit_bar as usize, trade.exit_price)),
            reach: reach(trade),
            opened: 0.0,
        })
        .collect()
}

/// The lowest and the highest price that the excursions speak of.
fn reach(trade: &engine::trade::Trade) -> (f64, f64) {
    let price = |cash: f64| trade.entry_price + trade.side.sign() * cash / trade.quantity;
    let (best, worst) = (price(trade.max_favourable), price(trade.max_adverse));
    (best.min(worst), best.max(worst))
}

fn by_oracle(bars: &[Bar], script: &Asks, config: &RunConfig, limits: Limits) -> Vec<Trade> {
    let mut oracle = Oracle::new(*config, limits);
    for (index, (bar, asks)) in bars.iter().zip(script).enumerate() {
        oracle.walk(index, bar);
        for (ask, group) in asks {
            oracle.submit(*ask, *group, bar.close);
        }
        oracle.close(bar.close);
    }
    if config.execution.close_at_end {
        let last = bars[bars.len() - 1].close;
        oracle.reduce(None, oracle.units(None), last);
    }
    oracle.closed.append(&mut oracle.open);
    oracle.closed.iter_mut().for_each(|trade| trade.opened = 0.0);
    oracle.closed
}

/// Settings of every kind that the oracle knows. Cash is short in half of the cases, so that margins matter.
fn config(seed: u64) -> RunConfig {
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(market::STEP);
    config.instrument.lot_step = Some(1.0);
    config.execution.pyramiding = 1 + (seed % 3) as u32;
    config.execution.close_rule = if seed.is_multiple_of(2) { CloseRule::Fifo } else { CloseRule::Any };
    config.execution.fill_on = if seed % 4 < 2 { FillOn::NextOpen } else { FillOn::Close };
    config.execution.close_at_end = seed.is_multiple_of(5);
    config.execution.limit_ticks = [0, 0, 0, 1, 3][seed as usize / 7 % 5];
    config.account.initial_cash = [1e6, 1_000.0, 400.0, 100.0][seed as usize / 4 % 4];
    config.account.margin_long = [1.0, 0.25, 0.0][seed as usize / 16 % 3];
    config.account.margin_short = [0.5, 1.0, 0.0][seed as usize / 48 % 3];
    config
}

#[test]
fn the_broker_trades_as_a_second_engine_does() {
    let (mut n_trades, n_cases) = (0, 12_000);
    for seed in 0..n_cases {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let bars = market::bars(&mut rng, 40);
        let script: Asks = bars.iter().map(|bar| market::asks(&mut rng, bar.close)).collect();
        let (config, limits) = (config(seed), Limits::of(seed));
        let engine = by_engine(&bars, &script, config, limits);
        let oracle = by_oracle(&bars, &script, &config, limits);
        if engine == oracle {
            n_trades += engine.len();
            continue;
        }
        let at = engine.iter().zip(&oracle).take_while(|(a, b)| a == b).count();
        for (i, bar) in bars.iter().enumerate() {
            println!("{i}: {} {} {} {} {:?}", bar.open, bar.high, bar.low, bar.close, script[i]);
        }
        panic!(
            "seed {seed}, {:?} {:?}: trade {at}: engine {:?}, oracle {:?}",
            config.account,
            (config.execution, limits),
            engine.get(at),
            oracle.get(at)
        );
    }
    println!("oracle: {n_cases} of {n_cases} random strategies equal, {n_trades} trades");
    assert!(n_trades > 50_000, "only {n_trades} trades");
}
