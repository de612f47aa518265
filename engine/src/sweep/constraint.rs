//! Constraints between parameters: `fast < slow`, `slow >= 2 * fast + 5`, `price != "open"`.
//!
//! A side is a text between quotes, or a sum of numbers, names, and numbers times names; `true` and `false` are the numbers of a
//! switch. It is stored as it is written, and compared as it reads: 3 × 0.1 is 0.3, although the doubles differ in their last digit.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::SweepError;
use crate::strategy::param::ParamValue;

/// How the sides must stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Below,
    AtMost,
    Above,
    AtLeast,
    Equal,
    Unequal,
}

/// Ways to write them, the longer ones first.
const RELATIONS: [(&str, Relation); 10] = [
    ("<=", Relation::AtMost),
    (">=", Relation::AtLeast),
    ("!=", Relation::Unequal),
    ("==", Relation::Equal),
    ("≤", Relation::AtMost),
    ("≥", Relation::AtLeast),
    ("≠", Relation::Unequal),
    ("<", Relation::Below),
    (">", Relation::Above),
    ("=", Relation::Equal),
];

const OF_TEXTS: &str = "a text can only be = or != to another one";

/// Sides that differ by less than this share of their terms are equal: a few hundred times what the rounding of decimals to doubles
/// makes of sums and products, and far below what anybody writes.
const DUST: f64 = 1e-12;

/// Factor × the value of a name, or a number alone.
#[derive(Debug, Clone, PartialEq)]
struct Term {
    factor: f64,
    name: Option<String>,
}

/// What is on one side.
#[derive(Debug, Clone, PartialEq)]
enum Side {
    Sum(Vec<Term>),
    Text(String),
}

/// A condition that a cell's parameters must keep to; others are skipped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Constraint {
    text: String,
    left: Side,
    relation: Relation,
    right: Side,
}

impl Constraint {
    /// Reads a constraint.
    ///
    /// # Errors
    /// [`SweepError::BadConstraint`].
    pub fn parse(text: &str) -> Result<Self, SweepError> {
        let bad = |reason| SweepError::BadConstraint { text: text.trim().to_owned(), reason };
        let text = text.trim();
        // A sign in a text at the start is a part of it.
        let from =
            text.strip_prefix(['"', '\'', '“']).and_then(|rest| rest.find(['"', '\'', '”'])).unwrap_or(0);
        let find = |sign: &str| Some(from + text.get(from..)?.find(sign)?);
        let found = RELATIONS.iter().filter_map(|(sign, relation)| Some((find(sign)?, *sign, *relation)));
        // The first sign counts, and of those at one place the longer: they come first above.
        let (at, sign, relation) =
            found.min_by_key(|(at, ..)| *at).ok_or_else(|| bad("there is no <, <=, >, >=, = or !="))?;
        let left = side(&text[..at]).map_err(bad)?;
        let right = side(&text[at + sign.len()..]).map_err(bad)?;
        let this = Self { text: text.trim().to_owned(), left, relation, right };
        if this.names().next().is_none() {
            return Err(bad("it names no parameter"));
        }
        let has_text = [&this.left, &this.right].into_iter().any(|side| matches!(side, Side::Text(_)));
        if has_text && !this.may_compare_texts() {
            return Err(bad(OF_TEXTS));
        }
        Ok(this)
    }

    /// `low < high`.
    pub(super) fn below(low: &str, high: &str) -> Self {
        let side = |name: &str| Side::Sum(vec![Term { factor: 1.0, name: Some(name.to_owned()) }]);
        let text = format!("{low} < {high}");
        Self { text, left: side(low), relation: Relation::Below, right: side(high) }
    }

