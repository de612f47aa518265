//! The look-ahead check: honest strategies pass, cheats are caught and named.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;

use engine::config::{FillOn, Intrabar, RunConfig};
use engine::indicator::{Column, Indicators};
use engine::lookahead::{Changed, Future, LookAhead, LookAheadVerdict};
use engine::order::Order;
use engine::registry::built_in;
use engine::series::{Bar, Series};
use engine::strategy::catalog::STRATEGIES;
use engine::strategy::param::Params;
use engine::strategy::{Context, Strategy};
use engine::synthetic::minute_series;
use engine::trade::Side;

fn check(
    series: &Rc<Series>,
    make: impl Fn(&mut Indicators) -> Box<dyn Strategy> + 'static,
) -> LookAheadVerdict {
    LookAhead::new(Rc::clone(series), RunConfig::default(), 7, make).unwrap().finish()
}

/// Short lengths, so that every strategy trades.
fn short(mut params: Params) -> Params {
    for (key, short) in [("fast", 5.0), ("slow", 12.0), ("length", 8.0), ("entry", 8.0), ("exit", 4.0)] {
        if params.get(key).is_some() {
            params.set(key, short);
        }
    }
    params
}

#[test]
fn every_built_in_strategy_passes_under_every_fill_rule() {
    let series = Rc::new(minute_series(11, 4_000));
    for info in STRATEGIES {
        for (fill_on, intrabar) in [
            (FillOn::NextOpen, Intrabar::Path),
            (FillOn::Close, Intrabar::Path),
            (FillOn::NextOpen, Intrabar::StopFirst),
        ] {
            let mut config = RunConfig::default();
            (config.execution.fill_on, config.execution.intrabar) = (fill_on, intrabar);
            let params = short(info.defaults());
            let check =
                LookAhead::of(&built_in(info.key()).unwrap(), &params, &config, Rc::clone(&series), 7)
                    .unwrap();
            let verdict = check.finish();
            assert_eq!(verdict.finding, None, "{}", info.key());
            assert_eq!(verdict.n_cuts, 12, "{}", info.key());
            assert!(verdict.n_bars > 4_000, "{}: {}", info.key(), verdict.n_bars);
        }
    }
}

/// Buys above a column, sells below it.
struct Above(Column);

impl Strategy for Above {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let side = if context.close() > context.value(&self.0) { Side::Long } else { Side::Short };
        context.submit(Order::entry("above", side));
    }
}

fn centred_average(series: &Series) -> Vec<f64> {
    let close = series.close();
    (0..close.len())
        .map(|i| close.get(i.wrapping_sub(2)..i + 3).map_or(f64::NAN, |five| five.iter().sum::<f64>() / 5.0))
        .collect()
}

#[test]
fn a_centred_average_is_caught_and_named_with_its_bar() {
    let series = Rc::new(minute_series(3, 2_000));
    let verdict = check(&series, |indicators| {
        Box::new(Above(indicators.own("Centred average(close, 5)", centred_average)))
    });
    let found = verdict.finding.unwrap();
    assert_eq!(found.changed, Changed::Indicator { name: "Centred average(close, 5)".into() });
    // It knows two bars ahead: the two before the cut change, and no earlier one.
    assert_eq!(found.bar, found.cut - 2);
    assert_eq!(found.time, series.time()[found.bar as usize]);
    assert_eq!((verdict.n_cuts, found.future), (1, Future::Missing));
}

/// A low that is the lowest of two bars to each side, told on its own bar instead of two bars later.
fn unconfirmed_pivots(series: &Series) -> Vec<f64> {
    let low = series.low();
    let lowest =
        |i: usize| low[i.saturating_sub(2)..(i + 3).min(low.len())].iter().copied().fold(f64::MAX, f64::min);
    let mut last = f64::NAN;
    (0..low.len())
        .map(|i| {
            if low[i] == lowest(i) {
                last = low[i];
            }
            last
        })
        .collect()
}

#[test]
fn an_unconfirmed_pivot_is_caught_and_named() {
    let series = Rc::new(minute_series(4, 3_000));
    let verdict =
        check(&series, |indicators| Box::new(Above(indicators.own("Pivot low(2)", unconfirmed_pivots))));
    let found = verdict.finding.unwrap();
    assert_eq!(found.changed, Changed::Indicator { name: "Pivot low(2)".into() });
    assert!(found.bar < found.cut && found.bar >= found.cut - 2);
}

#[test]
fn a_column_that_reads_the_last_bar_is_caught_on_the_first() {
    let series = Rc::new(minute_series(5, 2_000));
    let normalised = |series: &Series| {
        let last = series.close()[series.len() - 1];
        series.close().iter().map(|close| close / last).collect()
    };
    let verdict = check(&series, move |indicators| {
        Box::new(Above(indicators.own("Close over the last close", normalised)))
    });
    assert_eq!(verdict.finding.unwrap().bar, 0);
}

/// Captures the bars and buys when the next one rises.
struct Oracle(Rc<Series>);

impl Strategy for Oracle {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let next = self.0.close().get(context.bar_index() + 1);
        if context.is_flat() && next.is_some_and(|next| *next > context.close()) {
            context.submit(Order::entry("knows", Side::Long));
        } else if context.is_long() && next.is_some_and(|next| *next < context.close()) {
            context.submit(Order::close("knows"));
        }
    }
}

#[test]
fn a_strategy_that_captured_the_bars_is_caught_by_its_orders() {
    let series = Rc::new(minute_series(6, 2_000));
    let verdict = check(&series, |indicators| Box::new(Oracle(Rc::clone(indicators.series()))));
    let found = verdict.finding.unwrap();
    assert_eq!((found.changed, found.bar), (Changed::Order, found.cut - 1));
}

