//! What a strategy says of itself, and how a run names it.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::param::{ParamSpec, Params};
use crate::config::ConfigError;

/// Which strategy, and which state of it: what a run names, and what its result is a result of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Named", try_from = "Named")]
pub enum StrategyRef {
    /// One of the engine's.
    BuiltIn {
        /// Its key, in snake case.
        id: Cow<'static, str>,
        /// Raised whenever the same parameters would trade differently.
        version: u32,
    },
    /// One that a person wrote.
    Script {
        /// Its name when the run was made.
        name: Cow<'static, str>,
        /// SHA-256 of the source text, lower-case hex.
        hash: Cow<'static, str>,
    },
}

/// The fields of a [`StrategyRef`] among those of a run. Those of a built-in strategy are what they were before there were others.
#[derive(Serialize, Deserialize)]
struct Named {
    strategy: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    strategy_version: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_hash: Option<Cow<'static, str>>,
}

impl From<StrategyRef> for Named {
    fn from(strategy: StrategyRef) -> Self {
        match strategy {
            StrategyRef::BuiltIn { id, version } => {
                Self { strategy: id, strategy_version: Some(version), source_hash: None }
            }
            StrategyRef::Script { name, hash } => {
                Self { strategy: name, strategy_version: None, source_hash: Some(hash) }
            }
        }
    }
}

impl TryFrom<Named> for StrategyRef {
    type Error = &'static str;

    fn try_from(named: Named) -> Result<Self, &'static str> {
        match named {
            Named { strategy: id, strategy_version: Some(version), source_hash: None } => {
                Ok(Self::BuiltIn { id, version })
            }
            Named { strategy: name, strategy_version: None, source_hash: Some(hash) } => {
                Ok(Self::Script { name, hash })
            }
            _ => Err("a strategy has either a version or the hash of its source"),
        }
    }
}

impl StrategyRef {
    /// What tells strategies apart, whatever their version: the key of a built-in one, or the hash of the source.
    pub fn key(&self) -> &str {
        match self {
            Self::BuiltIn { id, .. } => id,
            Self::Script { hash, .. } => hash,
        }
    }
}

/// The key of a built-in strategy, or the name of a script.
impl fmt::Display for StrategyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn { id: name, .. } | Self::Script { name, .. } => f.write_str(name),
        }
    }
}

/// Two parameters of which the first must stay below the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// Key of the lower one.
    pub low: Cow<'static, str>,
    /// Key of the higher one.
    pub high: Cow<'static, str>,
}

impl Ordered {
    /// `low < high`.
    pub const fn new(low: &'static str, high: &'static str) -> Self {
        Self { low: Cow::Borrowed(low), high: Cow::Borrowed(high) }
    }
}

/// What a strategy is and what it can be told: a value, whether it was compiled in or made from a script while running.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Declaration {
    /// How runs name it.
    pub strategy: StrategyRef,
    /// Name on the page.
    pub name: Cow<'static, str>,
    /// `trend`, `reversion`, `breakout`, `benchmark` or `script`.
    pub family: Cow<'static, str>,
    /// One sentence for the card.
    pub summary: Cow<'static, str>,
    /// The exact rules, for the strategy's page.
    pub rules: Cow<'static, str>,
    /// Its parameters in the order of the form.
    pub params: Cow<'static, [ParamSpec]>,
    /// Pairs of parameters in their order.
    pub ordered: Cow<'static, [Ordered]>,
}

/// A declaration as the file of a built-in strategy writes it down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StrategyInfo {
    /// Key on the wire, in snake case.
    pub id: &'static str,
    /// Raised whenever the same parameters would trade differently.
    pub version: u32,
    /// Name on the page.
    pub name: &'static str,
    /// See [`Declaration::family`].
    pub family: &'static str,
    /// One sentence for the card.
    pub summary: &'static str,
    /// The exact rules, for the strategy's page.
    pub rules: &'static str,
    /// Its parameters in the order of the form.
    pub params: &'static [ParamSpec],
    /// Pairs of parameters in their order.
    pub ordered: &'static [Ordered],
}

