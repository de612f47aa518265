//! Everything a run depends on besides the bars and the strategy: account, costs, fill rules, instrument, window.

use serde::{Deserialize, Serialize};

/// How large an entry is when the strategy does not say.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Sizing {
    /// A number of lots; units = lots × [`Instrument::lot_size`].
    Lots(f64),
    /// A cash amount, converted at the signal bar's close.
    Cash(f64),
    /// A share of the equity at the signal bar's close, as a ratio (0.25 = 25 %).
    EquityRatio(f64),
}

/// What a fill costs. A negative value is a rebate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Commission {
    /// Ratio of the fill's value (0.001 = 0.1 %).
    ValueRatio(f64),
    /// Cash for each fill, whatever its size.
    CashPerOrder(f64),
    /// Cash for each unit filled.
    CashPerUnit(f64),
}

/// Always against the trader, on market and stop fills, never on limit fills.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Slippage {
    /// A number of ticks; needs a tick size.
    Ticks(f64),
    /// Ratio of the price (0.0005 = 5 basis points).
    PriceRatio(f64),
}

/// The account a run starts with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AccountConfig {
    /// Cash at the start, above zero.
    pub initial_cash: f64,
    /// Size of an entry.
    pub sizing: Sizing,
    /// Cost of a fill.
    pub commission: Commission,
    /// Price penalty of a fill.
    pub slippage: Slippage,
    /// Share of a long position's value that the equity must cover (1 = no leverage); 0: no margin is asked for, which is also
    /// what settings made before there was margin mean.
    #[serde(default)]
    pub margin_long: f64,
    /// The same for short positions.
    #[serde(default)]
    pub margin_short: f64,
}

/// What is traded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// Smallest price step; `None` leaves prices as they are.
    pub tick_size: Option<f64>,
    /// Smallest step of a quantity in units; `None` leaves quantities as they are.
    pub lot_step: Option<f64>,
    /// Units in one lot.
    pub lot_size: f64,
}

/// When a market order made on a bar fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillOn {
    /// At the open of the next bar.
    NextOpen,
    /// At the close of the same bar.
    Close,
}

/// In which order prices are assumed to have traded inside a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intrabar {
    /// Open → high → low → close if the open is nearer the high than the low, else open → low → high → close.
    Path,
    /// When a stop and a target could both have filled, the stop did.
    StopFirst,
}

/// Which entry an exit closes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseRule {
    /// The oldest.
    Fifo,
    /// The one that the exit names.
    Any,
}

/// The fill rules of a run; see `EXECUTION_MODEL` for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    /// When market orders fill.
    pub fill_on: FillOn,
    /// The price path inside a bar.
    pub intrabar: Intrabar,
    /// Which entry an exit closes first.
    pub close_rule: CloseRule,
    /// How many entries in one direction may be open at once, at least 1.
    pub pyramiding: u32,
    /// Close what is open at the close of the last bar.
    #[serde(default)]
    pub close_at_end: bool,
    /// By how many ticks the price must pass a limit before it fills (rule 9); 0: it fills where it is touched, which is also what
    /// settings made before mean, and they are written as they were.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub limit_ticks: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// When trading is allowed. Bars before `start` only warm the indicators up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Window {
    /// First open time at which orders may be made (UTC milliseconds, inclusive); `None`: the first bar.
    pub start: Option<i64>,
    /// Open times from here on are left out (UTC milliseconds, exclusive); `None`: up to the last bar.
    pub end: Option<i64>,
}

/// All settings of a run but the strategy and the bars, with nothing left to a default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RunConfig {
    /// Cash, size and costs.
    pub account: AccountConfig,
    /// What is traded.
    pub instrument: Instrument,
    /// Fill rules.
    pub execution: Execution,
    /// Trading window.
    pub window: Window,
    /// Yearly risk-free rate as a ratio, used by Sharpe and Sortino.
    pub risk_free_rate: f64,
}

impl Default for RunConfig {
    fn default() -> Self {
        Self {
            account: AccountConfig {
                initial_cash: 100_000.0,
                sizing: Sizing::Lots(1.0),
                commission: Commission::ValueRatio(0.0),
                slippage: Slippage::PriceRatio(0.0),
                margin_long: 1.0,
                margin_short: 1.0,
            },
            instrument: Instrument { tick_size: None, lot_step: None, lot_size: 1.0 },
            execution: Execution {
                fill_on: FillOn::NextOpen,
                intrabar: Intrabar::Path,
                close_rule: CloseRule::Fifo,
                pyramiding: 1,
                close_at_end: false,
                limit_ticks: 0,
            },
            window: Window::default(),
            risk_free_rate: 0.0,
        }
    }
}

