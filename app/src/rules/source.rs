//! The script of a set of rules, put together from its parts.

use super::names::Indicators;
use super::{Rules, Size, orders, when};

/// The script, in Pine, version 6.
pub fn source(rules: &Rules) -> String {
    let indicators = Indicators::of(rules);
    let written = when::conditions(rules, &indicators);
    let (hours, gates, gate) = when::gate(rules, &indicators);
    let inputs = indicators.inputs().into_iter().chain(written.inputs);
    let inputs = inputs.chain(orders::inputs(&rules.exits)).chain(hours).collect();
    let parts: [(&str, Vec<String>); 6] = [
        ("Inputs", inputs),
        ("Indicators", indicators.statements()),
        ("Conditions", written.statements),
        ("When to enter", gates),
        ("Orders", orders::statements(rules, &indicators, gate.as_deref())),
        ("Chart", indicators.plots()),
    ];
    let mut text = format!("//@version=6\n// Made from rules.\n{}\n", declaration(rules, &indicators));
    for (title, lines) in parts {
        if !lines.is_empty() {
            text.push_str(&format!("\n// {title}\n{}\n", lines.join("\n")));
        }
    }
    text
}

fn declaration(rules: &Rules, indicators: &Indicators) -> String {
    let (unit, value) = match rules.size {
        Size::Equity(percent) => ("percent_of_equity", percent),
        Size::Cash(cash) => ("cash", cash),
        Size::Units(units) => ("fixed", units),
    };
    let overlay = indicators.has_prices() || indicators.plots().is_empty();
    format!(
        "strategy(\"{}\", overlay = {overlay}, initial_capital = 100000, default_qty_type = strategy.{unit}, default_qty_value = {value})",
        quoted(&rules.name)
    )
}

/// The name within quotes.
fn quoted(name: &str) -> String {
    let plain: String =
        name.trim().chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let plain = if plain.is_empty() { "From rules".to_owned() } else { plain };
    plain.replace('\\', "\\\\").replace('"', "\\\"")
}
