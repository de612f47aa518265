//! The orders of a script: entries, exits by condition, and the stop, target and trailing stop of each position.
//!
//! A stop made together with its entry counts from the close of the signal, the only price there is. From the close of the bar that filled the entry on
//! it counts from the price paid. The trailing stop follows from bar to bar, and never back.

use super::names::{Indicators, atr, input, needs_atr};
use super::operand::NumberSpec;
use super::{Direction, Distance, Exits, Rules, Target};

const PERCENT: NumberSpec =
    NumberSpec { key: "", label: "", default: 2.0, min: 0.01, max: 1_000.0, is_whole: false };
const MULTIPLE: NumberSpec =
    NumberSpec { key: "", label: "", default: 2.0, min: 0.1, max: 100.0, is_whole: false };

/// Inputs of the exits by price.
pub(super) fn inputs(exits: &Exits) -> Vec<String> {
    let one = |name: &str, title: &str, spec: &NumberSpec, value| input(name, title, spec, value, "Exits");
    let of = |key: &str, title: &str, distance: Distance| match distance {
        Distance::Percent(value) => one(&format!("{key}_percent"), &format!("{title}, %"), &PERCENT, value),
        Distance::Atr(value) => one(&format!("{key}_atrs"), &format!("{title}, ATRs"), &MULTIPLE, value),
    };
    let stop = exits.stop.map(|distance| of("stop", "Stop", distance));
    let target = exits.target.map(|target| match target {
        Target::At(distance) => of("target", "Target", distance),
        Target::Risk(value) => one("target_risk", "Target, multiple of risk", &MULTIPLE, value),
    });
    let trailing = exits.trailing.map(|distance| of("trail", "Trailing stop", distance));
    stop.into_iter().chain(target).chain(trailing).collect()
}

/// The statements of all orders. `gate` is what must hold for an entry beside its conditions.
pub(super) fn statements(rules: &Rules, indicators: &Indicators, gate: Option<&str>) -> Vec<String> {
    let exits = &rules.exits;
    let by_price = exits.stop.is_some() || exits.target.is_some() || exits.trailing.is_some();
    let range = needs_atr(exits).then(|| indicators.name(&atr(exits))).flatten().unwrap_or_default();
    let mut lines = Vec::new();
    if by_price {
        lines.push("// No price comes to zero: an exit that would lie there is left out.".to_owned());
        lines.push("price(x) => x > 0 ? x : na".to_owned());
    }
    for (is_long, side) in rules.sides() {
        let words = Words::of(is_long);
        let has_entry = !side.entry.conditions.is_empty();
        if by_price && has_entry {
            lines.extend(words.prices(exits, &range));
        }
        if has_entry {
            let gate = gate.map(|gate| format!(" and {gate}")).unwrap_or_default();
            lines.push(format!("if {}_entry{gate}", words.name));
            lines.push(format!("    strategy.entry(\"{}\", strategy.{})", words.id, words.name));
        }
        if by_price && has_entry {
            lines.push(words.exit(exits, gate));
        }
        if !side.exit.conditions.is_empty() {
            lines.push(format!("if {}_exit", words.name));
            lines.push(format!("    strategy.close(\"{}\")", words.id));
        }
        if is_long && rules.direction == Direction::Both {
            lines.push(String::new());
        }
    }
    lines
}

/// How a side is written.
struct Words {
    name: &'static str,
    id: &'static str,
    /// Away from the entry into a loss, and into a gain.
    worse: char,
    better: char,
    /// The better extreme of a bar, and the function that keeps the better of two stops.
    best: &'static str,
    keep: &'static str,
    /// Compares the position with nothing.
    held: &'static str,
}

impl Words {
    fn of(is_long: bool) -> Self {
        let [long, short] = [
            Self {
                name: "long",
                id: "Long",
                worse: '-',
                better: '+',
                best: "high",
                keep: "math.max",
                held: "> 0",
            },
            Self {
                name: "short",
                id: "Short",
                worse: '+',
                better: '-',
                best: "low",
                keep: "math.min",
                held: "< 0",
            },
        ];
        if is_long { long } else { short }
    }

    /// The prices at which a position ends.
    fn prices(&self, exits: &Exits, range: &str) -> Vec<String> {
        let name = self.name;
        let mut lines = vec![
            format!("is_{name} = strategy.position_size {}", self.held),
            "// Distances count from the close of the signal until the entry has filled, then from the price paid.".to_owned(),
            format!("{name}_price = is_{name} ? strategy.position_avg_price : close"),
        ];
        let is_fixed_atr = matches!(exits.stop, Some(Distance::Atr(_)))
            || matches!(exits.target, Some(Target::At(Distance::Atr(_))));
        if is_fixed_atr {
            lines.push(format!("var float {name}_atr = na"));
            lines.push(format!("if not is_{name}"));
            lines.push(format!("    {name}_atr := {range}"));
        }
        let range_at_entry = format!("{name}_atr");
        let at = |from: &str, sign: char, key: &str, distance: Distance, range: &str| match distance {
            Distance::Percent(_) => format!("{from} * (1 {sign} {key}_percent / 100)"),
            Distance::Atr(_) => format!("{from} {sign} {key}_atrs * {range}"),
        };
        let price = format!("{name}_price");
        if let Some(stop) = exits.stop {
            let text = at(&price, self.worse, "stop", stop, &range_at_entry);
            lines.push(format!("{name}_stop = {text}"));
        }
        match exits.target {
            Some(Target::At(distance)) => {
                let text = at(&price, self.better, "target", distance, &range_at_entry);
                lines.push(format!("{name}_target = {text}"));
            }
            Some(Target::Risk(_)) => {
                lines.push(format!("{name}_target = {price} + target_risk * ({price} - {name}_stop)"));
            }
            None => {}
        }
        if let Some(trailing) = exits.trailing {
            let at = |from: &str| at(from, self.worse, "trail", trailing, range);
            let (best, keep) = (self.best, self.keep);
            lines.push(format!("var float {name}_trail = na"));
            lines.push(format!("{name}_follow = is_{name} ? {} : {}", at(best), at("close")));
            lines.push(format!(
                "{name}_trail := is_{name} and is_{name}[1] ? {keep}({name}_trail, {name}_follow) : {name}_follow"
            ));
        }
        lines
    }

    /// The order that ends a position by price: with the entry, and again at each bar while the position is open.
    fn exit(&self, exits: &Exits, gate: Option<&str>) -> String {
        let (name, id) = (self.name, self.id);
        let stop = match (exits.stop, exits.trailing) {
            (Some(_), Some(_)) => Some(format!("{}({name}_stop, {name}_trail)", self.keep)),
            (Some(_), None) => Some(format!("{name}_stop")),
            (None, Some(_)) => Some(format!("{name}_trail")),
            (None, None) => None,
        };
        let stop = stop.map(|stop| format!(", stop = price({stop})")).unwrap_or_default();
        let limit = exits.target.map(|_| format!(", limit = price({name}_target)")).unwrap_or_default();
        let entry = match gate {
            Some(gate) => format!("{name}_entry and {gate}"),
            None => format!("{name}_entry"),
        };
        format!("if is_{name} or {entry}\n    strategy.exit(\"{id} exit\", \"{id}\"{stop}{limit})")
    }
}
