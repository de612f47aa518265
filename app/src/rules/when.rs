//! The conditions of a script: a name for each, so that each is computed on every bar whatever the others say, and what joins them.

use super::names::{Indicators, input};
use super::operand::{Kind, NumberSpec, Operand};
use super::{Condition, Direction, Group, Join, Rules, Test};

const BARS: NumberSpec =
    NumberSpec { key: "bars", label: "Bars", default: 3.0, min: 1.0, max: 5_000.0, is_whole: true };

/// What a group of conditions comes to.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Inputs of the conditions.
    pub(super) inputs: Vec<String>,
    /// Statements.
    pub(super) statements: Vec<String>,
}

/// Writes the conditions of all sides.
pub(super) fn conditions(rules: &Rules, indicators: &Indicators) -> Written {
    let mut written = Written::default();
    for (is_long, side) in rules.sides() {
        let name = if is_long { "long" } else { "short" };
        // The direction is said where there are two.
        let title = |what: &str| match rules.direction {
            Direction::Both if is_long => format!("Long {}", what.to_lowercase()),
            Direction::Both => format!("Short {}", what.to_lowercase()),
            Direction::Long | Direction::Short => what.to_owned(),
        };
        for (what, group) in [("Entry", &side.entry), ("Exit", &side.exit)] {
            let name = format!("{name}_{}", what.to_lowercase());
            Writer { indicators, title: title(what), name, written: &mut written }.group(group);
        }
    }
    written
}

struct Writer<'a> {
    indicators: &'a Indicators,
    /// What the group is called in titles of inputs.
    title: String,
    /// What it is called in the script.
    name: String,
    written: &'a mut Written,
}

impl Writer<'_> {
    fn group(&mut self, group: &Group) {
        let is_one = group.conditions.len() == 1;
        let mut names = Vec::new();
        for (at, condition) in group.conditions.iter().enumerate() {
            let number = if is_one { String::new() } else { format!("{}", at + 1) };
            let text = self.condition(condition, &number);
            let end = if is_one { String::new() } else { format!("_{number}") };
            let name = format!("{}{end}", self.name);
            self.written.statements.push(format!("{name} = {text}"));
            names.push(name);
        }
        if names.len() > 1 {
            let join = match group.join {
                Join::And => " and ",
                Join::Or => " or ",
            };
            self.written.statements.push(format!("{} = {}", self.name, names.join(join)));
        }
    }

    fn condition(&mut self, condition: &Condition, number: &str) -> String {
        let left = self.operand(&condition.left, number, condition.test.is_of_one());
        if condition.test.is_of_one() {
            let bars = self.input("bars", "bars", number, &BARS, f64::from(condition.bars));
            let function = if condition.test == Test::Rising { "ta.rising" } else { "ta.falling" };
            return format!("{function}({left}, {bars})");
        }
        let right = self.operand(&condition.right, number, true);
        match condition.test {
            Test::CrossesAbove => format!("ta.crossover({left}, {right})"),
            Test::CrossesBelow => format!("ta.crossunder({left}, {right})"),
            Test::Above => format!("{left} > {right}"),
            Test::Below | Test::Rising | Test::Falling => format!("{left} < {right}"),
        }
    }

    /// `is_last` tells the level on the right from one on the left.
    fn operand(&mut self, operand: &Operand, number: &str, is_last: bool) -> String {
        match (operand.kind, operand.numbers.first()) {
            (Kind::Number, Some(value)) => {
                let (key, label) = if is_last { ("level", "level") } else { ("first_level", "first level") };
                self.input(key, label, number, &Kind::Number.numbers()[0], *value)
            }
            (kind, _) => self.indicators.name(operand).unwrap_or_else(|| kind.words().0.to_owned()),
        }
    }

    fn input(&mut self, key: &str, label: &str, number: &str, spec: &NumberSpec, value: f64) -> String {
        let end = if number.is_empty() { String::new() } else { format!("_{number}") };
        let name = format!("{}{end}_{key}", self.name);
        let space = if number.is_empty() { "" } else { " " };
        let title = format!("{}{space}{number} {label}", self.title);
        self.written.inputs.push(input(&name, &title, spec, value, "Conditions"));
        name
    }
}

/// When entries may be made at all: the input of the hours, and the statement with what it is called; nothing where they always may.
pub(super) fn gate(rules: &Rules, indicators: &Indicators) -> (Option<String>, Vec<String>, Option<String>) {
    let (mut statements, mut parts, mut hours_input) = (Vec::new(), Vec::new(), None);
    if let Some(hours) = rules.hours {
        let clock = |minutes: u32| format!("{:02}{:02}", minutes / 60 % 24, minutes % 60);
        let session = format!("{}-{}", clock(hours.from), clock(hours.until));
        hours_input = Some(format!(
            "session = input.session(\"{session}\", \"Hours of entries\", group = \"When to enter\")"
        ));
        statements.push("in_hours = not na(time(timeframe.period, session))".to_owned());
        parts.push("in_hours");
    }
    if rules.days.contains(&false) {
        let days: Vec<String> = super::DAYS
            .iter()
            .zip(rules.days)
            .filter(|(_, is_on)| *is_on)
            .map(|(day, _)| format!("dayofweek == dayofweek.{}", day.to_lowercase()))
            .collect();
        statements.push(format!(
            "on_day = {}",
            if days.is_empty() { "false".to_owned() } else { days.join(" or ") }
        ));
        parts.push("on_day");
    }
    let atr = super::names::needs_atr(&rules.exits)
        .then(|| indicators.name(&super::names::atr(&rules.exits)))
        .flatten()
        .map(|name| format!("not na({name})"));
    parts.extend(atr.as_deref());
    if parts.is_empty() {
        return (None, statements, None);
    }
    statements.push(format!("may_enter = {}", parts.join(" and ")));
    (hours_input, statements, Some("may_enter".to_owned()))
}