/// A setting that makes no sense, named by its field.
#[derive(Debug, Clone, PartialEq, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct ConfigError {
    /// Path of the field, for instance `account.initial_cash`; equals the name the run form uses.
    pub field: String,
    /// A sentence that says what is wrong and what would be right.
    pub message: String,
}

impl ConfigError {
    /// An error about `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

impl RunConfig {
    /// The first bar of the trading window among bars that open at these times.
    pub fn first_bar(&self, time: &[i64]) -> usize {
        self.window.start.map_or(0, |start| time.partition_point(|t| *t < start))
    }

    /// Every setting that makes no sense, in the order of the form. Empty means valid.
    pub fn problems(&self) -> Vec<ConfigError> {
        let mut problems = Vec::new();
        let mut check = |ok: bool, field: &str, message: &str| {
            if !ok {
                problems.push(ConfigError::new(field, message));
            }
        };
        // The upper end is beyond any account; without it, products of settings could overflow.
        let above_zero = |value: f64| value > 0.0 && value <= 1e15;
        let AccountConfig { initial_cash, sizing, commission, slippage, margin_long, margin_short } =
            self.account;
        check(
            above_zero(initial_cash),
            "account.initial_cash",
            "Initial cash must be a number above 0, at most 1e15.",
        );
        match sizing {
            Sizing::Lots(lots) => {
                check(above_zero(lots), "account.sizing", "Lots must be a number above 0, at most 1e15.")
            }
            Sizing::Cash(cash) => {
                check(above_zero(cash), "account.sizing", "The cash per entry must be above 0.")
            }
            Sizing::EquityRatio(ratio) => {
                check(above_zero(ratio), "account.sizing", "The percent of equity must be above 0.");
            }
        }
        match commission {
            Commission::ValueRatio(ratio) => check(
                ratio.is_finite() && ratio.abs() < 1.0,
                "account.commission",
                "Commission in percent must be between -100 and 100.",
            ),
            Commission::CashPerOrder(cash) | Commission::CashPerUnit(cash) => {
                check(cash.is_finite(), "account.commission", "Commission must be a number.");
            }
        }
        match slippage {
            Slippage::Ticks(ticks) => {
                check(
                    ticks.is_finite() && ticks >= 0.0,
                    "account.slippage",
                    "Slippage must be 0 or more ticks.",
                );
                check(
                    ticks == 0.0 || self.instrument.tick_size.is_some(),
                    "account.slippage",
                    "Slippage in ticks needs a tick size: set it, or give slippage in percent.",
                );
            }
            Slippage::PriceRatio(ratio) => check(
                ratio.is_finite() && (0.0..1.0).contains(&ratio),
                "account.slippage",
                "Slippage in percent must be at least 0 and below 100.",
            ),
        }
        for (margin, field) in [(margin_long, "account.margin_long"), (margin_short, "account.margin_short")]
        {
            check(
                (0.0..=10.0).contains(&margin),
                field,
                "Margin must be between 0% (no check) and 1000%; 100% means no leverage.",
            );
        }
        let Instrument { tick_size, lot_step, lot_size } = self.instrument;
        check(
            tick_size.is_none_or(above_zero),
            "instrument.tick_size",
            "Tick size must be above 0, or empty.",
        );
        check(lot_step.is_none_or(above_zero), "instrument.lot_step", "Lot step must be above 0, or empty.");
        check(above_zero(lot_size), "instrument.lot_size", "Lot size must be above 0.");
        check(self.execution.pyramiding >= 1, "execution.pyramiding", "Pyramiding must be at least 1.");
        check(
            self.execution.limit_ticks == 0 || self.instrument.tick_size.is_some(),
            "execution.limit_ticks",
            "Ticks beyond a limit need a tick size.",
        );
        if let (Some(start), Some(end)) = (self.window.start, self.window.end) {
            check(start < end, "window.end", "The end of the window must come after its start.");
        }
        check(
            self.risk_free_rate.is_finite() && self.risk_free_rate.abs() < 1.0,
            "risk_free_rate",
            "The risk-free rate must be between -100% and 100%.",
        );
        problems
    }
}
