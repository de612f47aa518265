//! The names of what is computed, and its inputs: the same indicator with the same numbers is there once, and is numbered if there are others of it.

use super::operand::{Family, Kind, NumberSpec, Operand, Source};
use super::{Condition, Distance, Exits, Rules, Target};

/// Something that is computed once.
#[derive(Debug, Clone, PartialEq)]
struct Indicator {
    kind: Kind,
    source: Source,
    numbers: Vec<f64>,
}

/// All that is computed, in the order of its first use.
#[derive(Debug, Default)]
pub(super) struct Indicators(Vec<(Family, Indicator)>);

impl Indicators {
    /// What a set of rules needs.
    pub(super) fn of(rules: &Rules) -> Self {
        let mut all = Self::default();
        for (_, side) in rules.sides() {
            for condition in side.entry.conditions.iter().chain(&side.exit.conditions) {
                operands(condition).for_each(|operand| all.add(operand));
            }
        }
        if needs_atr(&rules.exits) {
            all.add(&atr(&rules.exits));
        }
        all
    }

    fn add(&mut self, operand: &Operand) {
        if let Some(family) = operand.kind.family()
            && self.position(family, operand).is_none()
        {
            let Operand { kind, source, numbers } = operand.clone();
            self.0.push((family, Indicator { kind, source, numbers }));
        }
    }

    fn position(&self, family: Family, operand: &Operand) -> Option<usize> {
        let is_same = |(of, known): &(Family, Indicator)| {
            *of == family && known.source == operand.source && known.numbers == operand.numbers
        };
        self.0.iter().position(is_same)
    }

    /// Its number among those of its family; `None` if it is the only one.
    fn number(&self, at: usize) -> Option<usize> {
        let family = self.0[at].0;
        let n_of = |of: &[(Family, Indicator)]| of.iter().filter(|(other, _)| *other == family).count();
        (n_of(&self.0) > 1).then(|| n_of(&self.0[..=at]))
    }

    fn name_at(&self, at: usize) -> String {
        let name = self.0[at].0.name;
        self.number(at).map_or_else(|| name.to_owned(), |n| format!("{name}_{n}"))
    }

    fn title_at(&self, at: usize) -> String {
        let title = self.0[at].0.title;
        self.number(at).map_or_else(|| title.to_owned(), |n| format!("{title} {n}"))
    }

    /// The name of an operand that is computed.
    pub(super) fn name(&self, operand: &Operand) -> Option<String> {
        let at = self.position(operand.kind.family()?, operand)?;
        Some(format!("{}{}", self.name_at(at), operand.kind.part()))
    }

    /// The inputs of all.
    pub(super) fn inputs(&self) -> Vec<String> {
        let of_one = |(at, (_, indicator)): (usize, &(Family, Indicator))| {
            let (name, title) = (self.name_at(at), self.title_at(at));
            let numbers = indicator.kind.numbers().iter().zip(&indicator.numbers);
            let inputs = numbers.map(move |(spec, value)| {
                let label = format!("{title} {}", in_sentence(spec.label));
                input(&format!("{name}_{}", spec.key), &label, spec, *value, "Indicators")
            });
            inputs.collect::<Vec<_>>()
        };
        self.0.iter().enumerate().flat_map(of_one).collect()
    }

    /// The statements that compute all.
    pub(super) fn statements(&self) -> Vec<String> {
        let of_one = |(at, (family, indicator)): (usize, &(Family, Indicator))| {
            let name = self.name_at(at);
            let text = family.statement.replace("{name}", &name).replace("{of}", indicator.source.words().0);
            indicator.kind.numbers().iter().fold(text, |text, spec| {
                text.replace(&format!("{{{}}}", spec.key), &format!("{name}_{}", spec.key))
            })
        };
        self.0.iter().enumerate().map(of_one).collect()
    }

    /// Whether there is something to draw over the price.
    pub(super) fn has_prices(&self) -> bool {
        self.0.iter().any(|(family, indicator)| is_price(*family, indicator))
    }

    /// Statements that draw what has the scale of prices or, where nothing has, the rest.
    pub(super) fn plots(&self) -> Vec<String> {
        let over_price = self.has_prices();
        let drawn = self
            .0
            .iter()
            .enumerate()
            .filter(|(_, (family, indicator))| is_price(*family, indicator) == over_price);
        let of_one = |(at, (family, _)): (usize, &(Family, Indicator))| {
            let (name, title) = (self.name_at(at), self.title_at(at));
            let parts: &[(&str, &str)] = match family.name {
                "bb" => &[("_middle", " middle"), ("_upper", " upper"), ("_lower", " lower")],
                "macd" => &[("_line", " line"), ("_signal_line", " signal")],
                _ => &[("", "")],
            };
            let plots =
                parts.iter().map(move |(end, words)| format!("plot({name}{end}, \"{title}{words}\")"));
            plots.collect::<Vec<_>>()
        };
        drawn.flat_map(of_one).collect()
    }
}

fn is_price(family: Family, indicator: &Indicator) -> bool {
    family.is_price && indicator.source != Source::Volume
}

/// The operands of a condition.
fn operands(condition: &Condition) -> impl Iterator<Item = &Operand> {
    let right = (!condition.test.is_of_one()).then_some(&condition.right);
    std::iter::once(&condition.left).chain(right)
}

/// Whether an exit counts in average true ranges.
pub(super) fn needs_atr(exits: &Exits) -> bool {
    let is_atr = |distance: &Distance| matches!(distance, Distance::Atr(_));
    let by_target = matches!(exits.target, Some(Target::At(Distance::Atr(_))));
    exits.stop.as_ref().is_some_and(is_atr) || exits.trailing.as_ref().is_some_and(is_atr) || by_target
}

/// The range that exits count in.
pub(super) fn atr(exits: &Exits) -> Operand {
    Operand::new(Kind::Atr).with(f64::from(exits.atr_length))
}

/// The declaration of an input.
pub(super) fn input(name: &str, title: &str, spec: &NumberSpec, value: f64, group: &str) -> String {
    let NumberSpec { min, max, .. } = spec;
    if spec.is_whole {
        format!(
            "{name} = input.int({value}, \"{title}\", minval = {min}, maxval = {max}, group = \"{group}\")"
        )
    } else if *min < 0.0 {
        format!("{name} = input.float({value:?}, \"{title}\", group = \"{group}\")")
    } else {
        format!(
            "{name} = input.float({value:?}, \"{title}\", minval = {min}, maxval = {max}, step = {min}, group = \"{group}\")"
        )
    }
}

/// A label within a sentence: names that are written in capitals stay so.
fn in_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            format!("{}{}", first.to_lowercase(), letters.as_str())
        }
        _ => label.to_owned(),
    }
}
