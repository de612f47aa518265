//! The short rules that are the long ones the other way round. Pure.

use crate::format::number::{Plus, Separators, decimals_needed};

const PAIRS: [(&str, &str); 6] = [
    ("crosses_above", "crosses_below"),
    ("above", "below"),
    ("rising", "falling"),
    ("bb_upper", "bb_lower"),
    ("highest", "lowest"),
    ("high", "low"),
];

/// A field of the long rules as it is in the short ones; `text` has the long ones.
pub(super) fn mirrored(
    name: &str,
    text: &dyn Fn(&str) -> String,
    separators: &Separators,
) -> (String, String) {
    let words: Vec<&str> = name.split('.').map(other).collect();
    let short = words.join(".").replacen("long.", "short.", 1);
    let here = text(name);
    let is_of = |end: &str| name.strip_suffix(end).filter(|condition| condition.split('.').count() == 3);
    if let Some(condition) = is_of(".test")
        && has_no_direction(condition, text)
    {
        return (short, here);
    }
    if let Some(condition) = is_of(".right.number.value") {
        let whole = match text(&format!("{condition}.left")).as_str() {
            "rsi" => 100.0,
            "macd_line" | "macd_signal" => 0.0,
            _ => return (short, here),
        };
        // What is no number yet stays as it is typed.
        let mirrored = separators
            .parse(&here)
            .map_or(here, |value| separators.fixed(whole - value, decimals_needed(value), Plus::Hidden));
        return (short, mirrored);
    }
    let mirrored = other(&here).to_owned();
    (short, mirrored)
}

fn other(word: &str) -> &str {
    PAIRS
        .iter()
        .find_map(|(one, two)| match word {
            _ if word == *one => Some(*two),
            _ if word == *two => Some(*one),
            _ => None,
        })
        .unwrap_or(word)
}

/// Whether a condition says how much moves, not where to: much volume is much volume for shorts too.
fn has_no_direction(condition: &str, text: &dyn Fn(&str) -> String) -> bool {
    let operand = format!("{condition}.left");
    match text(&operand).as_str() {
        "volume" | "atr" | "adx" => true,
        average @ ("sma" | "ema") => text(&format!("{operand}.{average}.of")) == "volume",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::default;
    use super::*;

    fn of(typed: &[(&str, &str)], name: &str) -> (String, String) {
        let text = |name: &str| {
            typed
                .iter()
                .find(|(known, _)| *known == name)
                .map_or_else(|| default(name), |(_, text)| (*text).to_owned())
        };
        mirrored(name, &text, &Separators::default())
    }

    #[test]
    fn rules_are_mirrored_word_by_word() {
        for (long, short) in [
            (("long.entry.1.test", "crosses_above"), ("short.entry.1.test", "crosses_below")),
            (("long.entry.1.left", "bb_lower"), ("short.entry.1.left", "bb_upper")),
            (("long.exit.2.right.highest.length", "20"), ("short.exit.2.right.lowest.length", "20")),
            (("long.exit.2.left.sma.of", "high"), ("short.exit.2.left.sma.of", "low")),
            (("long.entry", "1 3"), ("short.entry", "1 3")),
        ] {
            let (name, text) = of(&[long], long.0);
            assert_eq!((name.as_str(), text.as_str()), short);
        }
    }

    #[test]
    fn numbers_are_mirrored_beside_rsi_and_macd_and_nowhere_else() {
        for (left, number, short) in [
            ("rsi", "30", "70"),
            ("rsi", "70.3", "29.7"),
            ("rsi", "", ""),
            ("rsi", "x", "x"),
            ("macd_line", "-1.25", "1.25"),
            ("macd_line", "2", "−2"),
            ("macd_signal", "0", "0"),
            ("close", "1,000", "1,000"),
            ("adx", "25", "25"),
        ] {
            let typed = [("long.entry.2.left", left), ("long.entry.2.right.number.value", number)];
            let (name, text) = of(&typed, "long.entry.2.right.number.value");
            assert_eq!((name.as_str(), text.as_str()), ("short.entry.2.right.number.value", short), "{left}");
        }
        // The length of an RSI is none of them.
        let typed = [("long.entry.2.left", "rsi"), ("long.entry.2.left.rsi.length", "14")];
        assert_eq!(of(&typed, "long.entry.2.left.rsi.length").1, "14");
    }

    #[test]
    fn what_has_no_direction_is_not_mirrored() {
        for (left, average_of, test, short) in [
            ("adx", "close", "above", "above"),
            ("volume", "close", "rising", "rising"),
            ("sma", "volume", "crosses_above", "crosses_above"),
            ("sma", "close", "crosses_above", "crosses_below"),
            ("rsi", "close", "below", "above"),
        ] {
            let typed = [
                ("long.entry.2.left", left),
                ("long.entry.2.left.sma.of", average_of),
                ("long.entry.2.test", test),
            ];
            assert_eq!(of(&typed, "long.entry.2.test").1, short, "{left} of {average_of}");
        }
    }
}
