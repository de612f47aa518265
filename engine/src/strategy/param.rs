//! Parameters of a strategy, declared once: the form, the validation, the sweep axes and the docs read the same declaration.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use super::value::{ParamValue, Params};
use crate::config::ConfigError;

/// The numbers that a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Value when nothing is said.
    pub default: f64,
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Step of the form's spinner and of a sweep axis.
    pub step: f64,
}

/// One of the values of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The value.
    pub value: ParamValue,
    /// Its name in the form.
    pub name: Cow<'static, str>,
}

impl Choice {
    /// A text that is its own name.
    const fn of(text: &'static str) -> Self {
        Self { value: ParamValue::Text(Cow::Borrowed(text)), name: Cow::Borrowed(text) }
    }
}

/// What a free text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextKind {
    /// A line.
    Line,
    /// Several lines.
    Lines,
    /// An interval of bars, for instance `15` or `1D`.
    Timeframe,
    /// Hours of trading, for instance `0930-1600:23456`.
    Session,
}

/// What values a parameter takes, and the one it has when nothing is said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParamKind {
    /// Whole numbers.
    Integer(Range),
    /// Real numbers.
    Number(Range),
    /// On or off.
    Switch(bool),
    /// One of a list.
    Choice {
        /// One of the options.
        default: ParamValue,
        /// All of them, none twice.
        options: Cow<'static, [Choice]>,
    },
    /// A price of the bar: one of [`SOURCES`].
    Source(Cow<'static, str>),
    /// Any text.
    Text {
        /// Text when nothing is said.
        default: Cow<'static, str>,
        /// What it means.
        kind: TextKind,
    },
    /// A moment, UTC milliseconds.
    Time(i64),
}

/// The prices that a parameter of the kind [`ParamKind::Source`] takes.
pub static SOURCES: [Choice; 8] = [
    Choice::of("open"),
    Choice::of("high"),
    Choice::of("low"),
    Choice::of("close"),
    Choice::of("hl2"),
    Choice::of("hlc3"),
    Choice::of("ohlc4"),
    Choice::of("hlcc4"),
];

static ON_OR_OFF: [Choice; 2] = [
    Choice { value: ParamValue::Switch(false), name: Cow::Borrowed("off") },
    Choice { value: ParamValue::Switch(true), name: Cow::Borrowed("on") },
];

/// Times beyond these milliseconds, some 275,000 years, are none.
const MAX_TIME: f64 = 8.64e15;

/// Declaration of one parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParamSpec {
    /// Key on the wire, in snake case.
    pub key: Cow<'static, str>,
    /// Name in the form.
    pub name: Cow<'static, str>,
    /// What values it takes.
    pub kind: ParamKind,
    /// One sentence for the form; may be empty.
    pub help: Cow<'static, str>,
    /// Heading under which the form shows it; empty: none.
    pub group: Cow<'static, str>,
    /// Neighbours with the same word share a line of the form; empty: a line for itself.
    pub inline: Cow<'static, str>,
}

impl ParamSpec {
    /// A parameter without group and line.
    pub const fn new(key: &'static str, name: &'static str, kind: ParamKind, help: &'static str) -> Self {
        Self {
            key: Cow::Borrowed(key),
            name: Cow::Borrowed(name),
            kind,
            help: Cow::Borrowed(help),
            group: Cow::Borrowed(""),
            inline: Cow::Borrowed(""),
        }
    }

    /// A parameter of whole numbers, step 1.
    pub const fn int(
        key: &'static str,
        name: &'static str,
        default: u32,
        range: (u32, u32),
        help: &'static str,
    ) -> Self {
        let (default, min, max) = (default as f64, range.0 as f64, range.1 as f64);
        Self::new(key, name, ParamKind::Integer(Range { default, min, max, step: 1.0 }), help)
    }

    /// A parameter of real numbers.
    pub const fn float(
        key: &'static str,
        name: &'static str,
        default: f64,
        range: (f64, f64),
        step: f64,
        help: &'static str,
    ) -> Self {
        let (min, max) = range;
        Self::new(key, name, ParamKind::Number(Range { default, min, max, step }), help)
    }

