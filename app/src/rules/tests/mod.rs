//! What the rules make is compiled and run here: every combination of operand and condition, every exit, and beside scripts written by hand.

mod combinations;
mod twins;

use std::path::Path;
use std::rc::Rc;

use engine::config::RunConfig;
use engine::import::{HEAD_BYTES, ImportOptions, Reader, sniff_as};
use engine::registry::{finish, prepare};
use engine::report::Report;
use engine::series::Series;
use engine::synthetic::minute_series;

use super::operand::{Kind, Operand};
use super::{Condition, Direction, Exits, Group, Join, Rules, Side, Size, Test, source};

pub(super) fn is(left: Operand, test: Test, right: Operand) -> Condition {
    Condition { left, test, right, bars: 3 }
}

pub(super) fn all(conditions: Vec<Condition>) -> Group {
    Group { join: Join::And, conditions }
}

pub(super) fn number(value: f64) -> Operand {
    Operand::new(Kind::Number).with(value)
}

/// Two averages that cross, in both directions, one unit each.
pub(super) fn cross() -> Rules {
    let (fast, slow) = (Operand::new(Kind::Sma).with(10.0), Operand::new(Kind::Sma).with(30.0));
    let up = all(vec![is(fast.clone(), Test::CrossesAbove, slow.clone())]);
    let down = all(vec![is(fast, Test::CrossesBelow, slow)]);
    Rules {
        name: "Cross".into(),
        direction: Direction::Both,
        long: Side { entry: up, exit: all(Vec::new()) },
        short: Side { entry: down, exit: all(Vec::new()) },
        exits: Exits { stop: None, target: None, trailing: None, atr_length: 14 },
        hours: None,
        days: [true; 7],
        size: Size::Units(1.0),
    }
}

/// Runs a script that must compile without any remark.
pub(super) fn run(text: &str, series: &Rc<Series>) -> Report {
    let compiled = language::compile(text).unwrap_or_else(|diagnostics| {
        let remarks: Vec<String> = diagnostics.iter().map(|of| of.render("rules.pine")).collect();
        panic!("{text}\n{}", remarks.join("\n"))
    });
    let warnings: Vec<String> = compiled.warnings.iter().map(|of| of.render("rules.pine")).collect();
    assert!(warnings.is_empty(), "{text}\n{}", warnings.join("\n"));
    assert_eq!(compiled.notes, Vec::<String>::new(), "{text}");
    let config = compiled.settings.over(&RunConfig::default());
    let of = language::source(compiled, "ab");
    let params = of.declaration().defaults();
    assert_eq!(of.declaration().problems(&params), [], "{text}");
    let prepared = prepare(&of, &params, &config, Rc::clone(series));
    let finished = prepared.map(finish).unwrap_or_else(|error| panic!("{text}\n{error}"));
    finished.unwrap_or_else(|error| panic!("{text}\n{error}"))
}

/// The trades of a script: bars, side, prices and quantity.
pub(super) fn trades(text: &str, series: &Rc<Series>) -> Vec<String> {
    let report = run(text, series);
    let shown = report.trades.iter().map(|trade| {
        let (entry, exit) = (trade.entry_bar, trade.exit_bar);
        format!(
            "{:?} {entry}–{exit} {} {} {}",
            trade.side, trade.entry_price, trade.exit_price, trade.quantity
        )
    });
    shown.collect()
}

pub(super) fn minutes(n: usize) -> Rc<Series> {
    Rc::new(minute_series(11, n))
}

pub(super) fn daily() -> Rc<Series> {
    let name = "sp500-daily.csv.gz";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/inputs").join(name);
    let bytes = std::fs::read(path).unwrap();
    let options = ImportOptions::default();
    let format = sniff_as(&bytes[..bytes.len().min(HEAD_BYTES)], name, &options).unwrap();
    let mut reader = Reader::new(format, options).unwrap();
    reader.push(&bytes).unwrap();
    Rc::new(reader.finish().unwrap().series)
}

#[test]
fn the_script_of_a_set_of_rules() {
    let mut rules = cross();
    rules.name = "Trend \"and\" dip".into();
    rules.direction = Direction::Long;
    rules.long.entry.conditions.push(is(Operand::new(Kind::Rsi), Test::Below, number(40.0)));
    rules.long.exit =
        all(vec![Condition { bars: 4, ..is(Operand::new(Kind::Close), Test::Falling, number(0.0)) }]);
    rules.exits.stop = Some(super::Distance::Atr(2.0));
    rules.exits.target = Some(super::Target::Risk(3.0));
    rules.exits.trailing = Some(super::Distance::Percent(1.5));
    rules.hours = Some(super::Hours { from: 9 * 60 + 30, until: 16 * 60 });
    rules.days = [false, true, true, true, true, true, false];
    rules.size = Size::Equity(95.0);
    insta::assert_snapshot!(source(&rules));
    run(&source(&rules), &minutes(400));
}
