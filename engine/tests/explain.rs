//! “Why did this fill there?”, for every kind of fill.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::{FillOn, Intrabar, RunConfig, Slippage};
use engine::explain::{Alternative, AssumedPath, Choice, End, Explanation, Would, explain};
use engine::fill::FillRule;
use engine::order::{Activation, Order};
use engine::series::{Bar, Series};
use engine::strategy::{Context, Strategy};
use engine::trade::Side::{Long, Short};

type Candle = (f64, f64, f64, f64);

const QUIET: Candle = (100.0, 100.0, 100.0, 100.0);

struct Script(Vec<(usize, Order)>);

impl Strategy for Script {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let bar = context.bar_index();
        self.0.iter().filter(|(at, _)| *at == bar).for_each(|(_, order)| context.submit(order.clone()));
    }
}

/// Explains one end of the first trade.
fn told(candles: &[Candle], config: RunConfig, orders: Vec<(usize, Order)>, end: End) -> Explanation {
    let bar = |(i, &(open, high, low, close)): (usize, &Candle)| Bar {
        time: i as i64 * 60_000,
        open,
        high,
        low,
        close,
        volume: 1.0,
    };
    let bars: Vec<Bar> = candles.iter().enumerate().map(bar).collect();
    let series = Rc::new(Series::from_bars(&bars, 60_000).unwrap());
    let market = Market::new(Rc::clone(&series), &config).unwrap();
    let report = Box::new(Backtest::new(market, config, Script(orders), 0).unwrap()).finish();
    explain(&series, &config, &report.trades[0], end).unwrap()
}

fn bracket() -> Vec<(usize, Order)> {
    vec![(0, Order::entry("a", Long)), (0, Order::exit("x", "a").stop(95.0).limit(105.0))]
}

fn fill(bar: u32, raw: f64, rule: FillRule) -> Would {
    Would::Fill { bar, raw, filled: raw, rule }
}

fn would(explanation: &Explanation) -> Vec<(Choice, Would)> {
    explanation.alternatives.iter().map(|Alternative { choice, would }| (*choice, *would)).collect()
}

/// 100 → 94 → 106 → 100, or the other way round.
const BOTH: Candle = (100.0, 106.0, 94.0, 100.0);

#[test]
fn a_bracket_tells_what_the_other_path_and_stops_first_would_have_given() {
    let exit = told(&[QUIET, QUIET, BOTH], RunConfig::default(), bracket(), End::Exit);
    assert_eq!((exit.rule, exit.bar, exit.decided, exit.side), (FillRule::Stop, 2, 0, Short));
    assert_eq!(exit.path, AssumedPath::Points([100.0, 94.0, 106.0, 100.0]));
    assert!(exit.ambiguous);
    let other = (Choice::OtherPath, fill(2, 105.0, FillRule::Limit));
    assert_eq!(would(&exit), [other, (Choice::StopsFirst, Would::Same)]);

    let high_first = (100.0, 106.0, 90.0, 100.0);
    let exit = told(&[QUIET, QUIET, high_first], RunConfig::default(), bracket(), End::Exit);
    assert_eq!((exit.rule, exit.prices.level), (FillRule::Limit, Some(105.0)));
    let stop = fill(2, 95.0, FillRule::Stop);
    assert_eq!(would(&exit), [(Choice::OtherPath, stop), (Choice::StopsFirst, stop)]);
}

#[test]
fn with_stops_first_there_is_no_path_and_both_paths_are_alternatives() {
    let mut config = RunConfig::default();
    config.execution.intrabar = Intrabar::StopFirst;
    let exit = told(&[QUIET, QUIET, (100.0, 106.0, 90.0, 100.0)], config, bracket(), End::Exit);
    assert_eq!((exit.rule, exit.path.clone()), (FillRule::Stop, AssumedPath::StopsFirst));
    let target = fill(2, 105.0, FillRule::Limit);
    assert_eq!(would(&exit), [(Choice::LikelyPath, target), (Choice::OtherPath, Would::Same)]);
}

#[test]
fn an_exit_in_the_bar_of_its_entry_is_repeated_with_the_entry() {
    // 103 → 106 → 94 → 94.5: entered on the way up, stopped on the way down; the other way, both happen at the end too.
    let orders = || vec![(0, Order::entry("a", Long).stop(104.0)), (0, Order::exit("x", "a").stop(99.0))];
    let exit = told(&[QUIET, (103.0, 106.0, 94.0, 94.5)], RunConfig::default(), orders(), End::Exit);
    assert_eq!(would(&exit), [(Choice::OtherPath, Would::Same), (Choice::StopsFirst, Would::Same)]);
    // 100 → 94 → 106 → 104: not stopped. Nothing to compare but the entry.
    let entry = told(&[QUIET, (100.0, 106.0, 94.0, 104.0)], RunConfig::default(), orders(), End::Entry);
    assert_eq!(entry.rule, FillRule::Stop);
    assert_eq!(would(&entry), [(Choice::OtherPath, Would::Same), (Choice::StopsFirst, Would::Same)]);
}

#[test]
fn a_stop_limit_that_the_other_path_would_not_have_filled_says_so() {
    let orders = vec![(0, Order::entry("a", Long).stop(105.0).limit(103.0))];
    let entry = told(&[QUIET, (104.0, 106.0, 100.0, 104.5)], RunConfig::default(), orders, End::Entry);
    assert_eq!(entry.rule, FillRule::StopLimit);
    assert_eq!(would(&entry)[0], (Choice::OtherPath, Would::NotInThisBar));
}

