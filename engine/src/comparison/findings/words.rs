//! What a person reads: what was found, and what to do about it.

use super::fit::simplest;
use super::{Case, Cause, Finding};
use crate::config::{Commission, Sizing};

/// The cause's sentence and remedy.
pub(super) fn finding(cause: Cause, n_trades: u32, sentence: Option<String>, case: &Case<'_>) -> Finding {
    let (usual, remedy) = words(&cause, case);
    Finding { cause, n_trades, sentence: sentence.unwrap_or(usual), remedy }
}

fn words(cause: &Cause, case: &Case<'_>) -> (String, Option<String>) {
    match cause {
        Cause::TimeZone { .. } => (String::new(), None),
        Cause::TickSize { there, here } => {
            let here = here.map_or("has no tick size".to_owned(), |here| format!("rounds to {}", text(here)));
            (
                format!("Prices differ by less than one tick. The list’s are multiples of {}; this run {here}.", text(*there)),
                Some(format!("Set the tick size to {} and run again.", text(*there))),
            )
        }
        Cause::Slippage { ticks } => {
            let how = if *ticks > 0.0 { "worse" } else { "better" };
            (
                format!("Fills in the list are {} {how} than here: slippage.", n_ticks(ticks.abs())),
                Some("Set the slippage, in ticks, to that of the script’s properties there and run again.".to_owned()),
            )
        }
        Cause::LotStep { there, here } => {
            let here = here.map_or("does not round sizes".to_owned(), |here| format!("rounds to {}", text(here)));
            (
                format!("Sizes differ by rounding. The list’s are multiples of {}; this run {here}.", text(*there)),
                Some(format!("Set the lot step to {} and run again.", text(*there))),
            )
        }
        Cause::OrderSize { ratio } => {
            let what = match case.config.account.sizing {
                Sizing::EquityRatio(_) => "Set the initial cash and the percent of equity",
                _ => "Set the order size",
            };
            (
                format!("Sizes in the list are {} times those here.", text(*ratio)),
                Some(format!("{what} as in the script’s properties there and run again.")),
            )
        }
        Cause::Commission { there, here } => (
            format!("Profits fit a commission of {} in the list; this run pays {}.", charge(*there), charge(*here)),
            Some(format!("Set the commission to {} and run again.", charge(*there))),
        ),
        Cause::Currency { ratio: Some(ratio) } => (
            format!(
                "Profits in the list are {} times those here: its account is in another currency, or a point of its price has another value.",
                text(*ratio)
            ),
            Some("Here the account is in the currency of the prices, and a point is worth 1 per unit. Set the currency in the script’s properties there to that of the prices and export again.".to_owned()),
        ),
        Cause::Currency { ratio: None } => {
            let name = |of: &Option<String>| of.clone().unwrap_or_default();
            let (price, profit) = (name(&case.list.price_currency), name(&case.list.profit_currency));
            (
                format!(
                    "The list has prices in {price} and profits in {profit}; here the account is in the currency of the prices. Profits were compared in percent, and sizes taken from the account follow the exchange rate."
                ),
                Some(format!("To compare cash as well, set the currency to {price} in the script’s properties there and export again.")),
            )
        }
        Cause::Margin => (
            "One side refused an entry or closed a position for lack of margin, and the other did not. Positions differ from there on.".to_owned(),
            Some("Set the initial cash and the margin for long and short positions as in the script’s properties there and run again.".to_owned()),
        ),
        Cause::Bars => (
            "Some fills of the list are outside the range of the bars here: the bars come from another source.".to_owned(),
            Some("Import the bars of the same symbol and exchange, unadjusted if the chart is.".to_owned()),
        ),
        Cause::StartOfChart => (
            "The chart and this run begin at different bars.".to_owned(),
            Some("Cut the data at the chart’s first bar, and run again.".to_owned()),
        ),
    }
}

/// A number without what doubles add to it.
fn text(value: f64) -> String {
    let slack = value.abs() * 1e-9;
    simplest(value - slack, value + slack).to_string()
}

fn n_ticks(ticks: f64) -> String {
    if ticks == 1.0 { "1 tick".to_owned() } else { format!("{} ticks", text(ticks)) }
}

fn charge(commission: Commission) -> String {
    match commission {
        Commission::ValueRatio(0.0) | Commission::CashPerOrder(0.0) | Commission::CashPerUnit(0.0) => {
            "none".to_owned()
        }
        Commission::ValueRatio(ratio) => format!("{}%", text(ratio * 100.0)),
        Commission::CashPerOrder(cash) => format!("{} per order", text(cash)),
        Commission::CashPerUnit(cash) => format!("{} per contract", text(cash)),
    }
}

/// `8 h ahead of UTC`.
pub(super) fn offset_text(minutes: i64) -> String {
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    let length = match (hours, rest) {
        (hours, 0) => format!("{hours} h"),
        (0, rest) => format!("{rest} min"),
        (hours, rest) => format!("{hours} h {rest} min"),
    };
    match minutes {
        0 => "at UTC".to_owned(),
        1.. => format!("{length} ahead of UTC"),
        _ => format!("{length} behind UTC"),
    }
}

/// `2025-03-31 09:30 UTC`.
pub(super) fn date_text(time_ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(time_ms).unwrap_or_default();
    jiff::tz::Offset::UTC.to_datetime(at).strftime("%Y-%m-%d %H:%M UTC").to_string()
}
