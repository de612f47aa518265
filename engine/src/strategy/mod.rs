//! Strategies: what one says of itself ([`declaration`], [`param`]), how one is written ([`Strategy`]), and which ones there are
//! ([`catalog`]).
//!
//! Each built-in strategy has its own file with its parameters, its rules in words, and the code. The declarations are data; the
//! page shows them without containing the code. What runs a strategy is in [`registry`](crate::registry), above this room.

pub mod catalog;
mod context;
pub mod declaration;
pub mod param;
mod reversal;
mod trades;
mod value;
mod wake;

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

pub use crate::account::{ExitGlance, Tally, TradeGlance};
pub use context::Context;
pub use wake::Wake;

use self::param::Params;
use crate::Failure;
use crate::indicator::{Column, Indicators};
use crate::plot::Plot;
use crate::trade::Side;

/// The switch that most strategies share.
pub const SHORT_SELLING: param::ParamSpec = param::ParamSpec::switch(
    "short",
    "Short selling",
    true,
    "Sell short on the opposite signal; off: long trades only.",
);

/// The fast and the slow average of a cross as series, titled by their kind and length.
pub(crate) fn drawn_averages(
    kind: &str,
    params: &Params,
    indicators: &Indicators,
    averages: &[Column; 2],
) -> Vec<Plot> {
    let drawn = |(key, average)| Plot::of(indicators, key, format!("{kind} {}", params.length(key)), average);
    ["fast", "slow"].into_iter().zip(averages).map(drawn).collect()
}

/// A trading strategy. It is asked at the close of the bars on which it wants to be woken.
pub trait Strategy {
    /// Looks at closed bars through `context` and submits orders.
    fn on_bar(&mut self, context: &mut Context<'_>);

    /// The bars on which [`Strategy::on_bar`] may do anything while the account holds a position of that side, or none. Only these
    /// are asked for, so that a run goes from one to the next. A bar too many costs time, a bar too few changes the result.
    #[inline]
    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        let _ = held;
        Wake::Every
    }

    /// Whether it looks at its trades or at sums over them (`Context::closed_trade`, `Context::tally` and their like). A cell of a sweep keeps
    /// them only for those that do.
    #[inline]
    fn reads_trades(&self) -> bool {
        false
    }

    /// What has stopped it, if it can be stopped and was. From then on it makes no orders, and what its run gives is no result.
    #[inline]
    fn failure(&self) -> Option<&Failure> {
        None
    }
}

/// One that may not have come about: then it does nothing and says why.
impl<S: Strategy> Strategy for Result<S, Failure> {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if let Ok(strategy) = self {
            strategy.on_bar(context);
        }
    }

    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        self.as_ref().map_or(Wake::Every, |strategy| strategy.wake(held))
    }

    fn reads_trades(&self) -> bool {
        self.as_ref().is_ok_and(S::reads_trades)
    }

    fn failure(&self) -> Option<&Failure> {
        match self {
            Ok(strategy) => strategy.failure(),
            Err(failure) => Some(failure),
        }
    }
}

impl<S: Strategy + ?Sized> Strategy for Box<S> {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        (**self).on_bar(context);
    }

    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        (**self).wake(held)
    }

    fn reads_trades(&self) -> bool {
        (**self).reads_trades()
    }

    fn failure(&self) -> Option<&Failure> {
        (**self).failure()
    }
}
