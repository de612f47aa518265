//! Rules beside scripts written by hand, of the library and here: trade for trade.

use language::library::LIBRARY;

use super::super::operand::{Kind, Operand};
use super::super::{Direction, Distance, Target, Test, source};
use super::{all, cross, daily, is, minutes, number, trades};

fn library(key: &str) -> &'static str {
    LIBRARY.iter().find(|script| script.key == key).unwrap().source
}

/// Both trade alike, and trade.
fn equal(rules: &str, by_hand: &str) {
    for series in [daily(), minutes(5_000)] {
        let (ours, theirs) = (trades(rules, &series), trades(by_hand, &series));
        assert!(ours.len() > 3, "{} trades", ours.len());
        assert_eq!(ours, theirs, "{rules}");
    }
}

#[test]
fn a_cross_of_averages_is_the_library_s_script() {
    equal(&source(&cross()), library("sma_cross"));
}

#[test]
fn crosses_of_other_lines_are_the_library_s_scripts() {
    let mut rules = cross();
    let rsi = Operand::new(Kind::Rsi);
    rules.long.entry = all(vec![is(rsi.clone(), Test::CrossesAbove, number(30.0))]);
    rules.short.entry = all(vec![is(rsi, Test::CrossesBelow, number(70.0))]);
    equal(&source(&rules), library("rsi_reversion"));
    let [line, signal] = [Kind::MacdLine, Kind::MacdSignal].map(Operand::new);
    rules.long.entry = all(vec![is(line.clone(), Test::CrossesAbove, signal.clone())]);
    rules.short.entry = all(vec![is(line, Test::CrossesBelow, signal)]);
    equal(&source(&rules), library("macd_cross"));
}

#[test]
fn a_breakout_with_a_shorter_exit_is_the_library_s_script() {
    let mut rules = cross();
    let close = Operand::new(Kind::Close);
    let (high, low) = (Operand::new(Kind::Highest), Operand::new(Kind::Lowest));
    rules.long.entry = all(vec![is(close.clone(), Test::Above, high.clone())]);
    rules.short.entry = all(vec![is(close.clone(), Test::Below, low.clone())]);
    rules.long.exit = all(vec![is(close.clone(), Test::Below, low.with(10.0))]);
    rules.short.exit = all(vec![is(close, Test::Above, high.with(10.0))]);
    equal(&source(&rules), library("donchian_breakout"));
}

#[test]
fn a_stop_and_a_target_in_percent_are_as_written_by_hand() {
    let mut rules = cross();
    rules.direction = Direction::Long;
    rules.exits.stop = Some(Distance::Percent(1.0));
    rules.exits.target = Some(Target::Risk(1.5));
    let by_hand = "//@version=6
strategy(\"By hand\", initial_capital = 100000, default_qty_value = 1)
up = ta.crossover(ta.sma(close, 10), ta.sma(close, 30))
if up
    strategy.entry(\"L\", strategy.long)
    if strategy.position_size == 0
        loss = close * (1 - 1.0 / 100)
        strategy.exit(\"X\", \"L\", stop = loss, limit = close + 1.5 * (close - loss))
if strategy.position_size > 0
    paid = strategy.position_avg_price
    loss = paid * (1 - 1.0 / 100)
    strategy.exit(\"X\", \"L\", stop = loss, limit = paid + 1.5 * (paid - loss))
";
    equal(&source(&rules), by_hand);
}

#[test]
fn a_trailing_stop_follows_the_best_price_and_never_turns_back() {
    let mut rules = cross();
    rules.direction = Direction::Short;
    rules.exits.trailing = Some(Distance::Atr(2.5));
    let by_hand = "//@version=6
strategy(\"By hand\", initial_capital = 100000, default_qty_value = 1)
down = ta.crossunder(ta.sma(close, 10), ta.sma(close, 30))
range_ = ta.atr(14)
var float level = na
if strategy.position_size == 0
    level := na
    if down
        strategy.entry(\"S\", strategy.short)
        strategy.exit(\"X\", \"S\", stop = close + 2.5 * range_)
else
    now = low + 2.5 * range_
    level := na(level) or now < level ? now : level
    strategy.exit(\"X\", \"S\", stop = level)
";
    equal(&source(&rules), by_hand);
}
