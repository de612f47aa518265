//! What a script declares of itself: its inputs and how it wants to be run.

use engine::config::{AccountConfig, Execution, RunConfig, Slippage};
use engine::script::{Input, Price, Reg};
use serde::{Deserialize, Serialize};

use crate::tree::Span;

/// Prices that an input of a source offers.
pub const SOURCES: [&str; 8] = ["open", "high", "low", "close", "hl2", "hlc3", "ohlc4", "hlcc4"];

/// What kind of value an input takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputKind {
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// True or false.
    Bool,
    /// A text.
    Text,
    /// One of [`SOURCES`].
    Source,
    /// A moment in UTC milliseconds.
    Time,
    /// An interval.
    Interval,
    /// A session.
    Session,
    /// A field of an enum, with these titles.
    Choice(Vec<String>),
}

/// A parameter that a script declares.
#[derive(Debug, Clone, PartialEq)]
pub struct InputSpec {
    /// The variable's name.
    pub key: String,
    /// Name in the form.
    pub name: String,
    /// What values it takes.
    pub kind: InputKind,
    /// Value when nothing is said.
    pub default: Input,
    /// Smallest value.
    pub min: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
    /// Step of the form and of an axis.
    pub step: Option<f64>,
    /// The only values, if there are any.
    pub options: Vec<Input>,
    /// One sentence for the form.
    pub help: String,
    /// The group in the form.
    pub group: String,
    pub(crate) place: u32,
}

impl InputSpec {
    /// Whether a value is in range.
    ///
    /// # Errors
    /// A sentence that says what would be.
    pub fn accepts(&self, value: &Input) -> Result<(), String> {
        if !self.options.is_empty() && !self.options.contains(value) {
            return Err(format!("“{}” must be one of its options.", self.name));
        }
        let Input::Number(number) = value else { return Ok(()) };
        if number.is_nan() {
            return Err(format!("“{}” must be a number.", self.name));
        }
        if self.kind == InputKind::Int && number.fract() != 0.0 {
            return Err(format!("“{}” must be a whole number.", self.name));
        }
        if self.min.is_some_and(|min| *number < min) || self.max.is_some_and(|max| *number > max) {
            let bounds = match (self.min, self.max) {
                (Some(min), Some(max)) => format!("between {min} and {max}"),
                (Some(min), None) => format!("at least {min}"),
                (None, max) => format!("at most {}", max.unwrap_or(f64::INFINITY)),
            };
            return Err(format!("“{}” must be {bounds}.", self.name));
        }
        Ok(())
    }

    pub(crate) fn read(&self, given: &Given) -> Result<Input, String> {
        let wrong = || Err(format!("The input “{}” ({}) does not take this value.", self.key, self.name));
        let value = match (&self.kind, given) {
            (InputKind::Bool, Given::Truth(truth)) => Input::Number(f64::from(u8::from(*truth))),
            (
                InputKind::Int | InputKind::Float | InputKind::Time | InputKind::Bool,
                Given::Number(number),
            ) => Input::Number(*number),
            (InputKind::Source, Given::Text(text)) if SOURCES.contains(&text.as_str()) => {
                Input::Number(f64::from(price_register(text)))
            }
            (InputKind::Choice(titles), Given::Text(text)) => {
                match titles.iter().position(|title| title == text) {
                    Some(at) => Input::Number(at as f64),
                    None => return wrong(),
                }
            }
            (InputKind::Choice(_), Given::Number(number)) => Input::Number(*number),
            (InputKind::Text | InputKind::Interval | InputKind::Session, Given::Text(text)) => {
                Input::Text(text.clone())
            }
            _ => return wrong(),
        };
        self.accepts(&value).map(|()| value)
    }
}

/// A value given for an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Given {
    /// True or false.
    Truth(bool),
    /// A number.
    Number(f64),
    /// A text, the name of a price, or the title of a field.
    Text(String),
}

/// How a script wants to be run.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Its title.
    pub title: Option<String>,
    /// Its plots belong over the price.
    pub is_overlay: bool,
    /// Cash, size and costs.
    pub account: AccountConfig,
    /// Slippage in ticks.
    pub slippage_ticks: f64,
    /// Fill rules.
    pub execution: Execution,
    /// Yearly, as a ratio.
    pub risk_free_rate: f64,
    /// It uses ticks.
    pub needs_tick: bool,
    pub(crate) magnifier: Option<Span>,
}

impl Settings {
    pub(crate) fn new(version: u32) -> Self {
        let RunConfig { mut account, execution, .. } = RunConfig::default();
        let margin = if version >= 6 { 1.0 } else { 0.0 };
        (account.margin_long, account.margin_short) = (margin, margin);
        account.initial_cash = if version >= 6 { 1_000_000.0 } else { 100_000.0 };
        Self {
            title: None,
            is_overlay: false,
            account,
            slippage_ticks: 0.0,
            execution,
            risk_free_rate: 0.02,
            needs_tick: false,
            magnifier: None,
        }
    }

    /// Settings of a run as the script declares them; the instrument and the window are those of `base`.
    pub fn over(&self, base: &RunConfig) -> RunConfig {
        let mut config = RunConfig { account: self.account, execution: self.execution, ..*base };
        config.risk_free_rate = self.risk_free_rate;
        if self.slippage_ticks > 0.0 {
            config.account.slippage = Slippage::Ticks(self.slippage_ticks);
        }
        config
    }
}

/// The register of a price.
pub(crate) fn price_register(name: &str) -> Reg {
    Price::ALL
        .iter()
        .find(|(of, _)| *of == name)
        .map_or(Price::Close.register(), |(_, price)| price.register())
}
