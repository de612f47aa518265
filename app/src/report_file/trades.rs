//! Every trade, with the columns of the page.

use engine::trade::Trade;

use super::ReportFile;
use super::escape::text;
use crate::format::number::{Plus, price_decimals};
use crate::format::stat::cell_class;
use crate::format::trade::{reason, side};

const COLUMNS: [(&str, bool); 15] = [
    ("#", true),
    ("Side", false),
    ("Entry", false),
    ("Entry price", true),
    ("Exit", false),
    ("Exit price", true),
    ("Size", true),
    ("Profit", true),
    ("Return, %", true),
    ("Cumulative", true),
    ("Bars", true),
    ("MFE", true),
    ("MAE", true),
    ("Commission", true),
    ("Reason", false),
];

pub(super) fn section(file: &ReportFile) -> String {
    let trades = &file.report.trades;
    let n = text(&file.writing.separators.count(trades.len() as f64));
    let body = if trades.is_empty() {
        "<p class=\"muted\">The strategy made no trade with these settings.</p>\n".to_owned()
    } else {
        table(file)
    };
    format!("<section class=\"trades\">\n<h2>Trades <small>{n}</small></h2>\n{body}</section>\n")
}

fn table(file: &ReportFile) -> String {
    let trades = &file.report.trades;
    let decimals = price_decimals(trades.iter().take(200).map(|trade| trade.exit_price));
    let head: String = COLUMNS
        .iter()
        .map(|(name, is_number)| {
            format!("<th{}>{name}</th>", if *is_number { " class=\"number\"" } else { "" })
        })
        .collect();
    let mut rows = String::with_capacity(trades.len() * 400);
    let mut sum = 0.0;
    for (at, trade) in trades.iter().enumerate() {
        sum += trade.profit;
        rows += &row(at, trade, sum, decimals, file);
    }
    format!(
        "<div class=\"scroll\"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
    )
}

fn row(at: usize, trade: &Trade, sum: f64, decimals: usize, file: &ReportFile) -> String {
    let separators = file.writing.separators;
    let price = |value| separators.fixed(value, decimals, Plus::Hidden);
    let signed = |value| separators.fixed(value, 2, Plus::Shown);
    let number = |shown: String| ("number", shown);
    let toned = |shown: String| (cell_class(&shown), shown);
    let words = |shown: String| ("", shown);
    let ambiguous = if trade.is_ambiguous() { ", ambiguous" } else { "" };
    let cells = [
        number((at + 1).to_string()),
        words(side(trade.side).to_owned()),
        words(file.writing.bar(trade.entry_time, file.interval_ms)),
        number(price(trade.entry_price)),
        words(file.writing.bar(trade.exit_time, file.interval_ms)),
        number(price(trade.exit_price)),
        number(separators.shortest(trade.quantity, 4)),
        toned(signed(trade.profit)),
        toned(signed(trade.return_ratio() * 100.0)),
        toned(signed(sum)),
        number(separators.count(f64::from(trade.bars_held()))),
        number(signed(trade.max_favourable)),
        number(signed(trade.max_adverse)),
        number(separators.fixed(trade.commission, 2, Plus::Hidden)),
        words(format!("{}{ambiguous}", reason(trade))),
    ];
    let cells: String =
        cells.iter().map(|(class, shown)| format!("<td class=\"{class}\">{}</td>", text(shown))).collect();
    format!("<tr>{cells}</tr>\n")
}
