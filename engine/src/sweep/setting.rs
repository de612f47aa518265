//! Settings of the run that may be swept beside the strategy's parameters.

use crate::config::{Commission, RunConfig, Sizing, Slippage};

/// A number among the settings. Its kind (percent of value, cash per order, …) stays that of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Cash at the start.
    InitialCash,
    /// Size of an entry.
    Sizing,
    /// Cost of a fill.
    Commission,
    /// Price penalty of a fill.
    Slippage,
    /// Share of a long position's value that the equity must cover.
    MarginLong,
    /// The same for short positions.
    MarginShort,
    /// Entries in one direction at once.
    Pyramiding,
}

impl Setting {
    /// All, in the order of the form.
    pub const ALL: [Self; 7] = [
        Self::InitialCash,
        Self::Sizing,
        Self::Commission,
        Self::Slippage,
        Self::MarginLong,
        Self::MarginShort,
        Self::Pyramiding,
    ];

    /// The name as an axis: the path of the field, as in [`ConfigError::field`](crate::config::ConfigError::field).
    pub fn key(self) -> &'static str {
        match self {
            Self::InitialCash => "account.initial_cash",
            Self::Sizing => "account.sizing",
            Self::Commission => "account.commission",
            Self::Slippage => "account.slippage",
            Self::MarginLong => "account.margin_long",
            Self::MarginShort => "account.margin_short",
            Self::Pyramiding => "execution.pyramiding",
        }
    }

    /// The setting of this name.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.key() == key)
    }

    /// Name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::InitialCash => "Initial cash",
            Self::Sizing => "Order size",
            Self::Commission => "Commission",
            Self::Slippage => "Slippage",
            Self::MarginLong => "Initial margin, long",
            Self::MarginShort => "Initial margin, short",
            Self::Pyramiding => "Pyramiding",
        }
    }

    /// Name in the form, with the unit where there is only one.
    pub fn label(self) -> &'static str {
        match self {
            Self::MarginLong => "Initial margin, long, %",
            Self::MarginShort => "Initial margin, short, %",
            other => other.name(),
        }
    }

    /// What it does, in a sentence.
    pub fn help(self) -> &'static str {
        match self {
            Self::InitialCash => "Cash at the start, in the currency of the prices.",
            Self::Sizing => "Size of each entry.",
            Self::Commission => "On every fill. Negative: a rebate.",
            Self::Slippage => "Against you, on market and stop fills.",
            Self::MarginLong => {
                "Share of a position that your equity must cover: 100% = no leverage, 25% = 4×, 0 = no check."
            }
            Self::MarginShort => {
                "Entries that need more are dropped; positions that fall below it are partly closed."
            }
            Self::Pyramiding => "Entries in one direction that may be open at once.",
        }
    }

    /// Whether its number is a ratio that a page shows in percent.
    pub fn is_ratio(self, config: &RunConfig) -> bool {
        match self {
            Self::InitialCash | Self::Pyramiding => false,
            Self::Sizing => matches!(config.account.sizing, Sizing::EquityRatio(_)),
            Self::Commission => matches!(config.account.commission, Commission::ValueRatio(_)),
            Self::Slippage => matches!(config.account.slippage, Slippage::PriceRatio(_)),
            Self::MarginLong | Self::MarginShort => true,
        }
    }

    /// The number in `config`.
    pub fn get(self, config: &RunConfig) -> f64 {
        let account = &config.account;
        match self {
            Self::InitialCash => account.initial_cash,
            Self::Sizing => match account.sizing {
                Sizing::Lots(x) | Sizing::Cash(x) | Sizing::EquityRatio(x) => x,
            },
            Self::Commission => match account.commission {
                Commission::ValueRatio(x) | Commission::CashPerOrder(x) | Commission::CashPerUnit(x) => x,
            },
            Self::Slippage => match account.slippage {
                Slippage::Ticks(x) | Slippage::PriceRatio(x) => x,
            },
            Self::MarginLong => account.margin_long,
            Self::MarginShort => account.margin_short,
            Self::Pyramiding => f64::from(config.execution.pyramiding),
        }
    }

    /// Puts a number into `config`. A number of entries that is not whole becomes 0, which no run accepts.
    pub fn set(self, config: &mut RunConfig, number: f64) {
        let account = &mut config.account;
        match self {
            Self::InitialCash => account.initial_cash = number,
            Self::Sizing => match &mut account.sizing {
                Sizing::Lots(x) | Sizing::Cash(x) | Sizing::EquityRatio(x) => *x = number,
            },
            Self::Commission => match &mut account.commission {
                Commission::ValueRatio(x) | Commission::CashPerOrder(x) | Commission::CashPerUnit(x) => {
                    *x = number
                }
            },
            Self::Slippage => match &mut account.slippage {
                Slippage::Ticks(x) | Slippage::PriceRatio(x) => *x = number,
            },
            Self::MarginLong => account.margin_long = number,
            Self::MarginShort => account.margin_short = number,
            Self::Pyramiding => {
                let is_whole = number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number);
                config.execution.pyramiding = if is_whole { number as u32 } else { 0 };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_found_by_its_key_and_keeps_its_kind() {
        let mut config = RunConfig::default();
        config.account.commission = Commission::CashPerOrder(1.0);
        for setting in Setting::ALL {
            assert_eq!(Setting::of_key(setting.key()), Some(setting));
            let mut changed = config;
            setting.set(&mut changed, 3.0);
            assert_eq!(setting.get(&changed), 3.0, "{setting:?}");
            assert_eq!(setting.is_ratio(&changed), setting.is_ratio(&config));
            setting.set(&mut changed, setting.get(&config));
            assert_eq!(changed, config, "{setting:?} changed something else");
        }
        assert_eq!(Setting::of_key("fast"), None);
    }

    #[test]
    fn half_an_entry_is_no_number_of_entries() {
        for number in [0.0, 1.5, -1.0, f64::NAN, 1e12] {
            let mut config = RunConfig::default();
            Setting::Pyramiding.set(&mut config, number);
            assert_eq!(config.problems()[0].field, "execution.pyramiding", "{number}");
        }
    }
}
