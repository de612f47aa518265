//! Strategies: what they are ([`catalog`]), what they can be told ([`param`]), how one is written ([`Strategy`]).
//!
//! Each built-in strategy has a file of its own that declares its parameters, its rules in words, and the code. The
//! declarations are data; the page shows them without containing the code.

pub(crate) mod build;
pub mod catalog;
mod context;
pub mod param;

pub mod atr_bracket;
pub mod bollinger_rsi;
pub mod buy_and_hold;
pub mod donchian_breakout;
pub mod ema_cross;
pub mod keltner_breakout;
pub mod macd_cross;
pub mod rsi_reversion;
pub mod sma_cross;
pub mod supertrend;

use crate::indicator::KnownBars;
pub use context::Context;

/// The switch that most strategies share.
const SHORT_SELLING: param::ParamSpec = param::ParamSpec::switch(
    "short",
    "Short selling",
    true,
    "Sell short on the opposite signal; off: long trades only.",
);

/// A trading strategy. It is asked once per bar of the trading window, at the bar's close.
pub trait Strategy {
    /// Looks at closed bars through `context` and submits orders.
    fn on_bar(&mut self, context: &mut Context<'_>);

    /// The first bar from `bar` on at which [`Strategy::on_bar`] may do anything, whatever the account holds: the bars between
    /// are not asked for. It only saves time: a strategy that does not know says `bar`.
    #[inline]
    fn next_bar(&mut self, bar: usize) -> usize {
        bar
    }

    /// The bars that [`Strategy::next_bar`] will give, as far as they are known: a run makes room for as many trades, and asks the
    /// memory for the prices of several at once.
    #[inline]
    fn known_bars(&self) -> KnownBars<'_> {
        KnownBars::default()
    }
}

impl<S: Strategy + ?Sized> Strategy for Box<S> {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        (**self).on_bar(context);
    }

    fn next_bar(&mut self, bar: usize) -> usize {
        (**self).next_bar(bar)
    }

    fn known_bars(&self) -> KnownBars<'_> {
        (**self).known_bars()
    }
}
