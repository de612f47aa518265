//! From texts to rules, with a sentence for each field that is wrong. Pure.
//!
//! Fields are named by where they stand: `long.entry` has the numbers of its conditions, `long.entry.1.left` what is compared in the first, and
//! `long.entry.1.left.sma.length` the length of that average, which stays while another indicator is tried.

use crate::format::number::{Separators, typed};
use crate::rules::operand::{Kind, NumberSpec, Operand, Source};
use crate::rules::{
    Condition, Direction, Distance, Exits, Group, Hours, Join, Rules, Side, Size, Target, Test,
};

/// What the form says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Read {
    /// The rules; only meaningful without problems.
    pub(super) rules: Rules,
    /// Fields that are wrong, each with a sentence, in the order of the form.
    pub(super) problems: Vec<(String, String)>,
}

impl Read {
    /// What is wrong with a field.
    pub(super) fn problem(&self, field: &str) -> Option<String> {
        self.problems.iter().find(|(name, _)| name == field).map(|(_, text)| text.clone())
    }
}

/// Conditions as the form has them: their words in the draft, and what people read.
pub(super) const TESTS: &[(&str, &str)] = &[
    ("crosses_above", "crosses above"),
    ("crosses_below", "crosses below"),
    ("above", "is above"),
    ("below", "is below"),
    ("rising", "is rising"),
    ("falling", "is falling"),
];

/// The first text of a field.
pub(super) fn default(name: &str) -> String {
    let text = match name {
        "name" => "My strategy",
        "direction" => "long",
        "size.kind" => "equity",
        "size" => "95",
        "stop.kind" | "target.kind" | "trail.kind" => "none",
        "stop" | "trail" | "target" => "2",
        "atr_length" => "14",
        "hours.from" => "09:30",
        "hours.until" => "16:00",
        "long.entry" | "long.exit" | "short.entry" | "short.exit" => "1",
        _ if name.starts_with("day.") => "1",
        _ => return in_condition(name),
    };
    text.to_owned()
}

/// The first text of a part of a condition: a cross of two averages in the first, anything plain in those that are added.
fn in_condition(name: &str) -> String {
    let parts: Vec<&str> = name.split('.').collect();
    let is_first = parts.get(2) == Some(&"1");
    let text = match parts.get(3..).unwrap_or_default() {
        ["left"] => {
            if is_first {
                "sma"
            } else {
                "close"
            }
        }
        ["right"] => "sma",
        ["left", "sma", "length"] if is_first => "10",
        ["right", "sma", "length"] if is_first => "30",
        ["test"] if !is_first => "above",
        ["test"] if matches!(parts[..2], ["long", "entry"] | ["short", "exit"]) => "crosses_above",
        ["test"] => "crosses_below",
        ["bars"] => "3",
        [_, _, "of"] => "close",
        [_, kind, key] => {
            let number = Kind::ALL.into_iter().find(|of| of.words().0 == *kind);
            let number = number.and_then(|kind| kind.numbers().iter().find(|number| number.key == *key));
            return number.map(|number| typed(number.default)).unwrap_or_default();
        }
        _ if parts.last() == Some(&"join") => "and",
        _ => "",
    };
    text.to_owned()
}

/// The conditions of a group, by their numbers.
pub(super) fn ids(text: &str) -> Vec<u32> {
    text.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

/// Reads the form, with numbers as a language writes them.
pub(super) fn read(text: &dyn Fn(&str) -> String, separators: &Separators) -> Read {
    let mut reader = Reader { text, separators, problems: Vec::new() };
    let rules = reader.rules();
    Read { rules, problems: reader.problems }
}

struct Reader<'a> {
    text: &'a dyn Fn(&str) -> String,
    separators: &'a Separators,
    problems: Vec<(String, String)>,
}

const SIZE: NumberSpec =
    NumberSpec { key: "", label: "", default: 95.0, min: 1e-8, max: 1e12, is_whole: false };
const PERCENT: NumberSpec =
    NumberSpec { key: "", label: "", default: 2.0, min: 0.01, max: 1_000.0, is_whole: false };
const MULTIPLE: NumberSpec =
    NumberSpec { key: "", label: "", default: 2.0, min: 0.1, max: 100.0, is_whole: false };
const WHOLE: NumberSpec =
    NumberSpec { key: "", label: "", default: 14.0, min: 1.0, max: 5_000.0, is_whole: true };