/// Withdraws an order when it knows that it would lose.
struct Withdraws(Rc<Series>);

impl Strategy for Withdraws {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        context.submit(Order::entry("limit", Side::Long).limit(context.close()));
        if self.0.close().get(context.bar_index() + 1).is_some_and(|next| *next < context.close()) {
            context.cancel("limit");
        }
    }
}

#[test]
fn a_cancel_that_knows_the_future_is_caught_like_an_order() {
    let series = Rc::new(minute_series(8, 2_000));
    let verdict = check(&series, |indicators| Box::new(Withdraws(Rc::clone(indicators.series()))));
    assert_eq!(verdict.finding.unwrap().changed, Changed::Order);
}

/// Tells of a jump by half a percent on the bar before it; these data have none.
#[test]
fn a_warning_of_jumps_that_never_came_is_caught_by_another_future() {
    let series = Rc::new(minute_series(2, 2_000));
    let jump_to_come = |series: &Series| {
        let close = series.close();
        let jumps = |i: usize| close.get(i + 1).is_some_and(|next| *next > 1.005 * close[i]);
        (0..close.len()).map(|i| f64::from(u8::from(jumps(i)))).collect()
    };
    let verdict =
        check(&series, move |indicators| Box::new(Above(indicators.own("Jump to come", jump_to_come))));
    let found = verdict.finding.unwrap();
    assert_eq!((found.bar, found.future), (found.cut - 1, Future::Replaced));
}

/// Asks for its length from the number of bars there are.
#[test]
fn a_parameter_taken_from_the_whole_data_is_caught() {
    let series = Rc::new(minute_series(9, 2_000));
    let verdict = check(&series, |indicators| {
        let length = indicators.series().len() / 100;
        Box::new(Above(indicators.sma(engine::indicator::Source::Close, length)))
    });
    let found = verdict.finding.unwrap();
    assert_eq!((found.changed, found.bar), (Changed::Indicator { name: "SMA(close, 20)".into() }, 0));
}

/// Looks at a later time, which no other price changes: only missing bars show it.
#[test]
fn a_look_at_the_times_of_later_bars_is_caught() {
    let series = Rc::new(minute_series(10, 2_000));
    let next_time = |series: &Series| {
        let time = series.time();
        (0..time.len()).map(|i| time.get(i + 1).map_or(f64::NAN, |next| (*next % 7) as f64)).collect()
    };
    let verdict = check(&series, move |indicators| Box::new(Above(indicators.own("Next time", next_time))));
    let found = verdict.finding.unwrap();
    assert_eq!((found.bar, found.future), (found.cut - 1, Future::Missing));
}

#[test]
fn steps_do_not_change_the_verdict_and_progress_only_rises() {
    let series = Rc::new(minute_series(12, 3_000));
    let info = &STRATEGIES[0];
    let params = short(info.defaults());
    let new = || {
        LookAhead::of(&built_in(info.key()).unwrap(), &params, &RunConfig::default(), Rc::clone(&series), 7)
            .unwrap()
    };
    let whole = new().finish();
    let mut sliced = new();
    let mut before = 0.0;
    loop {
        let progress = sliced.step(501);
        let share = progress.done as f64 / progress.total as f64;
        assert!(share >= before && share <= 1.0, "{progress:?} after {before}");
        before = share;
        if progress.done == progress.total {
            break;
        }
    }
    assert_eq!(sliced.finish(), whole);
}

#[test]
fn a_window_too_short_to_cut_is_said_to_be_unchecked() {
    let bar = Bar { time: 0, open: 1.0, high: 1.0, low: 1.0, close: 1.0, volume: 0.0 };
    let series = Rc::new(Series::from_bars(&[bar], 60_000).unwrap());
    let verdict = check(&series, |_| Box::new(engine::strategy::buy_and_hold::BuyAndHold::default()));
    assert_eq!((verdict.n_cuts, verdict.n_bars, verdict.finding), (0, 0, None));
}

#[test]
fn the_trading_window_is_respected() {
    let series = Rc::new(minute_series(13, 4_000));
    let mut config = RunConfig::default();
    config.window.start = Some(series.time()[1_000]);
    config.window.end = Some(series.time()[3_000]);
    let info = &STRATEGIES[0];
    let params = short(info.defaults());
    let verdict = LookAhead::of(&built_in(info.key()).unwrap(), &params, &config, Rc::clone(&series), 7)
        .unwrap()
        .finish();
    assert_eq!((verdict.n_cuts, verdict.finding), (12, None));
    assert!(verdict.n_bars <= 12 * 2 * 2_000);
}

#[test]
fn long_data_are_cut_at_fewer_places() {
    let series = Rc::new(minute_series(14, 1_500_000));
    let verdict = check(&series, |_| Box::new(engine::strategy::buy_and_hold::BuyAndHold::default()));
    assert_eq!((verdict.n_cuts, verdict.finding), (4, None));
}

#[test]
fn unusable_settings_are_refused_like_those_of_a_run() {
    let series = Rc::new(minute_series(1, 100));
    let params = STRATEGIES[0].defaults();
    let config = RunConfig::default();
    let refused = |strategy: &str, params: &Params, config: &RunConfig| {
        let check = built_in(strategy)
            .and_then(|strategy| LookAhead::of(&strategy, params, config, Rc::clone(&series), 7));
        check.err().map(|error| error.code())
    };
    assert_eq!(refused("no_such", &params, &config), Some("unknown_strategy"));
    let mut bad = params.clone();
    bad.set("fast", -1.0);
    assert_eq!(refused("sma_cross", &bad, &config), Some("bad_settings"));
    let mut late = config;
    late.window.start = Some(i64::MAX);
    assert_eq!(refused("sma_cross", &params, &late), Some("empty_window"));
}
