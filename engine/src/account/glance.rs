//! One trade as a strategy sees it while it runs.

use super::{Account, OpenTrade};
use crate::trade::{Side, Trade};

/// A trade, open or closed, at the close of the bar on which a strategy asks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TradeGlance<'a> {
    /// Direction.
    pub side: Side,
    /// Units, above zero.
    pub quantity: f64,
    /// Id of the entry order.
    pub entry_id: &'a str,
    /// The name under which the entry is listed, if the order gave one.
    pub entry_signal: Option<&'a str>,
    /// Position of the entry's bar in the series.
    pub entry_bar: usize,
    /// Fill price, slippage included.
    pub entry_price: f64,
    /// How it ended; `None` while open.
    pub exit: Option<ExitGlance<'a>>,
    /// Cash gained, commissions taken: of an open trade at the current close, with the entry's commission.
    pub profit: f64,
    /// Commission in cash, of both fills or of the entry.
    pub commission: f64,
    /// Most cash it was ahead at any price of its bars, before commission, at least 0.
    pub max_runup: f64,
    /// Most cash it was behind, before commission, at least 0.
    pub max_drawdown: f64,
}

/// The end of a trade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExitGlance<'a> {
    /// Id of the order that closed it.
    pub id: &'a str,
    /// The name under which the exit is listed, if the order gave one.
    pub signal: Option<&'a str>,
    /// Position of the exit's bar in the series.
    pub bar: usize,
    /// Fill price, slippage included.
    pub price: f64,
}

impl OpenTrade {
    /// Most cash behind, at most 0, and ahead, at least 0, with prices of `reach`, highest and lowest, seen too.
    pub(super) fn excursions(&self, side: Side, reach: Option<(f64, f64)>) -> (f64, f64) {
        let (high, low) =
            reach.map_or((self.high, self.low), |(high, low)| (self.high.max(high), self.low.min(low)));
        let cash = |price: f64| side.sign() * self.quantity * (price - self.entry.price) + 0.0;
        let (a, b) = (cash(high), cash(low));
        (a.min(b).min(0.0), a.max(b).max(0.0))
    }
}

impl Account {
    /// The open trade at `index`, oldest first, valued at `close`; `reach` as for [`Account::max_moves`].
    pub(crate) fn open_glance(
        &self,
        index: usize,
        close: f64,
        reach: Option<(f64, f64)>,
    ) -> Option<TradeGlance<'_>> {
        let trade = self.open.get(index)?;
        let (adverse, favourable) = trade.excursions(self.side, reach);
        let commission = trade.quantity * trade.entry.commission_per_unit;
        Some(TradeGlance {
            side: self.side,
            quantity: trade.quantity,
            entry_id: &trade.entry_id,
            entry_signal: trade.entry.name.signal.as_deref(),
            entry_bar: trade.entry_bar(),
            entry_price: trade.entry.price,
            exit: None,
            profit: self.side.sign() * trade.quantity * (close - trade.entry.price) - commission,
            commission,
            max_runup: favourable,
            max_drawdown: -adverse,
        })
    }

    /// The closed trade at `index`, in the order of exits; `None` too where trades are not kept.
    pub(crate) fn closed_glance(&self, index: usize) -> Option<TradeGlance<'_>> {
        let trade: &Trade = self.trades.get(index)?;
        let [entry_signal, signal] = match self.signals.binary_search_by_key(&index, |of| of.0) {
            Ok(at) => self.signals[at].1.each_ref().map(Option::as_deref),
            Err(_) => [None; 2],
        };
        Some(TradeGlance {
            side: trade.side,
            quantity: trade.quantity,
            entry_id: &trade.entry_id,
            entry_signal,
            entry_bar: trade.entry_bar as usize,
            entry_price: trade.entry_price,
            exit: Some(ExitGlance {
                id: &trade.exit_id,
                signal,
                bar: trade.exit_bar as usize,
                price: trade.exit_price,
            }),
            profit: trade.profit,
            commission: trade.commission,
            max_runup: trade.max_favourable,
            max_drawdown: -trade.max_adverse,
        })
    }
}
