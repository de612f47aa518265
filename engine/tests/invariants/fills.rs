//! Where and when fills may be: N3 and N4, told from the bars alone.

use engine::config::{RunConfig, Slippage};
use engine::fill::FillRule;
use engine::report::Report;
use engine::series::Bar;
use engine::trade::{ExitReason, Side, Trade};

use crate::ledger::{Leg, legs};

/// Every fill that is where or when it cannot be.
pub(crate) fn breaks(report: &Report, bars: &[Bar], config: &RunConfig) -> Vec<String> {
    let mut breaks = Vec::new();
    for leg in legs(&report.trades) {
        let checks = [in_bar(&leg, bars), by_rule(&leg, bars), in_time(&leg, bars), costs(&leg, config)];
        breaks.extend(checks.into_iter().flatten().map(|what| format!("{what}: {:?}", leg)));
    }
    breaks.extend(report.trades.iter().filter_map(|trade| life(trade, bars)));
    for pair in report.trades.windows(2) {
        if pair[0].exit_bar > pair[1].exit_bar {
            breaks.push(format!("trades are not in the order of their exits: {pair:?}"));
        }
    }
    breaks
}

/// Low ≤ price before costs ≤ high.
fn in_bar(leg: &Leg<'_>, bars: &[Bar]) -> Option<&'static str> {
    let bar = &bars[leg.bar() as usize];
    (!(bar.low..=bar.high).contains(&leg.cause().raw_price)).then_some("outside of its bar")
}

/// A limit never worse than the limit, a stop never better than the stop or the open of a gap.
fn by_rule(leg: &Leg<'_>, bars: &[Bar]) -> Option<&'static str> {
    let (bar, cause) = (&bars[leg.bar() as usize], leg.cause());
    let (raw, level) = (cause.raw_price, cause.level);
    // Above zero: worse than the level for the trader.
    let worse = leg.sign() * (raw - level.unwrap_or(raw));
    let adverse = if leg.trade.side == Side::Long { bar.low } else { bar.high };
    let right = match cause.rule {
        FillRule::MarketAtOpen => raw == bar.open && level.is_none(),
        FillRule::MarketAtClose => raw == bar.close && level.is_none(),
        FillRule::PassedAtClose => raw == bar.close && level.is_some(),
        FillRule::RiskLimit => [bar.open, bar.high, bar.low, bar.close].contains(&raw) && level.is_none(),
        FillRule::Stop => level == cause.levels.stop && level == Some(raw),
        FillRule::StopInGap => level == cause.levels.stop && raw == bar.open && worse > 0.0,
        FillRule::Limit => level == cause.levels.limit && level == Some(raw),
        FillRule::LimitInGap => level == cause.levels.limit && raw == bar.open && worse < 0.0,
        FillRule::StopLimit => level == cause.levels.limit && level.is_some() && worse <= 0.0,
        FillRule::TrailingStop => level == Some(raw),
        FillRule::TrailingStopInGap => raw == bar.open && worse > 0.0,
        FillRule::MarginCall => raw == adverse && level.is_none(),
        FillRule::Bankruptcy => (raw == adverse || raw == bar.close) && level.is_none(),
        FillRule::EndOfData => raw == bar.close && leg.bar() as usize == bars.len() - 1,
        FillRule::BehindEntry => !leg.is_entry && level.is_some(),
        FillRule::Open => false,
    };
    (!right).then_some("not where its rule says")
}

/// Decided before it fills; on the bar that it names.
fn in_time(leg: &Leg<'_>, bars: &[Bar]) -> Option<&'static str> {
    let (decided, bar) = (leg.cause().decided, leg.bar());
    let time = if leg.is_entry { leg.trade.entry_time } else { leg.trade.exit_time };
    let right = match leg.cause().rule {
        FillRule::MarketAtOpen => decided + 1 == bar,
        // What no order of the strategy asks for is decided where it happens.
        FillRule::MarketAtClose
        | FillRule::PassedAtClose
        | FillRule::MarginCall
        | FillRule::Bankruptcy
        | FillRule::RiskLimit
        | FillRule::EndOfData => decided == bar,
        _ => decided < bar,
    };
    (!right || time != bars[bar as usize].time).then_some("not in time")
}

/// Slippage and rounding against the trader on market and stop fills; a limit fill on the tick and never worse.
fn costs(leg: &Leg<'_>, config: &RunConfig) -> Option<&'static str> {
    let (raw, price, rule) = (leg.cause().raw_price, leg.price(), leg.cause().rule);
    let is_limit = matches!(rule, FillRule::Limit | FillRule::LimitInGap | FillRule::StopLimit)
        || (rule == FillRule::BehindEntry && leg.trade.exit_reason == ExitReason::Target)
        || (rule == FillRule::PassedAtClose && leg.cause().level == leg.cause().levels.limit);
    let tick = config.instrument.tick_size.unwrap_or(0.0);
    let slip = match config.account.slippage {
        _ if is_limit => 0.0,
        Slippage::Ticks(ticks) => ticks * tick,
        Slippage::PriceRatio(ratio) => raw * ratio,
    };
    let rest = if is_limit { leg.sign() * (raw - price) } else { leg.sign() * (price - raw) - slip };
    // A ten-thousandth of a tick beside the grid counts as on it.
    let epsilon = 1e-9 * raw.max(1.0) + 1e-4 * tick;
    // No price is below the first tick.
    let is_first_tick = tick > 0.0 && price == tick;
    let is_on_tick = tick == 0.0 || (price / tick - (price / tick).round()).abs() < 1e-6;
    let right = is_on_tick && (is_first_tick || (-epsilon..tick.max(epsilon) + epsilon).contains(&rest));
    (!right).then_some("not at the price that its costs make")
}

/// Entry before exit, something held, excursions within the prices of its life.
fn life(trade: &Trade, bars: &[Bar]) -> Option<String> {
    let lived = &bars[trade.entry_bar as usize..=trade.exit_bar.max(trade.entry_bar) as usize];
    let high = lived.iter().map(|bar| bar.high).fold(trade.entry_price.max(trade.exit_price), f64::max);
    let low = lived.iter().map(|bar| bar.low).fold(trade.entry_price.min(trade.exit_price), f64::min);
    let (best, worst) = match trade.side {
        Side::Long => (high - trade.entry_price, low - trade.entry_price),
        Side::Short => (trade.entry_price - low, trade.entry_price - high),
    };
    let slack = 1.0 + 1e-12;
    let moved = trade.side.sign() * (trade.exit_price - trade.entry_price) * trade.quantity;
    let right = trade.entry_bar <= trade.exit_bar
        && trade.quantity > 0.0
        && trade.slippage >= 0.0
        && (0.0..=best * trade.quantity * slack).contains(&trade.max_favourable)
        && (worst * trade.quantity * slack..=0.0).contains(&trade.max_adverse)
        && moved <= trade.max_favourable * slack + 1e-9
        && moved >= trade.max_adverse * slack - 1e-9;
    (!right).then(|| format!("no life of a trade: {trade:?}"))
}
