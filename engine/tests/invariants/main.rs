//! What must always hold, on random bars and random orders.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod market;

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run, prepare};
use engine::config::{CloseRule, Commission, FillOn, Intrabar, RunConfig, Sizing, Slippage};
use engine::order::Order;
use engine::report::Report;
use engine::series::Series;
use engine::strategy::catalog::STRATEGIES;
use engine::strategy::{Context, Strategy};
use engine::trade::{ExitReason, Side};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};
use proptest::strategy::Strategy as Generator;

use market::{random_bars, series};

/// Random orders: by bar, a number that selects what to do.
struct Dice(Vec<u16>);

impl Strategy for Dice {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let roll = self.0[context.bar_index() % self.0.len()];
        let close = context.close();
        let side = if roll & 1 == 0 { Side::Long } else { Side::Short };
        let id = if roll & 2 == 0 { "a" } else { "b" };
        let away = 1.0 + side.sign() * f64::from(roll >> 8) / 4_000.0;
        match (roll >> 2) % 12 {
            0 => context.submit(Order::entry(id, side)),
            1 => context.submit(Order::entry(id, side).stop(close * away)),
            2 => context.submit(Order::entry(id, side).limit(close / away)),
            3 => context.submit(Order::entry(id, side).stop(close * away).limit(close * away)),
            4 => context.submit(Order::net(id, side).quantity(2.0)),
            5 => context.submit(Order::exit("x", id).stop(close / away).limit(close * away)),
            6 => context.submit(Order::exit_all("y").stop(close * 0.97)),
            7 => context.submit(Order::close(id)),
            8 => context.submit(Order::close_all()),
            9 => context.cancel(id),
            10 => context.submit(Order::entry(id, side).stop(close * away).limit(close * away * away)),
            _ => {}
        }
    }
}

fn any_config() -> impl Generator<Value = RunConfig> {
    (any::<bool>(), any::<bool>(), any::<bool>(), 1u32..4, 0usize..3, 0usize..3, any::<bool>()).prop_map(
        |(on_close, stop_first, any_rule, pyramiding, commission, sizing, costs)| {
            let mut config = RunConfig::default();
            config.execution.fill_on = if on_close { FillOn::Close } else { FillOn::NextOpen };
            config.execution.intrabar = if stop_first { Intrabar::StopFirst } else { Intrabar::Path };
            config.execution.close_rule = if any_rule { CloseRule::Any } else { CloseRule::Fifo };
            config.execution.pyramiding = pyramiding;
            config.account.sizing =
                [Sizing::Lots(3.0), Sizing::Cash(5_000.0), Sizing::EquityRatio(0.4)][sizing];
            if costs {
                config.account.commission = [
                    Commission::ValueRatio(0.001),
                    Commission::CashPerOrder(2.0),
                    Commission::CashPerUnit(0.05),
                ][commission];
                config.account.slippage = Slippage::PriceRatio(0.0005);
            }
            config
        },
    )
}

fn roll(series: &Rc<Series>, config: RunConfig, dice: &[u16]) -> Report {
    let market = Market::new(Rc::clone(series), &config).unwrap();
    Box::new(Backtest::new(market, config, Dice(dice.to_vec()), 0).unwrap()).finish()
}

