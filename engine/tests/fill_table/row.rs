//! A row of the table, read from its text.
//!
//! ```text
//! # rule 9: a limit fills when touched          the name
//! set tick 0.5, commission 1%                   settings that differ from the defaults
//! 100 | buy a limit 95; exit x of a stop 90     a bar and what is asked for at its close
//! 100 101 95 99                                 open, high, low, close; one number is a bar without any move
//! > long a 1: 1 @ 95 limit, 1 @ 99 open         a trade: side, entry's id, units, entry (bar, price, rule), exit
//! > equity 100000 100004                        and whatever else is to be compared
//! ```

use engine::config::RunConfig;
use engine::series::Bar;

use crate::notation::{self, Ask};

/// Distance of two bars in milliseconds.
pub(crate) const MINUTE: i64 = 60_000;

/// A few candles, the orders of a script, and what must come out.
pub(crate) struct Row<'a> {
    pub(crate) name: &'a str,
    pub(crate) config: RunConfig,
    pub(crate) bars: Vec<Bar>,
    /// By bar.
    pub(crate) asks: Vec<Vec<Ask>>,
    pub(crate) expected: Vec<&'a str>,
}

/// Every row of a file; rows are separated by blank lines.
pub(crate) fn rows(text: &str) -> Vec<Row<'_>> {
    text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).map(row).collect()
}

fn row(text: &str) -> Row<'_> {
    let mut lines = text.lines().map(str::trim);
    let name = lines.next().and_then(|line| line.strip_prefix("# "));
    let name = name.unwrap_or_else(|| panic!("a row begins with “# name”, not with:\n{text}"));
    let mut row =
        Row { name, config: RunConfig::default(), bars: Vec::new(), asks: Vec::new(), expected: Vec::new() };
    for line in lines.filter(|line| !line.starts_with("//")) {
        if let Some(expected) = line.strip_prefix("> ") {
            row.expected.push(expected);
        } else if let Some(settings) = line.strip_prefix("set ") {
            settings.split(", ").for_each(|setting| notation::set(&mut row.config, setting));
        } else {
            let (candle, asks) = line.split_once('|').unwrap_or((line, ""));
            row.bars.push(bar(row.bars.len(), candle));
            row.asks.push(
                asks.split(';').map(str::trim).filter(|ask| !ask.is_empty()).map(notation::ask).collect(),
            );
        }
    }
    row
}

fn bar(index: usize, candle: &str) -> Bar {
    let prices: Vec<f64> = candle.split_whitespace().map(notation::number).collect();
    let [open, high, low, close] = match *prices.as_slice() {
        [price] => [price; 4],
        [open, high, low, close] => [open, high, low, close],
        _ => panic!("a candle has one price or four: {candle}"),
    };
    Bar { time: index as i64 * MINUTE, open, high, low, close, volume: 1.0 }
}