impl Reader<'_> {
    fn wrong(&mut self, field: &str, sentence: impl Into<String>) {
        self.problems.push((field.to_owned(), sentence.into()));
    }

    fn number(&mut self, field: &str, spec: &NumberSpec) -> f64 {
        match self.separators.parse(&(self.text)(field)) {
            Err(sentence) => self.wrong(field, sentence),
            Ok(value) if value < spec.min || value > spec.max || spec.is_whole && value.fract() != 0.0 => {
                let shown = |value| self.separators.shortest(value, 8);
                let kind = if spec.is_whole { "a whole number" } else { "a number" };
                let sentence = format!("Enter {kind} from {} to {}.", shown(spec.min), shown(spec.max));
                self.wrong(field, sentence);
            }
            Ok(value) => return value,
        }
        spec.default
    }

    fn rules(&mut self) -> Rules {
        let name = (self.text)("name").trim().to_owned();
        if name.is_empty() {
            self.wrong("name", "Give the strategy a name.");
        }
        let size = self.number("size", &SIZE);
        let size = match (self.text)("size.kind").as_str() {
            "cash" => Size::Cash(size),
            "units" => Size::Units(size),
            _ => Size::Equity(size),
        };
        let direction = match (self.text)("direction").as_str() {
            "short" => Direction::Short,
            "both" => Direction::Both,
            _ => Direction::Long,
        };
        let long = self.side("long", direction != Direction::Short);
        let short = self.side("short", direction != Direction::Long);
        Rules {
            name,
            direction,
            long,
            short,
            exits: self.exits(),
            hours: self.hours(),
            days: self.days(),
            size,
        }
    }

    /// A side; what is wrong with one that is not traded does not matter.
    fn side(&mut self, side: &str, is_traded: bool) -> Side {
        let n_problems = self.problems.len();
        let entry = self.group(&format!("{side}.entry"));
        if entry.conditions.is_empty() {
            self.wrong(&format!("{side}.entry"), "Add a condition: without one there is no entry.");
        }
        let exit = self.group(&format!("{side}.exit"));
        if !is_traded {
            self.problems.truncate(n_problems);
        }
        Side { entry, exit }
    }

    fn group(&mut self, name: &str) -> Group {
        let join = if (self.text)(&format!("{name}.join")) == "or" { Join::Or } else { Join::And };
        let ids = ids(&(self.text)(name));
        Group {
            join,
            conditions: ids.into_iter().map(|id| self.condition(&format!("{name}.{id}"))).collect(),
        }
    }

    fn condition(&mut self, name: &str) -> Condition {
        let word = (self.text)(&format!("{name}.test"));
        let test = TESTS.iter().position(|(known, _)| *known == word).map_or(Test::Above, |at| Test::ALL[at]);
        let left = self.operand(&format!("{name}.left"));
        let (right, bars) = if test.is_of_one() {
            (Operand::new(Kind::Number), self.number(&format!("{name}.bars"), &WHOLE))
        } else {
            (self.operand(&format!("{name}.right")), 3.0)
        };
        if !test.is_of_one() && left == right {
            self.wrong(&format!("{name}.right"), "Choose something else: this compares a value with itself.");
        }
        Condition { left, test, right, bars: bars as u32 }
    }

    fn operand(&mut self, name: &str) -> Operand {
        let word = (self.text)(name);
        let kind = Kind::ALL.into_iter().find(|kind| kind.words().0 == word).unwrap_or(Kind::Close);
        let mut operand = Operand::new(kind);
        if kind.has_source() {
            let of = (self.text)(&format!("{name}.{word}.of"));
            operand.source =
                Source::ALL.into_iter().find(|source| source.words().0 == of).unwrap_or(Source::Close);
        }
        for (at, spec) in kind.numbers().iter().enumerate() {
            operand.numbers[at] = self.number(&format!("{name}.{word}.{}", spec.key), spec);
        }
        operand
    }

    fn distance(&mut self, name: &str) -> Option<Distance> {
        match (self.text)(&format!("{name}.kind")).as_str() {
            "percent" => Some(Distance::Percent(self.number(name, &PERCENT))),
            "atr" => Some(Distance::Atr(self.number(name, &MULTIPLE))),
            _ => None,
        }
    }

    fn exits(&mut self) -> Exits {
        let stop = self.distance("stop");
        let target = if (self.text)("target.kind") == "risk" {
            if stop.is_none() {
                self.wrong("target", "A multiple of the risk needs a stop: the risk is the distance to it.");
            }
            Some(Target::Risk(self.number("target", &MULTIPLE)))
        } else {
            self.distance("target").map(Target::At)
        };
        let trailing = self.distance("trail");
        let counts_in_atr =
            ["stop.kind", "target.kind", "trail.kind"].iter().any(|kind| (self.text)(kind) == "atr");
        let atr_length = if counts_in_atr { self.number("atr_length", &WHOLE) } else { 14.0 };
        Exits { stop, target, trailing, atr_length: atr_length as u32 }
    }

    fn hours(&mut self) -> Option<Hours> {
        if (self.text)("hours").is_empty() {
            return None;
        }
        let (from, until) = (self.time("hours.from"), self.time("hours.until"));
        if from.is_some() && from == until {
            self.wrong("hours.until", "The hours must not end when they begin.");
        }
        Some(Hours { from: from?, until: until? })
    }

    fn time(&mut self, field: &str) -> Option<u32> {
        let minutes = minutes(&(self.text)(field));
        if minutes.is_none() {
            self.wrong(field, "Write a time like 09:30.");
        }
        minutes
    }

    fn days(&mut self) -> [bool; 7] {
        let days = std::array::from_fn(|day| !(self.text)(&format!("day.{day}")).is_empty());
        if !days.contains(&true) {
            self.wrong("days", "Choose at least one day.");
        }
        days
    }
}

