//! The strategies on offer, as data: the page shows them without containing the code that runs them.

use serde::Serialize;

use super::param::{ParamSpec, Params};
use crate::config::ConfigError;

/// What a strategy is and what it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StrategyInfo {
    /// Key on the wire, in snake case.
    pub id: &'static str,
    /// Raised whenever the same parameters would trade differently.
    pub version: u32,
    /// Name on the page.
    pub name: &'static str,
    /// `trend`, `reversion`, `breakout` or `benchmark`.
    pub family: &'static str,
    /// One sentence for the card.
    pub summary: &'static str,
    /// The exact rules, for the strategy's page.
    pub rules: &'static str,
    /// Its parameters in the order of the form.
    pub params: &'static [ParamSpec],
    /// Pairs of parameter keys (a, b) where a must stay below b.
    pub ordered: &'static [(&'static str, &'static str)],
}

impl StrategyInfo {
    /// Parameters with every default.
    pub fn defaults(&self) -> Params {
        Params(self.params.iter().map(|param| (param.key.to_owned(), param.default)).collect())
    }

    /// Looks a parameter up.
    pub fn param(&self, key: &str) -> Option<&'static ParamSpec> {
        self.params.iter().find(|param| param.key == key)
    }

    /// Every value that is missing, unknown or out of range.
    pub(crate) fn param_problems(&self, params: &Params) -> Vec<ConfigError> {
        let mut problems = Vec::new();
        for param in self.params {
            match params.get(param.key) {
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
        for (low, high) in self.ordered {
            if let (Some(a), Some(b), Some(low), Some(high)) =
                (params.get(low), params.get(high), self.param(low), self.param(high))
                && a >= b
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

/// Every built-in strategy, in the order of the page.
pub const STRATEGIES: &[StrategyInfo] = &[
    super::sma_cross::INFO,
    super::ema_cross::INFO,
    super::macd_cross::INFO,
    super::supertrend::INFO,
    super::atr_bracket::INFO,
    super::donchian_breakout::INFO,
    super::keltner_breakout::INFO,
    super::rsi_reversion::INFO,
    super::bollinger_rsi::INFO,
    super::buy_and_hold::INFO,
];

/// Looks a strategy up.
pub fn find(id: &str) -> Option<&'static StrategyInfo> {
    STRATEGIES.iter().find(|info| info.id == id)
}