    /// The names it uses, repeated where they are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.left.terms().iter().chain(self.right.terms()).filter_map(|term| term.name.as_deref())
    }

    /// How the sides stand to each other; `None` where a text is beside a number, or a name has no value.
    fn order(&self, value: impl Fn(&str) -> f64) -> Option<Ordering> {
        if self.left.terms().is_empty() || self.right.terms().is_empty() {
            return None;
        }
        let term = |term: &Term| term.factor * term.name.as_deref().map_or(1.0, &value);
        let (mut difference, mut size) = (0.0_f64, 0.0_f64);
        for number in
            self.left.terms().iter().map(term).chain(self.right.terms().iter().map(|right| -term(right)))
        {
            difference += number;
            size += number.abs();
        }
        let is_equal = difference.abs() <= DUST * size;
        difference.is_finite().then(|| if is_equal { Ordering::Equal } else { difference.total_cmp(&0.0) })
    }

    /// Whether it is of the kind that texts can be compared by: `=` or `≠`, with nothing else on either side.
    fn may_compare_texts(&self) -> bool {
        let is_plain = |side: &Side| matches!(side, Side::Text(_)) || side.name().is_some();
        matches!(self.relation, Relation::Equal | Relation::Unequal)
            && is_plain(&self.left)
            && is_plain(&self.right)
    }

    /// Refuses a constraint that counts with a text.
    ///
    /// # Errors
    /// [`SweepError::BadConstraint`].
    pub(super) fn check<'a>(&self, value: impl Fn(&str) -> Option<&'a ParamValue>) -> Result<(), SweepError> {
        let names_a_text = self.names().any(|name| value(name).is_some_and(|value| value.text().is_some()));
        if names_a_text && !self.may_compare_texts() {
            return Err(SweepError::BadConstraint { text: self.text.clone(), reason: OF_TEXTS });
        }
        Ok(())
    }

    /// Whether it holds for these values of its names. One without a value keeps to nothing, nor does a text beside a number.
    pub fn holds<'a>(&'a self, value: impl Fn(&str) -> Option<&'a ParamValue>) -> bool {
        if let (Some(left), Some(right)) = (self.left.text(&value), self.right.text(&value)) {
            return match self.relation {
                Relation::Equal => left == right,
                Relation::Unequal => left != right,
                _ => false,
            };
        }
        let number = |name: &str| value(name).and_then(ParamValue::number).unwrap_or(f64::NAN);
        let Some(order) = self.order(number) else { return false };
        match self.relation {
            Relation::Below => order.is_lt(),
            Relation::AtMost => order.is_le(),
            Relation::Above => order.is_gt(),
            Relation::AtLeast => order.is_ge(),
            Relation::Equal => order.is_eq(),
            Relation::Unequal => order.is_ne(),
        }
    }
}

impl Side {
    fn terms(&self) -> &[Term] {
        match self {
            Self::Sum(terms) => terms,
            Self::Text(_) => &[],
        }
    }

    /// The name, if it is nothing but one.
    fn name(&self) -> Option<&str> {
        match self.terms() {
            [Term { factor: 1.0, name: Some(name) }] => Some(name),
            _ => None,
        }
    }

    fn text<'a>(&'a self, value: &impl Fn(&str) -> Option<&'a ParamValue>) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Sum(_) => value(self.name()?)?.text(),
        }
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for Constraint {
    type Error = SweepError;

    fn try_from(text: String) -> Result<Self, SweepError> {
        Self::parse(&text)
    }
}

impl From<Constraint> for String {
    fn from(constraint: Constraint) -> Self {
        constraint.text
    }
}

fn side(text: &str) -> Result<Side, &'static str> {
    let text = text.trim();
    for (open, close) in [('"', '"'), ('\'', '\''), ('“', '”')] {
        if let Some(inside) = text.strip_prefix(open) {
            return match inside.strip_suffix(close) {
                Some(inside) if !inside.contains(close) => Ok(Side::Text(inside.to_owned())),
                _ => Err("a text has no end"),
            };
        }
    }
    sum(text).map(Side::Sum)
}

fn sum(text: &str) -> Result<Vec<Term>, &'static str> {
    let mut terms = Vec::new();
    let mut rest = text;
    let mut sign = match rest.strip_prefix('-') {
        Some(after) => {
            rest = after;
            -1.0
        }
        None => 1.0,
    };
    loop {
        let end = end_of_term(rest);
        terms.push(term(&rest[..end], sign)?);
        let mut letters = rest[end..].chars();
        match letters.next() {
            None => return Ok(terms),
            Some(letter) => sign = if letter == '-' { -1.0 } else { 1.0 },
        }
        rest = letters.as_str();
    }
}

/// Where the next + or − is that does not belong to an exponent (1e-3).
fn end_of_term(text: &str) -> usize {
    let is_exponent = |at: usize| {
        let before = &text.as_bytes()[..at];
        matches!(before, [.., digit, b'e' | b'E'] if digit.is_ascii_digit() || *digit == b'.')
    };
    text.char_indices()
        .find(|(at, c)| matches!(c, '+' | '-') && !is_exponent(*at))
        .map_or(text.len(), |(at, _)| at)
}

