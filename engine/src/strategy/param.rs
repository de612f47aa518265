//! Parameters of a strategy, declared once: the form, the validation, the sweep axes and the docs read the same declaration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::ConfigError;

/// What values a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ParamKind {
    /// Whole numbers.
    Int,
    /// Real numbers.
    Float,
    /// 0 or 1.
    Bool,
}

/// Declaration of one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ParamSpec {
    /// Key on the wire, in snake case.
    pub key: &'static str,
    /// Name in the form.
    pub name: &'static str,
    /// What values it takes.
    pub kind: ParamKind,
    /// Value when nothing is said.
    pub default: f64,
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Step of the form's spinner and of a sweep axis.
    pub step: f64,
    /// One sentence for the form.
    pub help: &'static str,
}

impl ParamSpec {
    /// A parameter of whole numbers, step 1.
    pub const fn int(
        key: &'static str,
        name: &'static str,
        default: u32,
        range: (u32, u32),
        help: &'static str,
    ) -> Self {
        Self {
            key,
            name,
            kind: ParamKind::Int,
            default: default as f64,
            min: range.0 as f64,
            max: range.1 as f64,
            step: 1.0,
            help,
        }
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
        Self { key, name, kind: ParamKind::Float, default, min: range.0, max: range.1, step, help }
    }

    /// A switch.
    pub const fn switch(key: &'static str, name: &'static str, default: bool, help: &'static str) -> Self {
        Self {
            key,
            name,
            kind: ParamKind::Bool,
            default: if default { 1.0 } else { 0.0 },
            min: 0.0,
            max: 1.0,
            step: 1.0,
            help,
        }
    }

    /// Whether [`ParamSpec::check`] has nothing to say about a value.
    pub fn accepts(&self, value: f64) -> bool {
        (self.min..=self.max).contains(&value) && (self.kind == ParamKind::Float || value.fract() == 0.0)
    }

    /// Checks one value.
    ///
    /// # Errors
    /// A sentence for the form, with the field `params.<key>`.
    pub fn check(&self, value: f64) -> Result<(), ConfigError> {
        let field = format!("params.{}", self.key);
        if !value.is_finite() {
            return Err(ConfigError::new(field, format!("{} must be a number.", self.name)));
        }
        if value < self.min || value > self.max {
            return Err(ConfigError::new(
                field,
                format!("{} must lie between {} and {}.", self.name, self.min, self.max),
            ));
        }
        if self.kind != ParamKind::Float && value.fract() != 0.0 {
            return Err(ConfigError::new(field, format!("{} must be a whole number.", self.name)));
        }
        Ok(())
    }
}

/// Values of a strategy's parameters by key.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Params(pub BTreeMap<String, f64>);

impl Params {
    /// The value of `key`; a resolved set has every declared key.
    pub fn get(&self, key: &str) -> Option<f64> {
        self.0.get(key).copied()
    }

    /// A length in bars, at least 1; the caller has validated the set against its declaration.
    pub fn length(&self, key: &str) -> usize {
        self.number(key).max(1.0) as usize
    }

    /// A number of a validated set; NaN (which no comparison accepts) if it was never declared.
    pub fn number(&self, key: &str) -> f64 {
        self.get(key).unwrap_or(f64::NAN)
    }

    /// A switch of a validated set.
    pub fn switch(&self, key: &str) -> bool {
        self.number(key) != 0.0
    }

    /// Sets a value.
    pub fn set(&mut self, key: &str, value: f64) {
        self.0.insert(key.to_owned(), value);
    }
}
