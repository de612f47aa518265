//! Numbers with the locale's separators, a true minus sign and a fixed number of decimals.

use super::NONE;

/// How a locale writes numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Separators {
    /// Between groups of three digits.
    pub group: String,
    /// Between whole and fraction.
    pub decimal: String,
}

impl Default for Separators {
    fn default() -> Self {
        Self { group: ",".into(), decimal: ".".into() }
    }
}

/// Whether a plus stands before numbers above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plus {
    /// `+1.00`
    Shown,
    /// `1.00`
    Hidden,
}

impl Separators {
    /// `value` with `decimals` digits after the decimal sign. What rounds to zero has no sign.
    pub fn fixed(&self, value: f64, decimals: usize, plus: Plus) -> String {
        if !value.is_finite() {
            return NONE.into();
        }
        let digits = format!("{:.decimals$}", value.abs());
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let mut text = String::with_capacity(digits.len() + 8);
        match (is_zero, value < 0.0, plus) {
            (false, true, _) => text.push('−'),
            (false, false, Plus::Shown) => text.push('+'),
            _ => {}
        }
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                text.push_str(&self.group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push_str(&self.decimal);
            text.push_str(fraction);
        }
        text
    }

    /// A ratio in percent, without the sign: the unit stands in the header.
    pub fn percent(&self, ratio: f64, decimals: usize, plus: Plus) -> String {
        self.fixed(ratio * 100.0, decimals, plus)
    }

    /// A whole number.
    pub fn count(&self, value: f64) -> String {
        self.fixed(value, 0, Plus::Hidden)
    }

    /// Reads a number as a person types it. What this page prints is read back as the same number; spaces and groups of thousands
    /// do not matter otherwise, and either sign is a decimal sign where it cannot be anything else.
    ///
    /// # Errors
    /// A sentence, if the text is empty, no number, or two numbers for readers of different languages.
    pub fn parse(&self, text: &str) -> Result<f64, String> {
        let is_spacing = |c: char| c.is_whitespace() || matches!(c, '_' | '\'' | '’');
        let text = text.replace(is_spacing, "").replace('−', "-");
        if text.is_empty() {
            return Err("Enter a number.".into());
        }
        let is_group = |sign: char| self.group == sign.to_string();
        let is_decimal = |sign: char| self.decimal == sign.to_string();
        let no_number = || format!("“{text}” is not a number.");
        let last = text.rfind(['.', ',']).and_then(|at| text[at..].chars().next());
        let plain = match last {
            None => text.clone(),
            Some(last) => {
                let other = if last == '.' { ',' } else { '.' };
                let without = |sign: char| text.replace(sign, "");
                match (text.matches(last).count(), text.contains(other)) {
                    (1, false) if is_grouped(&text, last) && is_group(last) => without(last),
                    (1, false) if is_grouped(&text, last) && !is_decimal(last) => {
                        let (one, two) = (without(last), text.replace(last, ".") + "0");
                        return Err(format!("“{text}” can be read in two ways: write {one} or {two}."));
                    }
                    (1, false) => text.replace(last, "."),
                    (1, true) if is_grouped(text.split(last).next().unwrap_or_default(), other) => {
                        without(other).replace(last, ".")
                    }
                    (_, false) if is_grouped(&text, last) => without(last),
                    _ => return Err(no_number()),
                }
            }
        };
        plain.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(no_number)
    }

    /// Reads a percentage as a ratio, shifting its decimal point: 0.07 becomes 0.0007 and not the nearest quotient beside it.
    ///
    /// # Errors
    /// As [`Separators::parse`].
    pub fn parse_percent(&self, text: &str) -> Result<f64, String> {
        let percent = self.parse(text)?;
        Ok(format!("{percent}e-2").parse().unwrap_or(percent / 100.0))
    }

    /// As many decimals as the number needs, at most `most`.
    pub fn shortest(&self, value: f64, most: usize) -> String {
        self.fixed(value, decimals_needed(value).min(most), Plus::Hidden)
    }
}