    /// A switch.
    pub const fn switch(key: &'static str, name: &'static str, default: bool, help: &'static str) -> Self {
        Self::new(key, name, ParamKind::Switch(default), help)
    }

    /// Value when nothing is said.
    pub fn default(&self) -> ParamValue {
        match &self.kind {
            ParamKind::Integer(range) | ParamKind::Number(range) => ParamValue::Number(range.default),
            ParamKind::Switch(on) => ParamValue::Switch(*on),
            ParamKind::Choice { default, .. } => default.clone(),
            ParamKind::Source(text) | ParamKind::Text { default: text, .. } => ParamValue::Text(text.clone()),
            ParamKind::Time(time) => ParamValue::Number(*time as f64),
        }
    }

    /// The numbers that it takes, if they are counted by steps: an axis of it may be a range.
    pub fn range(&self) -> Option<&Range> {
        match &self.kind {
            ParamKind::Integer(range) | ParamKind::Number(range) => Some(range),
            _ => None,
        }
    }

    /// Every value that it takes, where they are listed: an axis of it is a part of the list. Else empty.
    pub fn options(&self) -> &[Choice] {
        match &self.kind {
            ParamKind::Switch(_) => &ON_OR_OFF,
            ParamKind::Source(_) => &SOURCES,
            ParamKind::Choice { options, .. } => options,
            ParamKind::Integer(_) | ParamKind::Number(_) | ParamKind::Text { .. } | ParamKind::Time(_) => &[],
        }
    }

    /// Whether it can be an axis of a sweep.
    pub fn is_axis(&self) -> bool {
        self.range().is_some() || !self.options().is_empty()
    }

    /// Whether its numbers must be whole.
    pub fn is_whole(&self) -> bool {
        matches!(self.kind, ParamKind::Integer(_) | ParamKind::Time(_))
    }

    /// A value as a person reads it: the name that a list gives it, else itself.
    pub fn shown(&self, value: &ParamValue) -> String {
        let value = match (&self.kind, value.switch()) {
            (ParamKind::Switch(_), Some(on)) => ParamValue::Switch(on),
            _ => value.clone(),
        };
        let choice = self.options().iter().find(|choice| choice.value == value);
        choice.map_or_else(|| value.to_string(), |choice| choice.name.clone().into_owned())
    }

    /// Whether [`ParamSpec::check`] has nothing to say about a value.
    pub fn accepts(&self, value: &ParamValue) -> bool {
        self.fault(value).is_none()
    }

    /// Checks one value.
    ///
    /// # Errors
    /// A sentence for the form, with the field `params.<key>`.
    pub fn check(&self, value: &ParamValue) -> Result<(), ConfigError> {
        let Some(fault) = self.fault(value) else { return Ok(()) };
        let text = match fault {
            Fault::NoNumber => "must be a number.".to_owned(),
            Fault::Outside(Range { min, max, .. }) => format!("must be between {min} and {max}."),
            Fault::NotWhole => "must be a whole number.".to_owned(),
            Fault::NotListed => {
                let names: Vec<&str> = self.options().iter().map(|choice| choice.name.as_ref()).collect();
                format!("must be one of: {}.", names.join(", "))
            }
            Fault::NoText => "must be a text.".to_owned(),
            Fault::NoTime => "must be a date.".to_owned(),
        };
        Err(ConfigError::new(format!("params.{}", self.key), format!("{} {text}", self.name)))
    }