fn term(text: &str, sign: f64) -> Result<Term, &'static str> {
    let (mut factor, mut name) = (sign, None);
    for part in text.split(['*', '×']) {
        let part = part.trim();
        match part.parse::<f64>() {
            Ok(number) if number.is_finite() => factor *= number,
            _ if part == "true" => {}
            _ if part == "false" => factor = 0.0,
            _ if is_name(part) && name.is_none() => name = Some(part.to_owned()),
            _ if is_name(part) => return Err("two parameters cannot be multiplied"),
            _ if part.is_empty() => return Err("a number or a name is missing"),
            _ => return Err("a part of it is neither a number nor a name"),
        }
    }
    Ok(Term { factor, name })
}

fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str) -> bool {
        let values: [(&str, ParamValue); 6] = [
            ("fast", 10.0.into()),
            ("slow", 30.0.into()),
            ("account.commission", 0.001.into()),
            ("short", true.into()),
            ("price", "hl2".into()),
            ("other_price", "close".into()),
        ];
        let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        Constraint::parse(text).unwrap().holds(value)
    }

    #[test]
    fn constraints_hold_as_they_read() {
        for text in [
            "fast < slow",
            "fast<slow",
            "slow > fast",
            "slow >= 3 * fast",
            "slow ≥ fast*2 + 10",
            "slow - fast <= 20",
            "fast ≤ 10",
            "-fast > -slow",
            "slow = 2*fast + fast",
            "slow == 30",
            "fast != slow",
            "fast ≠ 11",
            "account.commission >= 1e-3",
            "2 × fast - 1e+1 = fast",
            "short = true",
            "short != false",
            "price = \"hl2\"",
            "'close' != price",
            "price != other_price",
            "price != “a < b”",
            "\"a < b\" != price",
        ] {
            assert!(holds(text), "{text}");
        }
        for text in [
            "fast > slow",
            "slow >= 3 * fast + 1",
            "fast = slow",
            "fast != 10",
            "account.commission < 1e-3",
            "short = false",
            "price = \"close\"",
            "price = other_price",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn decimals_are_compared_as_they_read() {
        let holds = |text: &str, stop: f64, target: f64| {
            let (stop, target) = (ParamValue::from(stop), ParamValue::from(target));
            let value = |name: &str| Some(if name == "stop" { &stop } else { &target });
            Constraint::parse(text).unwrap().holds(value)
        };
        let steps = |n: u32, step: f64| f64::from(n) * step;
        for i in 1..=1_000 {
            let (stop, target) = (steps(i, 0.1), steps(i, 0.3));
            for text in
                ["target = 3 * stop", "target >= 3 * stop", "target <= stop + 2*stop", "3*stop == target"]
            {
                assert!(holds(text, stop, target), "{text} with {stop} and {target}");
            }
            for text in ["target != 3 * stop", "target < 3 * stop", "target > 3 * stop"] {
                assert!(!holds(text, stop, target), "{text} with {stop} and {target}");
            }
            assert!(
                holds("target > 3 * stop", stop, target + 1e-6)
                    && !holds("target = 3 * stop", stop, target + 1e-6)
            );
        }
        assert!(holds("target - stop <= 0.2", 0.6, 0.8));
        assert!(holds("target > 1e6 * stop", 1e-9, 1.000_001e-3));
    }

    #[test]
    fn what_has_no_value_keeps_to_nothing() {
        for text in [
            "other < 1",
            "other >= 1",
            "other = 1",
            "other != 1",
            "fast < other",
            "price = 1",
            "price != fast",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_constraint_is_refused_with_a_reason() {
        for text in [
            "",
            "fast",
            "fast <",
            "< slow",
            "fast < slow <",
            "1 < 2",
            "fast * slow > 1",
            "fast & 1 > 2",
            "fast < inf +",
            "price < \"hl2\"",
            "2 * price = \"hl2\"",
            "\"a\" = \"b\"",
            "price = \"hl2",
        ] {
            assert!(matches!(Constraint::parse(text), Err(SweepError::BadConstraint { .. })), "{text}");
        }
    }

    #[test]
    fn it_is_stored_as_written() {
        let constraint = Constraint::parse(" slow >= 2 * fast ").unwrap();
        let json = serde_json::to_string(&constraint).unwrap();
        assert_eq!(json, r#""slow >= 2 * fast""#);
        assert_eq!(serde_json::from_str::<Constraint>(&json).unwrap(), constraint);
        assert!(serde_json::from_str::<Constraint>(r#""fast""#).is_err());
    }
}
