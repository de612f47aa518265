//! Settings that are chosen from a list, each declared once: its field, label and help, and the key and label of every option. The run
//! form, its reader, the report and `--help` go by these tables; a key that is in none of them is an error, never a default.

use crate::config::{CloseRule, Commission, FillOn, Intrabar, Sizing, Slippage};
use crate::statistics::Better;
use crate::walk_forward::Scheme;

/// A setting of type `T` and its options. Where an option carries a number, the number here means nothing.
#[derive(Debug, Clone, Copy)]
pub struct Choice<T: 'static> {
    /// Name of the field, as in [`ConfigError::field`](crate::config::ConfigError::field); `#…` marks a control that belongs to one.
    pub field: &'static str,
    /// Name on the page.
    pub label: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// Key and label of each option, in the order of the form.
    pub options: &'static [(&'static str, &'static str)],
    /// What each of them stands for.
    values: &'static [T],
    /// Position of a value among them.
    at: fn(&T) -> usize,
}

/// A text that is the key of no option.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is not a choice of “{label}”: choose one of {keys}.")]
pub struct UnknownChoice {
    text: String,
    label: &'static str,
    keys: String,
}

impl<T: Copy + 'static> Choice<T> {
    /// The same choice made again in another field.
    #[must_use]
    pub fn of_field(self, field: &'static str) -> Self {
        Self { field, ..self }
    }

    /// What the option of this key stands for.
    ///
    /// # Errors
    /// [`UnknownChoice`].
    pub fn of_key(&self, key: &str) -> Result<T, UnknownChoice> {
        let at = self.options.iter().position(|(of, _)| *of == key);
        at.and_then(|at| self.values.get(at).copied()).ok_or_else(|| UnknownChoice {
            text: key.to_owned(),
            label: self.label,
            keys: self.options.iter().map(|(key, _)| *key).collect::<Vec<_>>().join(", "),
        })
    }

    /// Key of the option that is chosen.
    pub fn key(&self, value: &T) -> &'static str {
        self.options[(self.at)(value)].0
    }

    /// Its label.
    pub fn option(&self, value: &T) -> &'static str {
        self.options[(self.at)(value)].1
    }
}

/// In what the size of an entry is given.
pub const ORDER_SIZE_UNIT: Choice<Sizing> = Choice {
    field: "account.sizing#kind",
    label: "Order size unit",
    help: "Lots, an amount of cash, or a share of the equity at the signal.",
    options: &[("lots", "lots"), ("cash", "cash"), ("equity", "% of equity")],
    values: &[Sizing::Lots(1.0), Sizing::Cash(1.0), Sizing::EquityRatio(1.0)],
    at: |value| match value {
        Sizing::Lots(_) => 0,
        Sizing::Cash(_) => 1,
        Sizing::EquityRatio(_) => 2,
    },
};

/// What the commission is a share of, or charged per.
pub const COMMISSION_TYPE: Choice<Commission> = Choice {
    field: "account.commission#kind",
    label: "Commission type",
    help: "A share of the value of each fill, or cash per order or per unit.",
    options: &[("percent", "% of value"), ("order", "cash per order"), ("unit", "cash per unit")],
    values: &[Commission::ValueRatio(0.0), Commission::CashPerOrder(0.0), Commission::CashPerUnit(0.0)],
    at: |value| match value {
        Commission::ValueRatio(_) => 0,
        Commission::CashPerOrder(_) => 1,
        Commission::CashPerUnit(_) => 2,
    },
};

/// In what slippage is given.
pub const SLIPPAGE_TYPE: Choice<Slippage> = Choice {
    field: "account.slippage#kind",
    label: "Slippage type",
    help: "A share of the price, or a number of ticks.",
    options: &[("percent", "% of price"), ("ticks", "ticks")],
    values: &[Slippage::PriceRatio(0.0), Slippage::Ticks(0.0)],
    at: |value| match value {
        Slippage::PriceRatio(_) => 0,
        Slippage::Ticks(_) => 1,
    },
};