impl StrategyInfo {
    /// As a value like any other. Nothing is copied.
    pub const fn declaration(&self) -> Declaration {
        Declaration {
            strategy: StrategyRef::BuiltIn { id: Cow::Borrowed(self.id), version: self.version },
            name: Cow::Borrowed(self.name),
            family: Cow::Borrowed(self.family),
            summary: Cow::Borrowed(self.summary),
            rules: Cow::Borrowed(self.rules),
            params: Cow::Borrowed(self.params),
            ordered: Cow::Borrowed(self.ordered),
        }
    }
}

impl Declaration {
    /// See [`StrategyRef::key`].
    pub fn key(&self) -> &str {
        self.strategy.key()
    }

    /// Parameters with every default.
    pub fn defaults(&self) -> Params {
        Params(self.params.iter().map(|param| (param.key.clone().into_owned(), param.default())).collect())
    }

    /// Looks a parameter up.
    pub fn param(&self, key: &str) -> Option<&ParamSpec> {
        self.params.iter().find(|param| param.key == key)
    }

    /// Every value that is missing, unknown or out of range.
    pub(crate) fn param_problems(&self, params: &Params) -> Vec<ConfigError> {
        let mut problems = Vec::new();
        for param in self.params.iter() {
            match params.get(&param.key) {
                Some(value) => problems.extend(param.check(value).err()),
                None => problems.push(ConfigError::new(
                    format!("params.{}", param.key),
                    format!("{} is missing.", param.name),
                )),
            }
        }
        for key in params.0.keys().filter(|key| self.param(key).is_none()) {
            problems.push(ConfigError::new(
                format!("params.{key}"),
                format!("{} has no parameter named “{key}”.", self.name),
            ));
        }
        problems
    }

    /// Every value that is missing, unknown, out of range or out of order. Empty means valid.
    pub fn problems(&self, params: &Params) -> Vec<ConfigError> {
        let mut problems = self.param_problems(params);
        for Ordered { low, high } in self.ordered.iter() {
            if let (Some(low), Some(high)) = (self.param(low), self.param(high))
                && params.number(&low.key) >= params.number(&high.key)
            {
                problems.push(ConfigError::new(
                    format!("params.{}", low.key),
                    format!("{} must be below {}.", low.name, high.name),
                ));
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::catalog::STRATEGIES;

    #[test]
    fn a_strategy_is_named_by_its_version_or_by_the_hash_of_its_source() {
        let built_in = StrategyRef::BuiltIn { id: "sma_cross".into(), version: 3 };
        let script = StrategyRef::Script { name: "Mine".into(), hash: "ab".into() };
        for (strategy, text) in [
            (built_in, r#"{"strategy":"sma_cross","strategy_version":3}"#),
            (script, r#"{"strategy":"Mine","source_hash":"ab"}"#),
        ] {
            assert_eq!(serde_json::to_string(&strategy).unwrap(), text);
            assert_eq!(serde_json::from_str::<StrategyRef>(text).unwrap(), strategy);
        }
        for text in
            [r#"{"strategy":"sma_cross"}"#, r#"{"strategy":"a","strategy_version":1,"source_hash":"ab"}"#]
        {
            assert!(serde_json::from_str::<StrategyRef>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_declaration_accepts_its_defaults_and_comes_back_from_json() {
        for declaration in STRATEGIES {
            assert_eq!(declaration.problems(&declaration.defaults()), [], "{}", declaration.name);
            let text = serde_json::to_string(declaration).unwrap();
            assert_eq!(serde_json::from_str::<Declaration>(&text).unwrap(), *declaration);
            for Ordered { low, high } in declaration.ordered.iter() {
                assert!(declaration.param(low).is_some() && declaration.param(high).is_some());
            }
        }
    }
}
