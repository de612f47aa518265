//! An explanation in words: rules as they are written down, steps of the price, what other settings would have given.

use engine::explain::{Alternative, AssumedPath, Choice, Prices, Would};
use engine::fill::FillRule;
use engine::trade::Side;

/// The execution model as it is written down, for the page to quote.
const MODEL: &str = include_str!("../../../../../engine/EXECUTION_MODEL.md");

/// The text of a rule, without the list of its tests.
pub(super) fn rule_text(number: u8) -> Option<String> {
    let start = format!("{number}. ");
    let mut lines = MODEL.lines().skip_while(|line| !line.starts_with(&start));
    let mut text = lines.next()?.strip_prefix(&start)?.to_owned();
    let is_over =
        |line: &str| line.trim().is_empty() || line.trim_start().starts_with("- ") || !line.starts_with(' ');
    for line in lines.take_while(|line| !is_over(line)) {
        text.push(' ');
        text.push_str(line.trim());
    }
    Some(text.replace(['*', '`'], ""))
}

/// One line of the way from the market's price to the one paid.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) value: f64,
    /// A change rather than a price.
    pub(super) is_change: bool,
}

/// Level → before costs → slippage → rounding → fill.
pub(super) fn steps(prices: &Prices, side: Side) -> Vec<Step> {
    let price = |name, value| Step { name, value, is_change: false };
    // A rounding that is less than the last digits of the price is the dust of subtraction.
    let rounding = if prices.rounding.abs() > 1e-9 * prices.filled { prices.rounding } else { 0.0 };
    let change = |name, value: f64| Step { name, value, is_change: true };
    let level = prices.level.map(|level| price("Level reached", level));
    let others = [
        price("Before costs", prices.raw),
        change("Slippage", side.sign() * prices.slippage),
        change("Rounding to the tick", rounding),
        price("Fill", prices.filled),
    ];
    level.into_iter().chain(others).collect()
}

/// The prices that the order carried beside the one it filled by.
pub(super) fn levels(prices: &Prices) -> Vec<(&'static str, f64)> {
    let levels = &prices.levels;
    let named = [
        ("Stop", levels.stop),
        ("Limit or target", levels.limit),
        ("Trailing stop armed at", levels.activation),
        ("Trailing distance", levels.offset),
    ];
    named.into_iter().filter_map(|(name, price)| Some((name, price?))).collect()
}

/// The assumed path, as the settings name it.
pub(super) fn path(path: &AssumedPath) -> &'static str {
    match path {
        AssumedPath::StopsFirst => "no path: every stop that the bar touches fills before any limit",
        AssumedPath::Points([_, second, third, _]) if second > third => "open → high → low → close",
        AssumedPath::Points(_) => "open → low → high → close",
    }
}

/// A choice and its outcome; `price` writes a price, `bar` names a bar other than the fill's.
pub(super) fn alternative(
    Alternative { choice, would }: &Alternative,
    price: impl Fn(f64) -> String,
    bar: impl Fn(u32) -> String,
) -> (&'static str, String) {
    let choice = match choice {
        Choice::OtherPath => "Had the price gone to the other extreme first",
        Choice::LikelyPath => "With “Intrabar price path: nearest extreme first”",
        Choice::StopsFirst => "With “Intrabar price path: worst case”",
        Choice::FillOnClose => "With market orders at the same bar’s close",
        Choice::FillOnNextOpen => "With market orders at the next bar’s open",
    };
    let would = match *would {
        Would::Same => "the same fill".to_owned(),
        Would::Fill { bar: at, filled, rule, .. } => {
            format!("a fill at {}{}: {}", price(filled), bar(at), rule.name())
        }
        Would::NotInThisBar => "no fill in this bar".to_owned(),
        Would::CannotTell => "not to be told from this trade alone".to_owned(),
    };
    (choice, would)
}

/// “rule 8” or “rules 7 and 8”.
pub(super) fn numbers(rule: FillRule) -> String {
    match rule.numbers() {
        [] => String::new(),
        [only] => format!("rule {only}"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(u8::to_string).collect();
            format!("rules {} and {last}", first.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::fill::Levels;
    use engine::series::Bar;

    use super::*;

    #[test]
    fn every_rule_that_a_fill_names_is_written_down() {
        for rule in FillRule::ALL {
            assert!(!rule.numbers().is_empty(), "{rule:?}");
            for number in rule.numbers() {
                let text =
                    rule_text(*number).unwrap_or_else(|| panic!("rule {number} of {rule:?} has no text"));
                assert!(text.len() > 30 && !text.contains("tests/"), "{number}: {text}");
            }
        }
        assert_eq!(rule_text(200), None);
    }

    #[test]
    fn a_rule_ends_where_its_tests_begin() {
        let text = rule_text(8).unwrap();
        assert!(text.starts_with("A stop triggers when touched") && text.ends_with("worse."), "{text}");
    }

    #[test]
    fn the_steps_lead_from_the_level_to_the_fill() {
        let bar = Bar { time: 0, open: 10.0, high: 11.0, low: 9.0, close: 10.0, volume: 0.0 };
        let prices = Prices {
            bar,
            level: Some(9.5),
            levels: Levels { stop: Some(9.5), ..Levels::default() },
            raw: 9.5,
            slippage: 0.02,
            rounding: -0.01,
            filled: 9.47,
        };
        let steps = steps(&prices, Side::Short);
        let sum: f64 = steps.iter().filter(|step| step.is_change).map(|step| step.value).sum();
        assert!((prices.raw + sum - prices.filled).abs() < 1e-12);
        assert_eq!(
            steps.iter().map(|step| step.name).collect::<Vec<_>>(),
            ["Level reached", "Before costs", "Slippage", "Rounding to the tick", "Fill"]
        );
    }

    #[test]
    fn numbers_read_as_words() {
        assert_eq!(numbers(FillRule::Stop), "rule 8");
        assert_eq!(numbers(FillRule::StopInGap), "rules 7 and 8");
    }
}
