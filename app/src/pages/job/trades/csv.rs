//! The trades as a CSV file.

use engine::fill::Cause;
use engine::trade::{Side, Trade};

use super::cumulative;
use crate::components::save;
use crate::format::locale::Zone;
use crate::format::trade::reason;

pub(super) fn file_name(title: &str) -> String {
    let name: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    format!("{name}-trades.csv")
}

/// All trades with every digit, times in UTC, percent as ratios.
pub(super) fn csv(trades: &[Trade]) -> String {
    let header = "number,side,entry_time_utc,entry_price,entry_order,exit_time_utc,exit_price,exit_order,exit_reason,\
                  quantity,profit,return_ratio,cumulative_profit,bars_held,commission,slippage,max_favourable,max_adverse,\
                  ambiguous,entry_rule,exit_rule";
    let mut text = format!("{header}\r\n");
    for (at, (trade, sum)) in trades.iter().zip(cumulative(trades)).enumerate() {
        let side = if trade.side == Side::Long { "long" } else { "short" };
        let cells = [
            (at + 1).to_string(),
            side.to_owned(),
            Zone::Utc.date_time(trade.entry_time),
            trade.entry_price.to_string(),
            trade.entry_id.to_string(),
            Zone::Utc.date_time(trade.exit_time),
            trade.exit_price.to_string(),
            trade.exit_id.to_string(),
            reason(trade).to_owned(),
            trade.quantity.to_string(),
            trade.profit.to_string(),
            trade.return_ratio().to_string(),
            sum.to_string(),
            trade.bars_held().to_string(),
            trade.commission.to_string(),
            trade.slippage.to_string(),
            trade.max_favourable.to_string(),
            trade.max_adverse.to_string(),
            if trade.is_ambiguous() { "yes" } else { "no" }.to_owned(),
            rule(trade.entry_cause),
            rule(trade.exit_cause),
        ];
        text.push_str(&cells.map(|cell| save::csv_cell(&cell)).join(","));
        text.push_str("\r\n");
    }
    text
}

/// Empty in reports of versions that did not keep it.
fn rule(cause: Option<Cause>) -> String {
    cause.map_or_else(String::new, |cause| cause.rule.name().to_owned())
}
