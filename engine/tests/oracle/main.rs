//! The broker against a second engine that was written from the rules alone, on thousands of random bars and orders.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod market;
mod oracle;

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::{CloseRule, FillOn, RunConfig};
use engine::series::{Bar, Series};
use engine::strategy::{Context, Strategy};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use market::Ask;
use oracle::{Oracle, Trade};

struct Script(Vec<Vec<Ask>>);

impl Strategy for Script {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        for ask in &self.0[context.bar_index()] {
            match (ask.order(), ask) {
                (Some(order), _) => context.submit(order),
                (None, Ask::Cancel { id }) => context.cancel(id),
                (None, _) => {}
            }
        }
    }
}

fn by_engine(bars: &[Bar], script: &[Vec<Ask>], config: RunConfig) -> Vec<Trade> {
    let series = Rc::new(Series::from_bars(bars, 60_000).unwrap());
    let market = Market::new(series, &config).unwrap();
    let report = Box::new(Backtest::new(market, config, Script(script.to_vec()), 0).unwrap()).finish();
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
        })
        .collect()
}

/// The lowest and the highest price that the excursions speak of.
fn reach(trade: &engine::trade::Trade) -> (f64, f64) {
    let price = |cash: f64| trade.entry_price + trade.side.sign() * cash / trade.quantity;
    let (best, worst) = (price(trade.max_favourable), price(trade.max_adverse));
    (best.min(worst), best.max(worst))
}

fn by_oracle(bars: &[Bar], script: &[Vec<Ask>], config: &RunConfig) -> Vec<Trade> {
    let mut oracle = Oracle::new(config.execution.pyramiding as usize, config.execution.close_rule);
    for (index, (bar, asks)) in bars.iter().zip(script).enumerate() {
        oracle.walk(index, bar);
        for ask in asks {
            oracle.submit(*ask);
        }
        if config.execution.fill_on == FillOn::Close {
            oracle.close(bar.close);
        }
    }
    oracle.closed.append(&mut oracle.open);
    oracle.closed
}

#[test]
fn the_broker_trades_as_a_second_engine_does() {
    let mut n_trades = 0;
    for seed in 0..12_000 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let bars = market::bars(&mut rng, 40);
        let script: Vec<_> = bars.iter().map(|bar| market::asks(&mut rng, bar.close)).collect();
        let mut config = RunConfig::default();
        config.execution.pyramiding = 1 + (seed % 3) as u32;
        config.execution.close_rule = if seed % 2 == 0 { CloseRule::Fifo } else { CloseRule::Any };
        config.execution.fill_on = if seed % 4 < 2 { FillOn::NextOpen } else { FillOn::Close };
        let (engine, oracle) = (by_engine(&bars, &script, config), by_oracle(&bars, &script, &config));
        if engine == oracle {
            n_trades += engine.len();
            continue;
        }
        let at = engine.iter().zip(&oracle).take_while(|(a, b)| a == b).count();
        for (i, bar) in bars.iter().enumerate() {
            println!("{i}: {} {} {} {} {:?}", bar.open, bar.high, bar.low, bar.close, script[i]);
        }
        panic!(
            "seed {seed}, {:?}: trade {at}: engine {:?}, oracle {:?}",
            config.execution,
            engine.get(at),
            oracle.get(at)
        );
    }
    assert!(n_trades > 50_000, "only {n_trades} trades");
}