fn close_to(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn money_adds_up(seed: u64, dice in prop::collection::vec(any::<u16>(), 20..60), config in any_config()) {
        let series = series(&random_bars(seed, 300));
        let report = roll(&series, config, &dice);
        let profit: f64 = report.trades.iter().map(|trade| trade.profit).sum();
        let expected = config.account.initial_cash + profit;
        prop_assert!(close_to(*report.equity.last().unwrap(), expected));
        let run = &report.statistics.run;
        prop_assert!(close_to(run.net_profit.unwrap() + run.open_profit.unwrap(), profit));
        let held: f64 = report.trades.iter().filter(|t| t.is_open()).map(|t| t.side.sign() * t.quantity).sum();
        prop_assert!(close_to(report.positions.last().map_or(0.0, |last| last.1), held));
    }

    #[test]
    fn fills_lie_inside_their_bar_and_after_the_decision(
        seed: u64, dice in prop::collection::vec(any::<u16>(), 20..60), config in any_config(),
    ) {
        let mut config = config;
        config.account.slippage = Slippage::PriceRatio(0.0);
        let series = series(&random_bars(seed, 300));
        for trade in roll(&series, config, &dice).trades {
            let entry = series.bar(trade.entry_bar as usize);
            prop_assert!((entry.low..=entry.high).contains(&trade.entry_price));
            prop_assert!(trade.exit_bar >= trade.entry_bar && trade.quantity > 0.0);
            if trade.exit_reason != ExitReason::Open {
                let exit = series.bar(trade.exit_bar as usize);
                prop_assert!((exit.low..=exit.high).contains(&trade.exit_price));
            }
            prop_assert!(trade.max_favourable >= 0.0 && trade.max_adverse <= 0.0);
        }
    }

    #[test]
    fn the_future_changes_nothing(
        seed: u64, dice in prop::collection::vec(any::<u16>(), 20..60), config in any_config(), cut in 2usize..299,
    ) {
        let bars = random_bars(seed, 300);
        let whole = roll(&series(&bars), config, &dice);
        let part = roll(&series(&bars[..cut]), config, &dice);
        prop_assert_eq!(&whole.equity[..cut], &part.equity[..]);
    }

    #[test]
    fn prices_and_cash_times_a_power_of_two_give_the_same_returns(
        seed: u64, dice in prop::collection::vec(any::<u16>(), 20..60),
    ) {
        let bars = random_bars(seed, 300);
        let mut config = RunConfig::default();
        let small = roll(&series(&bars), config, &dice);
        config.account.initial_cash *= 1_024.0;
        let scaled: Vec<_> = bars.iter().map(|bar| market::scaled(bar, 1_024.0)).collect();
        let large = roll(&series(&scaled), config, &dice);
        prop_assert_eq!(small.statistics.run.total_return, large.statistics.run.total_return);
        prop_assert_eq!(small.statistics.all.expectancy, large.statistics.all.expectancy);
        prop_assert_eq!(small.trades.len(), large.trades.len());
    }
}

#[test]
fn no_built_in_strategy_looks_ahead_and_slices_do_not_matter() {
    let bars = random_bars(7, 1_500);
    let config = RunConfig::default();
    for info in STRATEGIES {
        let mut params = info.defaults();
        for (key, short) in [("fast", 3.0), ("slow", 9.0), ("length", 8.0), ("entry", 8.0), ("exit", 4.0)] {
            if params.get(key).is_some() {
                params.set(key, short);
            }
        }
        let whole = prepare(info.id, &params, &config, series(&bars)).unwrap().finish();
        assert!(!whole.trades.is_empty(), "{} did not trade", info.id);
        for cut in [50, 333, 777, 1_200] {
            let part = prepare(info.id, &params, &config, series(&bars[..cut])).unwrap().finish();
            assert_eq!(whole.equity[..cut], part.equity[..], "{} saw beyond bar {cut}", info.id);
        }
        for slice in [1, 7, 1_000] {
            let mut run = prepare(info.id, &params, &config, series(&bars)).unwrap();
            while run.step(slice).done < bars.len() {}
            assert_eq!(run.finish().result_hash, whole.result_hash, "{} in slices of {slice}", info.id);
        }
    }
}

#[test]
fn buy_and_hold_equals_its_closed_form() {
    let bars = random_bars(3, 400);
    let config = RunConfig::default();
    let info = engine::strategy::catalog::find("buy_and_hold").unwrap();
    let report = prepare(info.id, &info.defaults(), &config, series(&bars)).unwrap().finish();
    let expected = 100_000.0 + bars[399].close - bars[1].open;
    assert!(close_to(*report.equity.last().unwrap(), expected));
}

#[test]
fn without_trades_the_equity_is_flat() {
    let report = roll(&series(&random_bars(1, 100)), RunConfig::default(), &[44]);
    assert!(report.trades.is_empty());
    assert!(report.equity.iter().all(|equity| *equity == 100_000.0));
}

#[test]
fn a_higher_commission_never_raises_the_equity() {
    let series = series(&random_bars(11, 400));
    let dice: Vec<u16> = (0..50).map(|i| i * 1_237).collect();
    let finals = [0.0, 0.001, 0.002, 0.01].map(|ratio| {
        let mut config = RunConfig::default();
        config.account.commission = Commission::ValueRatio(ratio);
        *roll(&series, config, &dice).equity.last().unwrap()
    });
    assert!(finals.is_sorted_by(|a, b| a >= b), "{finals:?}");
}
