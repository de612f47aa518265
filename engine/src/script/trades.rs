//! What a script reads of its position and of its trades.

use super::Fails;
use super::clock::Zone;
use super::heap::Heap;
use super::names::names;
use crate::risk::RiskRules;
use crate::series::Series;
use crate::strategy::{Context, TradeGlance};
use crate::trade::Side;

names! {
    /// Variables and functions of `strategy.*` that read.
    pub enum TradeFn {
        PositionSize = "strategy.position_size", PositionAvgPrice = "strategy.position_avg_price",
        PositionEntryName = "strategy.position_entry_name", Equity = "strategy.equity", OpenProfit = "strategy.openprofit",
        OpenProfitPercent = "strategy.openprofit_percent", NetProfit = "strategy.netprofit",
        NetProfitPercent = "strategy.netprofit_percent", GrossProfit = "strategy.grossprofit",
        GrossProfitPercent = "strategy.grossprofit_percent", GrossLoss = "strategy.grossloss",
        GrossLossPercent = "strategy.grossloss_percent", InitialCapital = "strategy.initial_capital",
        OpenTrades = "strategy.opentrades", ClosedTrades = "strategy.closedtrades", WinTrades = "strategy.wintrades",
        LossTrades = "strategy.losstrades", EvenTrades = "strategy.eventrades", MaxDrawdown = "strategy.max_drawdown",
        MaxRunup = "strategy.max_runup", AvgTrade = "strategy.avg_trade",
        AvgTradePercent = "strategy.avg_trade_percent",
        AvgWinningTradePercent = "strategy.avg_winning_trade_percent", AvgLosingTradePercent = "strategy.avg_losing_trade_percent",
        AvgWinningTrade = "strategy.avg_winning_trade", AvgLosingTrade = "strategy.avg_losing_trade",
        MaxHeldAll = "strategy.max_contracts_held_all", MaxHeldLong = "strategy.max_contracts_held_long",
        MaxHeldShort = "strategy.max_contracts_held_short", DefaultEntryQty = "strategy.default_entry_qty",
        ClosedEntryPrice = "strategy.closedtrades.entry_price", ClosedExitPrice = "strategy.closedtrades.exit_price",
        ClosedEntryTime = "strategy.closedtrades.entry_time", ClosedExitTime = "strategy.closedtrades.exit_time",
        ClosedEntryBar = "strategy.closedtrades.entry_bar_index", ClosedExitBar = "strategy.closedtrades.exit_bar_index",
        ClosedEntryId = "strategy.closedtrades.entry_id", ClosedExitId = "strategy.closedtrades.exit_id",
        ClosedEntryComment = "strategy.closedtrades.entry_comment", ClosedExitComment = "strategy.closedtrades.exit_comment",
        ClosedSize = "strategy.closedtrades.size", ClosedProfit = "strategy.closedtrades.profit",
        ClosedProfitPercent = "strategy.closedtrades.profit_percent",
        ClosedCommission = "strategy.closedtrades.commission", ClosedMaxRunup = "strategy.closedtrades.max_runup",
        ClosedMaxDrawdown = "strategy.closedtrades.max_drawdown",
        ClosedMaxRunupPercent = "strategy.closedtrades.max_runup_percent",
        ClosedMaxDrawdownPercent = "strategy.closedtrades.max_drawdown_percent",
        OpenEntryPrice = "strategy.opentrades.entry_price", OpenEntryTime = "strategy.opentrades.entry_time",
        OpenEntryBar = "strategy.opentrades.entry_bar_index", OpenEntryId = "strategy.opentrades.entry_id",
        OpenEntryComment = "strategy.opentrades.entry_comment", OpenSize = "strategy.opentrades.size",
        OpenTradeProfit = "strategy.opentrades.profit", OpenTradeProfitPercent = "strategy.opentrades.profit_percent",
        OpenCommission = "strategy.opentrades.commission", OpenMaxRunup = "strategy.opentrades.max_runup",
        OpenMaxDrawdown = "strategy.opentrades.max_drawdown", OpenMaxRunupPercent = "strategy.opentrades.max_runup_percent",
        OpenMaxDrawdownPercent = "strategy.opentrades.max_drawdown_percent",
    }
}

impl TradeFn {
    /// Whether it reads a closed trade; scripts ask for each of them on every bar.
    fn is_of_closed_trades(self) -> bool {
        (Self::ClosedEntryPrice..=Self::ClosedMaxDrawdownPercent).contains(&self)
    }

    /// Whether the run has to keep its trades for it.
    pub fn reads_trades(self) -> bool {
        !matches!(
            self,
            Self::PositionSize
                | Self::PositionAvgPrice
                | Self::Equity
                | Self::InitialCapital
                | Self::OpenTrades
        )
    }
}

/// Where a script's bars begin in the series, so that positions of bars come out as the script counts them.
pub(super) struct Desk<'d, 'c> {
    pub(super) context: &'d mut Context<'c>,
    pub(super) first: usize,
    /// The exchange's time zone.
    pub(super) zone: &'d Zone,
    /// Limits that the script has set itself.
    pub(super) risk: &'d mut RiskRules,
}

