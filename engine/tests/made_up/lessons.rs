//! The product's own checks on the sets that they must see through.

use std::rc::Rc;

use engine::backtest::{Backtest, Market, Run};
use engine::config::{FillOn, RunConfig, Sizing, Slippage};
use engine::indicator::{Column, Indicators};
use engine::lookahead::{Changed, LookAhead};
use engine::order::Order;
use engine::overfitting::{Level, Unknown, Verdict, judge};
use engine::registry::{built_in, finish, prepare};
use engine::series::Series;
use engine::strategy::catalog::find;
use engine::strategy::{Context, Strategy};
use engine::sweep::{Axis, CellRunner, Objective, Space, SweepSpec};
use engine::synthetic::made_up;
use engine::trade::Side;
use engine::walk_forward::{FoldPlan, Scheme, WalkForward};

use crate::SETS;
use crate::measures::sharpe;

fn bars(key: &str) -> Rc<Series> {
    let (_, seed) = SETS.iter().find(|(known, _)| *known == key).unwrap();
    Rc::new(made_up(key, *seed).unwrap())
}

/// All of the equity, no costs.
fn config() -> RunConfig {
    let mut config = RunConfig::default();
    config.account.sizing = Sizing::EquityRatio(1.0);
    (config.account.margin_long, config.account.margin_short) = (0.0, 0.0);
    config
}

fn verdict(series: &Rc<Series>, axes: Vec<Axis>) -> Verdict {
    let sweep = SweepSpec { objectives: vec![Objective::highest("sharpe")], ..SweepSpec::grid(axes) };
    let info = find("sma_cross").unwrap();
    let space = Space::new(info, &info.defaults(), &config(), &sweep).unwrap();
    let n = space.grid().n_points();
    let mut runner = CellRunner::new(built_in("sma_cross").unwrap(), space, Rc::clone(series)).unwrap();
    let mut evidence = runner.evidence(n);
    for point in 0..n {
        let cell = runner.run_cell(point);
        let score = runner.number(&cell.numbers, "sharpe");
        if let Some(sums) = cell.trial {
            evidence.add(point, score, sums);
        }
    }
    judge(&evidence, 0, Err(Unknown::NoBest))
}

#[test]
fn noise_gets_no_good_verdict() {
    let axes = vec![Axis::range("fast", 5.0, 30.0, 5.0), Axis::range("slow", 40.0, 200.0, 20.0)];
    let found = verdict(&bars("noise"), axes);
    println!("noise: {found:?}");
    assert_ne!(found.level, Level::Holds, "{found:?}");
}

/// Against the move of each day.
struct Fade;

impl Strategy for Fade {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let side = if context.close() > context.bar().open { Side::Short } else { Side::Long };
        context.submit(Order::entry("fade", side));
    }
}

/// With what a column knows of the night to come.
struct Knows(Column);

impl Strategy for Knows {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let side = if context.value(&self.0) > context.close() { Side::Long } else { Side::Short };
        context.submit(Order::entry("knows", side));
    }
}

fn tomorrows_open(series: &Series) -> Vec<f64> {
    let open = series.open();
    (0..open.len()).map(|i| open.get(i + 1).copied().unwrap_or(f64::NAN)).collect()
}

/// The equity of a strategy that fills in some way, at a cost.
fn equity(
    key: &str,
    fill_on: FillOn,
    slippage: f64,
    make: impl Fn(&mut Indicators) -> Box<dyn Strategy>,
) -> Vec<f64> {
    let mut config = config();
    config.execution.fill_on = fill_on;
    config.account.slippage = Slippage::PriceRatio(slippage);
    let series = bars(key);
    let strategy = make(&mut Indicators::new(Rc::clone(&series)));
    let market = Market::new(series, &config).unwrap();
    Box::new(Backtest::new(market, config, strategy, 0).unwrap()).finish().equity
}

fn at(fill_on: FillOn, make: impl Fn(&mut Indicators) -> Box<dyn Strategy>) -> f64 {
    let equity = equity("tomorrow", fill_on, 0.0, make);
    let returns: Vec<f64> = equity.windows(2).map(|pair| pair[1] / pair[0] - 1.0).collect();
    sharpe(&returns, 252.0)
}

#[test]
fn tomorrow_pays_at_the_signals_own_close_and_no_longer_at_the_next_open() {
    let fade = |_: &mut Indicators| -> Box<dyn Strategy> { Box::new(Fade) };
    let (own, next) = (at(FillOn::Close, fade), at(FillOn::NextOpen, fade));
    println!("tomorrow: {own:.2} at its own close, {next:.2} at the next open");
    assert!(own > 2.0 && next < 0.5, "{own} at its own close, {next} at the next open");
}

#[test]
fn who_reads_tomorrow_is_caught() {
    let knows = |indicators: &mut Indicators| -> Box<dyn Strategy> {
        Box::new(Knows(indicators.own("Open of the next bar", tomorrows_open)))
    };
    let gain = at(FillOn::Close, knows);
    println!("tomorrow, read: {gain:.2}");
    assert!(gain > 4.0, "{gain}");
    let found = LookAhead::new(bars("tomorrow"), config(), 7, knows).unwrap().finish().finding.unwrap();
    assert_eq!(found.changed, Changed::Indicator { name: "Open of the next bar".into() });
    assert_eq!(found.bar, found.cut - 1);
}

#[test]
fn bounce_gains_before_the_spread_and_loses_after_it() {
    let fade = |_: &mut Indicators| -> Box<dyn Strategy> { Box::new(Fade) };
    let gain =
        |half_spread| equity("bounce", FillOn::Close, half_spread, fade).last().unwrap() / 100_000.0 - 1.0;
    let (before, after) = (gain(0.0), gain(0.000_25));
    println!("bounce: {before:.3} before the spread, {after:.3} after it");
    assert!(before > 0.5 && after < -0.5, "{before} before the spread, {after} after it");
    // The strategy that is proposed, with a length that trades often.
    let mut config = config();
    config.account.slippage = Slippage::PriceRatio(0.000_25);
    let of = built_in("rsi_reversion").unwrap();
    let mut params = find("rsi_reversion").unwrap().defaults();
    params.set("length", 2.0);
    let report = finish(prepare(&of, &params, &config, bars("bounce")).unwrap()).unwrap();
    assert!(*report.equity.last().unwrap() < 0.9 * config.account.initial_cash);
}

#[test]
fn dying_fails_walk_forward() {
    let series = bars("dying");
    let info = find("rsi_reversion").unwrap();
    let mut params = info.defaults();
    params.set("length", 2.0);
    let axes = vec![Axis::range("length", 2.0, 5.0, 1.0), Axis::range("oversold", 20.0, 45.0, 5.0)];
    let sweep = SweepSpec { objectives: vec![Objective::highest("return")], ..SweepSpec::grid(axes) };
    let plan = FoldPlan { scheme: Scheme::Rolling, n_folds: 6, seen_per_traded: 2.0 };
    let of = built_in("rsi_reversion").unwrap();
    let walk = WalkForward::new(&of, &params, &config(), &sweep, &plan, Rc::clone(&series)).unwrap();
    let found = walk.finish().unwrap();
    for fold in &found.folds {
        println!("{:?} seen, {:?} traded", fold.seen_return, fold.traded_return);
    }
    println!("dying: efficiency {:?}", found.efficiency);
    assert!(found.efficiency.is_some_and(|efficiency| efficiency < 0.5), "{:?}", found.efficiency);
}