/// When a market order fills.
pub const FILL_ON: Choice<FillOn> = Choice {
    field: "execution.fill_on",
    label: "Market orders fill at",
    help: "The close is optimistic: it trades at a price that is known only once the bar is over.",
    options: &[("next_open", "next bar's open"), ("close", "same bar's close")],
    values: &[FillOn::NextOpen, FillOn::Close],
    at: |value| match value {
        FillOn::NextOpen => 0,
        FillOn::Close => 1,
    },
};

/// In which order a bar's prices are assumed to have traded.
pub const INTRABAR: Choice<Intrabar> = Choice {
    field: "execution.intrabar",
    label: "Intrabar price path",
    help: "Nearest extreme first: from the open to the nearer of high and low, then to the other. Worst case: a stop fills before a target.",
    options: &[("path", "nearest extreme first"), ("stop_first", "worst case")],
    values: &[Intrabar::Path, Intrabar::StopFirst],
    at: |value| match value {
        Intrabar::Path => 0,
        Intrabar::StopFirst => 1,
    },
};

/// Which of several entries an exit closes.
pub const CLOSE_RULE: Choice<CloseRule> = Choice {
    field: "execution.close_rule",
    label: "Exits close",
    help: "Which of several open entries an exit closes first.",
    options: &[("fifo", "oldest entry first"), ("any", "the entry that the exit names")],
    values: &[CloseRule::Fifo, CloseRule::Any],
    at: |value| match value {
        CloseRule::Fifo => 0,
        CloseRule::Any => 1,
    },
};

/// Whether what is open at the last bar is closed there.
pub const CLOSE_AT_END: Choice<bool> = Choice {
    field: "execution.close_at_end",
    label: "Open position at end of data",
    help: "Left open, it counts as open profit; closed, it pays its costs.",
    options: &[("leave", "leave open"), ("close", "close at the last close")],
    values: &[false, true],
    at: |closes| usize::from(*closes),
};

/// Which direction of an objective is looked for.
pub const DIRECTION: Choice<Better> = Choice {
    field: "sweep.objective#better",
    label: "Direction",
    help: "Whether a higher or a lower value is better.",
    options: &[("higher", "highest"), ("lower", "lowest")],
    values: &[Better::Higher, Better::Lower],
    at: |value| match value {
        Better::Higher => 0,
        Better::Lower => 1,
    },
};

/// What the in-sample part of each window of a walk-forward run is.
pub const WINDOWS: Choice<Scheme> = Choice {
    field: "folds.scheme",
    label: "In-sample data",
    help: "A fixed number of bars before each window, or all bars before it.",
    options: &[("rolling", "the last stretch (rolling)"), ("anchored", "everything before (anchored)")],
    values: &[Scheme::Rolling, Scheme::Anchored],
    at: |value| match value {
        Scheme::Rolling => 0,
        Scheme::Anchored => 1,
    },
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn check<T: Copy + 'static>(choice: Choice<T>) {
        assert_eq!(choice.options.len(), choice.values.len(), "{}", choice.field);
        let keys: BTreeSet<&str> = choice.options.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys.len(), choice.options.len(), "{}", choice.field);
        for (at, value) in choice.values.iter().enumerate() {
            let (key, label) = choice.options[at];
            assert_eq!((choice.key(value), choice.option(value)), (key, label), "{}", choice.field);
            let read = choice.of_key(key).map(|value| (choice.at)(&value));
            assert_eq!(read, Ok(at), "{key}");
        }
        assert!(choice.help.ends_with('.') && !choice.label.is_empty());
    }

    #[test]
    fn every_option_has_a_key_that_reads_back_as_itself() {
        check(ORDER_SIZE_UNIT);
        check(COMMISSION_TYPE);
        check(SLIPPAGE_TYPE);
        check(FILL_ON);
        check(INTRABAR);
        check(CLOSE_RULE);
        check(CLOSE_AT_END);
        check(DIRECTION);
        check(WINDOWS);
    }

    #[test]
    fn an_unknown_word_is_an_error_and_never_a_default() {
        for word in ["", "Lots", "contracts", "lots "] {
            let error = ORDER_SIZE_UNIT.of_key(word).unwrap_err().to_string();
            assert!(error.contains("lots, cash, equity") && error.contains(&format!("“{word}”")), "{error}");
        }
    }
}