pub(super) fn call(
    func: TradeFn,
    args: &[f64],
    desk: Option<&mut Desk<'_, '_>>,
    heap: &mut Heap,
) -> Fails<f64> {
    use TradeFn as F;
    let Some(Desk { context, first, .. }) = desk else {
        // Inside of a request nothing is traded.
        return Ok(if func == F::PositionAvgPrice { f64::NAN } else { 0.0 });
    };
    let of_initial = |cash: f64, initial: f64| 100.0 * cash / initial;
    let per = |sum: f64, n: usize| if n == 0 { f64::NAN } else { sum / n as f64 };
    let initial = context.initial_cash();
    Ok(match func {
        F::PositionSize => context.position(),
        F::PositionAvgPrice => context.average_entry_price().unwrap_or(f64::NAN),
        F::PositionEntryName => match context.open_trade(0) {
            Some(trade) => heap.text(trade.entry_id),
            None => heap.text(""),
        },
        F::Equity => context.equity(),
        F::OpenProfit => context.open_profit(),
        F::OpenProfitPercent => of_initial(context.open_profit(), initial),
        F::NetProfit => context.tally().net_profit,
        F::NetProfitPercent => of_initial(context.tally().net_profit, initial),
        F::GrossProfit => context.tally().gross_profit,
        F::GrossProfitPercent => of_initial(context.tally().gross_profit, initial),
        F::GrossLoss => context.tally().gross_loss,
        F::GrossLossPercent => of_initial(context.tally().gross_loss, initial),
        F::InitialCapital => initial,
        F::OpenTrades => context.n_open_trades() as f64,
        F::ClosedTrades => context.tally().n_closed as f64,
        F::WinTrades => context.tally().n_won as f64,
        F::LossTrades => context.tally().n_lost as f64,
        F::EvenTrades => {
            let tally = context.tally();
            (tally.n_closed - tally.n_won - tally.n_lost) as f64
        }
        F::MaxDrawdown => context.max_drawdown_and_runup().0,
        F::MaxRunup => context.max_drawdown_and_runup().1,
        F::AvgTrade => per(context.tally().net_profit, context.tally().n_closed),
        F::AvgWinningTrade => per(context.tally().gross_profit, context.tally().n_won),
        F::AvgLosingTrade => per(context.tally().gross_loss, context.tally().n_lost),
        F::AvgTradePercent => mean_percent(context, |_| true),
        F::AvgWinningTradePercent => mean_percent(context, |profit| profit > 0.0),
        F::AvgLosingTradePercent => mean_percent(context, |profit| profit < 0.0),
        F::MaxHeldAll => context.most_held().into_iter().fold(0.0, f64::max),
        F::MaxHeldLong => context.most_held()[0],
        F::MaxHeldShort => context.most_held()[1],
        F::DefaultEntryQty => context.default_size(args[0]),
        _ => {
            let is_closed = func.is_of_closed_trades();
            let index = args[0];
            if index.is_nan() || index < 0.0 {
                return Ok(f64::NAN);
            }
            let series = context.series();
            let trade = if is_closed {
                context.closed_trade(index as usize)
            } else {
                context.open_trade(index as usize)
            };
            let Some(trade) = trade else { return Ok(f64::NAN) };
            return Ok(glance(func, &trade, series, *first, heap));
        }
    })
}

/// Mean profit in percent of the closed trades with such a profit.
fn mean_percent(context: &mut Context<'_>, counts: impl Fn(f64) -> bool) -> f64 {
    let n_closed = context.tally().n_closed;
    let (mut sum, mut n) = (0.0, 0);
    for trade in (0..n_closed).filter_map(|at| context.closed_trade(at)) {
        if counts(trade.profit) {
            sum += 100.0 * trade.profit / (trade.quantity * trade.entry_price);
            n += 1;
        }
    }
    if n == 0 { f64::NAN } else { sum / f64::from(n) }
}

fn glance(func: TradeFn, trade: &TradeGlance<'_>, series: &Series, first: usize, heap: &mut Heap) -> f64 {
    use TradeFn as F;
    let time = |bar: usize| series.time()[bar] as f64;
    let index = |bar: usize| bar as f64 - first as f64;
    let value = trade.quantity * trade.entry_price;
    let percent = |cash: f64| 100.0 * cash / value;
    let exit = trade.exit.as_ref();
    match func {
        F::ClosedEntryPrice | F::OpenEntryPrice => trade.entry_price,
        F::ClosedEntryTime | F::OpenEntryTime => time(trade.entry_bar),
        F::ClosedEntryBar | F::OpenEntryBar => index(trade.entry_bar),
        F::ClosedEntryId | F::OpenEntryId => heap.text(trade.entry_id),
        F::ClosedEntryComment | F::OpenEntryComment => heap.text(trade.entry_signal.unwrap_or_default()),
        F::ClosedSize | F::OpenSize => trade.quantity * if trade.side == Side::Long { 1.0 } else { -1.0 },
        F::ClosedProfit | F::OpenTradeProfit => trade.profit,
        F::ClosedProfitPercent | F::OpenTradeProfitPercent => percent(trade.profit),
        F::ClosedCommission | F::OpenCommission => trade.commission,
        F::ClosedMaxRunup | F::OpenMaxRunup => trade.max_runup,
        F::ClosedMaxRunupPercent | F::OpenMaxRunupPercent => percent(trade.max_runup),
        F::ClosedMaxDrawdown | F::OpenMaxDrawdown => trade.max_drawdown,
        F::ClosedMaxDrawdownPercent | F::OpenMaxDrawdownPercent => percent(trade.max_drawdown),
        F::ClosedExitPrice => exit.map_or(f64::NAN, |exit| exit.price),
        F::ClosedExitTime => exit.map_or(f64::NAN, |exit| time(exit.bar)),
        F::ClosedExitBar => exit.map_or(f64::NAN, |exit| index(exit.bar)),
        F::ClosedExitId => exit.map_or(f64::NAN, |exit| heap.text(exit.id)),
        F::ClosedExitComment => exit.map_or(f64::NAN, |exit| heap.text(exit.signal.unwrap_or_default())),
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::TradeFn;

    #[test]
    fn what_reads_closed_trades_is_named_after_them() {
        for (name, func) in TradeFn::ALL {
            assert_eq!(func.is_of_closed_trades(), name.contains("closedtrades."), "{name}");
        }
    }
}
