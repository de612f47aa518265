//! Every operand with every condition, and every exit with every other.

use super::super::operand::{Kind, Operand, Source};
use super::super::{Condition, Direction, Distance, Hours, Join, Size, Target, Test, source};
use super::{all, cross, is, minutes, number, run, trades};

#[test]
fn every_operand_with_every_condition_compiles_without_a_remark_and_runs() {
    let series = minutes(150);
    let mut n = 0;
    for left in Kind::ALL {
        for test in Test::ALL {
            for right in Kind::ALL {
                if test.is_of_one() && right != Kind::Number {
                    continue;
                }
                let mut rules = cross();
                rules.direction = if n % 2 == 0 { Direction::Long } else { Direction::Short };
                // Other lengths on the right, so that a family is there twice.
                let operand = Operand::new(right);
                let first = operand.numbers.first().copied().unwrap_or_default();
                let condition = is(Operand::new(left), test, operand.with(first + 1.0));
                rules.long.entry = all(vec![condition.clone()]);
                rules.short.entry = all(vec![condition]);
                run(&source(&rules), &series);
                n += 1;
            }
        }
    }
    assert_eq!(n, 20 * (4 * 20 + 2));
}

#[test]
fn every_exit_with_every_other_compiles_without_a_remark_and_trades() {
    let stops = [None, Some(Distance::Percent(0.1)), Some(Distance::Atr(1.5))];
    // Wider than the stops: one that is narrower takes their place from the start.
    let trails = [None, Some(Distance::Percent(0.11)), Some(Distance::Atr(1.8))];
    let targets = [
        None,
        Some(Target::At(Distance::Percent(0.15))),
        Some(Target::At(Distance::Atr(2.0))),
        Some(Target::Risk(1.4)),
    ];
    let series = minutes(8_000);
    let mut seen = std::collections::BTreeSet::new();
    for direction in [Direction::Long, Direction::Short, Direction::Both] {
        for stop in stops {
            for target in targets {
                for trailing in trails {
                    if stop.is_none() && matches!(target, Some(Target::Risk(_))) {
                        continue;
                    }
                    let mut rules = cross();
                    rules.direction = direction;
                    rules.long.exit = rules.short.entry.clone();
                    rules.short.exit = rules.long.entry.clone();
                    (rules.exits.stop, rules.exits.target, rules.exits.trailing) = (stop, target, trailing);
                    let found = trades(&source(&rules), &series);
                    assert!(found.len() > 10, "{rules:?}: {} trades", found.len());
                    seen.insert(found);
                }
            }
        }
    }
    // Where one exit is always nearer than another, the other changes nothing.
    assert!(seen.len() > 45, "{} of 99 differ", seen.len());
}

#[test]
fn an_average_of_each_source_is_one_of_its_own() {
    for source_ in Source::ALL {
        let mut rules = cross();
        let average = |length| Operand { source: source_, ..Operand::new(Kind::Ema).with(length) };
        rules.long.entry = all(vec![is(average(5.0), Test::CrossesAbove, average(9.0))]);
        let text = source(&rules);
        assert!(text.contains(&format!("ta.ema({}, ema_1_length)", source_.words().0)), "{text}");
        assert!(!run(&text, &minutes(800)).trades.is_empty(), "{text}");
    }
}

#[test]
fn what_is_used_twice_is_computed_once_and_has_one_input() {
    let mut rules = cross();
    let rsi = Operand::new(Kind::Rsi);
    let condition = |test, level| is(rsi.clone(), test, number(level));
    rules.long.entry = all(vec![condition(Test::CrossesAbove, 30.0)]);
    rules.short.entry = all(vec![condition(Test::CrossesBelow, 70.0)]);
    let text = source(&rules);
    assert_eq!(text.matches("ta.rsi(").count(), 1, "{text}");
    let compiled = language::compile(&text).unwrap();
    let keys: Vec<&str> = compiled.inputs.iter().map(|input| input.key.as_str()).collect();
    assert_eq!(keys, ["rsi_length", "long_entry_level", "short_entry_level"]);
}

#[test]
fn one_of_several_conditions_is_enough_or_all_are_needed() {
    let mut rules = cross();
    rules.direction = Direction::Long;
    rules.long.exit = rules.short.entry.clone();
    let above = Operand::new(Kind::Sma).with(50.0);
    rules.long.entry.conditions.push(is(Operand::new(Kind::Close), Test::Above, above));
    let both = trades(&source(&rules), &minutes(3_000)).len();
    rules.long.entry.join = Join::Or;
    let either = trades(&source(&rules), &minutes(3_000)).len();
    assert!(both > 0 && either > both, "{both} {either}");
}

#[test]
fn hours_and_days_are_when_entries_are_made() {
    let series = minutes(10_000);
    let mut rules = cross();
    rules.hours = Some(Hours { from: 10 * 60, until: 12 * 60 + 30 });
    rules.days = [false, true, false, true, false, false, false];
    let report = run(&source(&rules), &series);
    assert!(report.trades.len() > 5);
    for trade in &report.trades {
        // The bar of the signal is the one before the bar that fills it.
        let minute = series.time()[trade.entry_bar as usize - 1] / 60_000;
        let (day, minute) = ((minute / 1_440 + 4) % 7, minute % 1_440);
        assert!((600..750).contains(&minute) && [1, 3].contains(&day), "{day} {minute}");
    }
    rules.hours = Some(Hours { from: 22 * 60, until: 2 * 60 });
    rules.days = [true; 7];
    let across = run(&source(&rules), &series);
    assert!(across.trades.len() > 5);
    for trade in &across.trades {
        let minute = series.time()[trade.entry_bar as usize - 1] / 60_000 % 1_440;
        assert!(!(120..1_320).contains(&minute), "{minute}");
    }
}

#[test]
fn numbers_sizes_and_names_are_written_so_that_they_are_read_back() {
    for value in [0.1, 2.0, 1e-7, -3.25, 123_456_789.5, 1e9] {
        let mut rules = cross();
        rules.long.entry.conditions.push(is(Operand::new(Kind::Close), Test::Above, number(value)));
        rules.name = format!("a \"quoted\" \\ name\nof {value}");
        let compiled = language::compile(&source(&rules)).unwrap();
        let level = compiled.inputs.iter().find(|input| input.key == "long_entry_2_level").unwrap();
        assert_eq!(format!("{:?}", level.default), format!("Number({value:?})"));
        assert_eq!(compiled.settings.title, Some(format!("a \"quoted\" \\ name of {value}")));
    }
    for size in [Size::Equity(12.5), Size::Cash(1_000.0), Size::Units(0.001)] {
        let rules = super::super::Rules { size, ..cross() };
        run(&source(&rules), &minutes(200));
    }
}

#[test]
fn a_position_that_nothing_closes_is_known() {
    let mut rules = cross();
    assert!(!rules.never_closes());
    rules.direction = Direction::Long;
    assert!(rules.never_closes());
    rules.exits.trailing = Some(Distance::Percent(1.0));
    assert!(!rules.never_closes());
    rules.exits.trailing = None;
    rules.long.exit = all(vec![Condition { bars: 2, ..rules.short.entry.conditions[0].clone() }]);
    assert!(!rules.never_closes());
}