    fn fault(&self, value: &ParamValue) -> Option<Fault> {
        let in_range = |range: &Range, is_whole: bool| match value {
            ParamValue::Number(number) if !number.is_finite() => Some(Fault::NoNumber),
            ParamValue::Number(number) if !(range.min..=range.max).contains(number) => {
                Some(Fault::Outside(*range))
            }
            ParamValue::Number(number) if is_whole && number.fract() != 0.0 => Some(Fault::NotWhole),
            ParamValue::Number(_) => None,
            ParamValue::Switch(_) | ParamValue::Text(_) => Some(Fault::NoNumber),
        };
        match &self.kind {
            ParamKind::Integer(range) => in_range(range, true),
            ParamKind::Number(range) => in_range(range, false),
            ParamKind::Switch(_) => value.switch().is_none().then_some(Fault::NotListed),
            ParamKind::Choice { .. } | ParamKind::Source(_) => {
                let is_listed = self.options().iter().any(|choice| choice.value == *value);
                (!is_listed).then_some(Fault::NotListed)
            }
            ParamKind::Text { .. } => value.text().is_none().then_some(Fault::NoText),
            ParamKind::Time(_) => match value {
                ParamValue::Number(time) if time.fract() == 0.0 && time.abs() <= MAX_TIME => None,
                _ => Some(Fault::NoTime),
            },
        }
    }
}

/// What is wrong with a value.
enum Fault {
    NoNumber,
    Outside(Range),
    NotWhole,
    NotListed,
    NoText,
    NoTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: ParamKind) -> ParamSpec {
        ParamSpec::new("p", "This", kind, "")
    }

    fn every_kind() -> Vec<ParamSpec> {
        let options = vec![
            Choice { value: 5.0.into(), name: "five".into() },
            Choice { value: 9.0.into(), name: "nine".into() },
        ];
        vec![
            ParamSpec::int("p", "This", 3, (1, 9), ""),
            ParamSpec::float("p", "This", 0.5, (0.0, 1.0), 0.1, ""),
            ParamSpec::switch("p", "This", true, ""),
            of(ParamKind::Choice { default: 9.0.into(), options: options.into() }),
            of(ParamKind::Source("close".into())),
            of(ParamKind::Text { default: "".into(), kind: TextKind::Session }),
            of(ParamKind::Time(1_577_836_800_000)),
        ]
    }

    #[test]
    fn every_kind_accepts_its_default_and_its_options_and_nothing_of_another_kind() {
        for spec in every_kind() {
            assert_eq!(spec.check(&spec.default()), Ok(()), "{spec:?}");
            assert!(spec.options().iter().all(|choice| spec.accepts(&choice.value)), "{spec:?}");
            let strange: [ParamValue; 3] = [f64::NAN.into(), 1e300.into(), (-0.5).into()];
            assert!(strange.iter().all(|value| !spec.accepts(value)), "{spec:?}");
        }
        let refused = |at: usize, value: ParamValue| every_kind()[at].check(&value).unwrap_err().message;
        assert_eq!(refused(0, 2.5.into()), "This must be a whole number.");
        assert_eq!(refused(0, 10.0.into()), "This must be between 1 and 9.");
        assert_eq!(refused(1, true.into()), "This must be a number.");
        assert_eq!(refused(2, 0.5.into()), "This must be one of: off, on.");
        assert_eq!(refused(3, 6.0.into()), "This must be one of: five, nine.");
        assert!(refused(4, "volume".into()).starts_with("This must be one of: open, high"));
        assert_eq!(refused(5, 1.0.into()), "This must be a text.");
        assert_eq!(refused(6, 0.5.into()), "This must be a date.");
    }

    #[test]
    fn a_declaration_comes_back_from_json() {
        for spec in every_kind() {
            let text = serde_json::to_string(&spec).unwrap();
            assert_eq!(serde_json::from_str::<ParamSpec>(&text).unwrap(), spec, "{text}");
        }
    }

    #[test]
    fn values_are_shown_by_their_names() {
        let kinds = every_kind();
        let shown = |at: usize, value: ParamValue| kinds[at].shown(&value);
        assert_eq!([shown(0, 7.0.into()), shown(2, true.into()), shown(2, 0.0.into())], ["7", "on", "off"]);
        assert_eq!(
            [shown(3, 5.0.into()), shown(4, "hl2".into()), shown(3, 6.0.into())],
            ["five", "hl2", "6"]
        );
    }
}