/// Decimals of the shortest text that reads back as the same number.
pub fn decimals_needed(value: f64) -> usize {
    if !value.is_finite() {
        return 0;
    }
    format!("{value}").split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

/// Decimals that show prices of this size as their exchange writes them: enough for each of `prices`, at least 2, and no
/// more than six figures in all, so that the dust of adjusted and single-precision prices is not shown as if it were quoted.
pub fn price_decimals(prices: impl Iterator<Item = f64>) -> usize {
    let (mut decimals, mut highest) = (2, 0.0_f64);
    for price in prices.filter(|price| price.is_finite()) {
        decimals = decimals.max(decimals_needed(price));
        highest = highest.max(price.abs());
    }
    // The power of ten of the highest price: 3 for 1,123.45, −5 for 0.00001234.
    let magnitude = format!("{highest:e}").rsplit_once('e').and_then(|(_, power)| power.parse::<i32>().ok());
    let most = 5 - magnitude.unwrap_or(0);
    decimals.min(most.clamp(2, 10) as usize)
}

/// A number as a form has it: with a decimal point, and nothing that a reader of any language could take for thousands. 2.125 is
/// therefore written 2.1250.
pub fn typed(value: f64) -> String {
    let text = value.to_string();
    if is_grouped(&text, '.') { text + "0" } else { text }
}

/// The percentage of a ratio, by the same shift.
pub fn percent_of(ratio: f64) -> f64 {
    format!("{ratio}e2").parse().unwrap_or(ratio * 100.0)
}

/// Whether the text has only digits, and this sign where thousands end. A number below 1 is never grouped.
fn is_grouped(text: &str, sign: char) -> bool {
    let mut groups = text.trim_start_matches(['-', '+']).split(sign);
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups
        .next()
        .is_some_and(|group| (1..=3).contains(&group.len()) && is_digits(group) && !group.starts_with('0'));
    let mut rest = groups.peekable();
    first && rest.peek().is_some() && rest.all(|group| group.len() == 3 && is_digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_signs_and_decimals() {
        let en = Separators::default();
        for (value, decimals, plus, expected) in [
            (1_234_567.891, 2, Plus::Hidden, "1,234,567.89"),
            (999.0, 0, Plus::Shown, "+999"),
            (-1_000.5, 1, Plus::Shown, "−1,000.5"),
            (-0.004, 2, Plus::Shown, "0.00"),
            (0.0, 2, Plus::Shown, "0.00"),
            (f64::NAN, 2, Plus::Hidden, NONE),
        ] {
            assert_eq!(en.fixed(value, decimals, plus), expected, "{value}");
        }
        let de = Separators { group: ".".into(), decimal: ",".into() };
        assert_eq!(de.fixed(1_234.5, 2, Plus::Hidden), "1.234,50");
        assert_eq!(en.percent(0.1234, 2, Plus::Shown), "+12.34");
        assert_eq!(en.shortest(0.30, 8), "0.3");
    }

    #[test]
    fn prices_show_what_is_quoted() {
        assert_eq!(price_decimals([187.25, 186.0].into_iter()), 2);
        assert_eq!(price_decimals([1.084_52].into_iter()), 5);
        assert_eq!(price_decimals([1_123.449_951].into_iter()), 2);
        assert_eq!(price_decimals([64_250.0].into_iter()), 2);
        assert_eq!(price_decimals([0.000_012_34].into_iter()), 8);
        assert_eq!(price_decimals([151.234].into_iter()), 3);
    }

    fn languages() -> [Separators; 4] {
        [(",", "."), (".", ","), ("\u{202f}", ","), ("’", ".")]
            .map(|(group, decimal)| Separators { group: group.into(), decimal: decimal.into() })
    }

    #[test]
    fn percent_and_ratio_turn_into_each_other_exactly() {
        for (text, ratio) in
            [("0.07", 0.0007), ("-29", -0.29), ("0", 0.0), ("3.5", 0.035), ("0.0005", 0.000_005)]
        {
            assert_eq!(Separators::default().parse_percent(text), Ok(ratio));
            assert_eq!(percent_of(ratio).to_string(), text);
        }
        assert!(Separators::default().parse_percent("x").is_err());
    }

    #[test]
    fn numbers_are_read_as_typed_or_refused_with_a_sentence() {
        for language in languages() {
            for (text, expected) in [
                ("100000", 100_000.0),
                ("100 000", 100_000.0),
                ("1,234,567.5", 1_234_567.5),
                ("1.234.567,5", 1_234_567.5),
                ("1,000,000", 1_000_000.0),
                ("1.000.000", 1_000_000.0),
                ("0,05", 0.05),
                ("0.125", 0.125),
                ("0,125", 0.125),
                ("1.5", 1.5),
                ("1234.567", 1_234.567),
                ("-.5", -0.5),
                ("−3", -3.0),
                ("1e3", 1_000.0),
            ] {
                assert_eq!(language.parse(text), Ok(expected), "{text} {language:?}");
            }
            for text in ["", "  ", "abc", "1,2,3", "NaN", "inf", "1.2.3", "1,00.5", "1.000,000.5", ",", "."] {
                assert!(language.parse(text).is_err_and(|message| message.ends_with('.')), "{text}");
            }
        }
    }

    #[test]
    fn a_german_hundred_thousand_is_not_a_hundred() {
        let [english, german, french, swiss] = languages();
        let read =
            |text: &str| [&english, &german, &french, &swiss].map(|language| language.parse(text).ok());
        assert_eq!(read("100.000"), [Some(100.0), Some(100_000.0), None, Some(100.0)]);
        assert_eq!(read("100,000"), [Some(100_000.0), Some(100.0), Some(100.0), None]);
        assert_eq!(
            french.parse("100.000"),
            Err("“100.000” can be read in two ways: write 100000 or 100.0000.".into())
        );
    }

    #[test]
    fn what_a_page_prints_and_what_a_form_holds_is_read_back_as_the_same_number() {
        let values =
            [0.0, 0.001, 0.125, 1.125, 2.5, 999.999, 1_000.0, 12_345.678, 100_000.0, 1e15, 1e-9, 123.456_7];
        for language in languages() {
            for value in values.iter().flat_map(|value| [*value, -value]) {
                for decimals in decimals_needed(value)..10 {
                    let printed = language.fixed(value, decimals, Plus::Hidden);
                    assert_eq!(language.parse(&printed), Ok(value), "{printed} {language:?}");
                }
                assert_eq!(language.parse(&typed(value)), Ok(value), "{} {language:?}", typed(value));
            }
        }
        assert_eq!([typed(2.125), typed(0.125), typed(2.5)], ["2.1250", "0.125", "2.5"]);
    }
}