fn minutes(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::rules::source;

    fn said(typed: &[(&str, &str)]) -> Read {
        let typed: BTreeMap<&str, &str> = typed.iter().copied().collect();
        let text = |name: &str| typed.get(name).map_or_else(|| default(name), |text| (*text).to_owned());
        read(&text, &Separators::default())
    }

    fn problems(typed: &[(&str, &str)]) -> Vec<(String, String)> {
        said(typed).problems
    }

    #[test]
    fn a_first_form_is_a_cross_of_two_averages_that_can_be_created() {
        for direction in ["long", "short", "both"] {
            let read = said(&[("direction", direction)]);
            assert_eq!(read.problems, []);
            let compiled = language::compile(&source(&read.rules));
            assert!(compiled.is_ok_and(|compiled| compiled.warnings.is_empty()));
        }
        let rules = said(&[]).rules;
        let condition = &rules.long.entry.conditions[0];
        assert_eq!((condition.test, &condition.left.numbers[..]), (Test::CrossesAbove, &[10.0][..]));
        assert_eq!(rules.long.exit.conditions[0].test, Test::CrossesBelow);
        assert_eq!((rules.size, rules.days), (Size::Equity(95.0), [true; 7]));
    }

    #[test]
    fn every_field_that_is_wrong_has_a_sentence() {
        for (typed, field, sentence) in [
            (vec![("name", "  ")], "name", "Give the strategy a name."),
            (vec![("size", "0")], "size", "Enter a number from 0.00000001 to 1,000,000,000,000."),
            (
                vec![("long.entry.1.left.sma.length", "2.5")],
                "long.entry.1.left.sma.length",
                "Enter a whole number from 1 to 5,000.",
            ),
            (vec![("long.exit.1.right.sma.length", "")], "long.exit.1.right.sma.length", "Enter a number."),
            (vec![("long.entry", "")], "long.entry", "Add a condition: without one there is no entry."),
            (
                vec![("long.entry.1.right.sma.length", "10")],
                "long.entry.1.right",
                "Choose something else: this compares a value with itself.",
            ),
            (
                vec![("target.kind", "risk")],
                "target",
                "A multiple of the risk needs a stop: the risk is the distance to it.",
            ),
            (vec![("stop.kind", "atr"), ("atr_length", "x")], "atr_length", "“x” is not a number."),
            (vec![("hours", "1"), ("hours.from", "25:00")], "hours.from", "Write a time like 09:30."),
            (
                vec![("hours", "1"), ("hours.until", "9:30")],
                "hours.until",
                "The hours must not end when they begin.",
            ),
        ] {
            assert_eq!(problems(&typed), [(field.to_owned(), sentence.to_owned())]);
        }
        let days: Vec<String> = (0..7).map(|day| format!("day.{day}")).collect();
        let none: Vec<(&str, &str)> = days.iter().map(|day| (day.as_str(), "")).collect();
        assert_eq!(problems(&none), [("days".to_owned(), "Choose at least one day.".to_owned())]);
    }

    #[test]
    fn what_is_not_used_is_not_judged() {
        assert_eq!(
            problems(&[("short.entry.1.left.sma.length", "x"), ("atr_length", "x"), ("stop", "x")]),
            []
        );
        assert_eq!(
            problems(&[
                ("hours.from", "x"),
                ("long.entry.1.bars", "x"),
                ("long.entry.1.left.rsi.length", "x")
            ]),
            []
        );
        assert_eq!(problems(&[("direction", "both"), ("short.entry", "")]).len(), 1);
    }
}
