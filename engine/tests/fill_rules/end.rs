//! Rules 1, 2 and the option of rule 4.

use std::cell::RefCell;
use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::{Commission, RunConfig, Slippage};
use engine::fill::FillRule;
use engine::order::Order;
use engine::series::{Bar, Series};
use engine::strategy::{Context, Strategy};
use engine::trade::ExitReason::End;
use engine::trade::Side::{Long, Short};

use crate::{QUIET, outcomes, run};

/// Writes down what it is shown: bar, open time, close.
struct Witness(Rc<RefCell<Vec<(usize, i64, f64)>>>);

impl Strategy for Witness {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        self.0.borrow_mut().push((context.bar_index(), context.time(), context.close()));
    }
}

#[test]
fn rule_1_and_2_the_strategy_is_asked_once_per_bar_and_the_bar_is_named_by_its_open_time() {
    let bar = |time: i64, close: f64| Bar { time, open: 1.0, high: 9.0, low: 1.0, close, volume: 0.0 };
    let series =
        Rc::new(Series::from_bars(&[bar(0, 2.0), bar(60_000, 3.0), bar(300_000, 4.0)], 60_000).unwrap());
    let seen = Rc::new(RefCell::new(Vec::new()));
    let config = RunConfig::default();
    let market = Market::new(series, &config).unwrap();
    Box::new(Backtest::new(market, config, Witness(Rc::clone(&seen)), 0).unwrap()).finish();
    assert_eq!(*seen.borrow(), [(0, 0, 2.0), (1, 60_000, 3.0), (2, 300_000, 4.0)]);
}

fn closing() -> RunConfig {
    let mut config = RunConfig::default();
    config.execution.close_at_end = true;
    config
}

#[test]
fn rule_4_the_option_closes_what_is_open_at_the_last_close_and_pays_for_it() {
    let mut config = closing();
    config.account.commission = Commission::CashPerOrder(3.0);
    config.account.slippage = Slippage::PriceRatio(0.01);
    let candles = [QUIET, (100.0, 106.0, 99.0, 105.0)];
    let report = run(&candles, config, vec![(0, Order::entry("a", Short))]);
    assert_eq!(outcomes(&report), [(Short, 1, 99.0, 1, 106.05, End)]);
    let trade = &report.trades[0];
    assert_eq!((trade.commission, trade.exit_id.as_ref(), trade.is_open()), (6.0, "end of data", false));
    let cause = trade.exit_cause.unwrap();
    assert_eq!((cause.rule, cause.raw_price, cause.decided), (FillRule::EndOfData, 105.0, 1));
    assert_eq!(*report.equity.last().unwrap(), 100_000.0 + trade.profit);
    assert_eq!(report.positions, []);
}

#[test]
fn rule_4_the_option_closes_at_the_end_of_the_window_and_changes_nothing_before() {
    let candles = [QUIET, QUIET, (100.0, 106.0, 99.0, 105.0), (110.0, 110.0, 110.0, 110.0)];
    let orders = || vec![(0, Order::entry("a", Long))];
    let mut config = closing();
    config.window.end = Some(3 * 60_000);
    let report = run(&candles, config, orders());
    assert_eq!(outcomes(&report), [(Long, 1, 100.0, 2, 105.0, End)]);
    assert_eq!(report.positions, [(1, 1.0), (2, 0.0)]);
    config.execution.close_at_end = false;
    assert_eq!(run(&candles, config, orders()).equity, report.equity);
}