#[test]
fn a_gap_leaves_no_choice() {
    let exit = told(&[QUIET, QUIET, (90.0, 120.0, 89.0, 118.0)], RunConfig::default(), bracket(), End::Exit);
    assert_eq!((exit.rule, exit.prices.level, exit.prices.raw), (FillRule::StopInGap, Some(95.0), 90.0));
    assert_eq!(would(&exit), [(Choice::OtherPath, Would::Same), (Choice::StopsFirst, Would::Same)]);
}

#[test]
fn a_market_order_tells_the_other_time_to_fill() {
    let candles = [QUIET, (101.0, 103.0, 99.0, 102.0), QUIET];
    let orders = || vec![(1, Order::entry("a", Long))];
    let entry = told(&candles, RunConfig::default(), orders(), End::Entry);
    assert_eq!(would(&entry), [(Choice::FillOnClose, fill(1, 102.0, FillRule::MarketAtClose))]);
    let mut config = RunConfig::default();
    config.execution.fill_on = FillOn::Close;
    let entry = told(&candles, config, orders(), End::Entry);
    assert_eq!((entry.bar, entry.prices.raw), (1, 102.0));
    assert_eq!(would(&entry), [(Choice::FillOnNextOpen, fill(2, 100.0, FillRule::MarketAtOpen))]);
    let at_the_last_bar = told(&candles[..2], config, orders(), End::Entry);
    assert_eq!(would(&at_the_last_bar), [(Choice::FillOnNextOpen, Would::CannotTell)]);
}

#[test]
fn slippage_and_rounding_make_up_the_way_from_the_raw_price_to_the_one_paid() {
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(0.5);
    config.account.slippage = Slippage::Ticks(2.0);
    let candles = [QUIET, (100.1, 101.0, 99.0, 100.0), (100.3, 105.3, 100.3, 105.0)];
    let orders = vec![(0, Order::entry("a", Long)), (1, Order::exit("x", "a").limit(104.8))];
    let entry = told(&candles, config, orders.clone(), End::Entry).prices;
    assert_eq!((entry.raw, entry.slippage, entry.filled), (100.1, 1.0, 101.5));
    assert!((entry.rounding - 0.4).abs() < 1e-9);
    let exit = told(&candles, config, orders, End::Exit).prices;
    assert_eq!((exit.raw, exit.slippage, exit.filled), (104.8, 0.0, 105.0));
}

#[test]
fn what_the_bar_does_not_tell_is_not_guessed() {
    let mut config = RunConfig::default();
    config.instrument.tick_size = Some(1.0);
    let orders = vec![
        (0, Order::entry("a", Long)),
        (0, Order::exit("x", "a").stop(90.0).trail(Activation::Ticks(4.0), 3.0)),
    ];
    let exit = told(&[QUIET, (100.0, 110.0, 99.0, 105.0)], config, orders, End::Exit);
    assert_eq!((exit.rule, exit.prices.level), (FillRule::TrailingStop, Some(107.0)));
    assert!(exit.alternatives.iter().all(|alternative| alternative.would == Would::CannotTell));
    let mut config = RunConfig::default();
    config.account.initial_cash = 2_000.0;
    config.account.margin_short = 0.25;
    let orders = vec![(0, Order::entry("a", Short).quantity(40.0))];
    let call = told(&[QUIET, QUIET, (100.0, 125.0, 99.0, 110.0)], config, orders, End::Exit);
    assert_eq!((call.rule, call.prices.raw), (FillRule::MarginCall, 125.0));
    assert!(call.alternatives.iter().all(|alternative| alternative.would == Would::CannotTell));
}

#[test]
fn an_open_trade_is_explained_as_such_and_an_old_report_not_at_all() {
    let orders = vec![(0, Order::entry("a", Long))];
    let open = told(&[QUIET, BOTH], RunConfig::default(), orders, End::Exit);
    assert_eq!((open.rule, open.prices.slippage, open.prices.rounding), (FillRule::Open, 0.0, 0.0));
    assert!(open.alternatives.is_empty());
    let series = Series::from_bars(
        &[Bar { time: 0, open: 1.0, high: 1.0, low: 1.0, close: 1.0, volume: 0.0 }],
        60_000,
    );
    let trade = engine::trade::Trade {
        side: Long,
        quantity: 1.0,
        entry_bar: 0,
        entry_time: 0,
        entry_price: 1.0,
        entry_id: "a".into(),
        entry_cause: None,
        exit_bar: 0,
        exit_time: 0,
        exit_price: 1.0,
        exit_id: "".into(),
        exit_reason: engine::trade::ExitReason::Open,
        exit_cause: None,
        profit: 0.0,
        commission: 0.0,
        slippage: 0.0,
        max_favourable: 0.0,
        max_adverse: 0.0,
    };
    assert_eq!(explain(&series.unwrap(), &RunConfig::default(), &trade, End::Entry), None);
}

#[test]
fn every_rule_has_a_name_a_sentence_and_numbers() {
    for rule in FillRule::ALL {
        assert!(rule.sentence().ends_with('.') && !rule.name().ends_with('.'), "{rule:?}");
        assert!(rule.numbers().iter().all(|number| (1..=28).contains(number)) && !rule.numbers().is_empty());
    }
}
