//! The rows of the table: one for a trade that is equal, two where both sides are to be seen.

use engine::comparison::{Comparison, Part, Standing};
use engine::trade::{Side, Trade};

/// Which side a line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Both,
    Here,
    There,
}

/// A line: position of its row in the comparison, and the side.
pub(super) type Line = (usize, Of);

/// The lines of all rows, or of those that differ.
pub(super) fn lines(comparison: &Comparison, all: bool) -> Vec<Line> {
    let shown = comparison.rows.iter().enumerate().filter(|(_, row)| all || row.is_off());
    let of_row = |(at, row): (usize, &engine::comparison::Row)| -> Vec<Line> {
        match (row.standing, row.ours.is_some(), row.theirs.is_some()) {
            (Standing::Equal, ..) => vec![(at, Of::Both)],
            (_, true, true) => vec![(at, Of::Here), (at, Of::There)],
            (_, true, false) => vec![(at, Of::Here)],
            (_, false, _) => vec![(at, Of::There)],
        }
    };
    shown.flat_map(of_row).collect()
}

/// What a line says of a trade, whichever side it is of.
pub(super) struct Values {
    pub(super) number: u64,
    pub(super) side: Side,
    pub(super) entry_time: i64,
    pub(super) entry_price: f64,
    pub(super) exit_time: i64,
    pub(super) exit_price: f64,
    pub(super) quantity: f64,
    pub(super) profit: Option<f64>,
    pub(super) is_open: bool,
}

/// The values of a line's trade. Numbers count the run's trades as its table does, and the list's as the list does.
pub(super) fn values(comparison: &Comparison, trades: &[Trade], (at, of): Line) -> Option<Values> {
    let row = comparison.rows.get(at)?;
    if of == Of::There {
        let trade = comparison.theirs.get(row.theirs? as usize)?;
        return Some(Values {
            number: trade.number,
            side: trade.side,
            entry_time: trade.entry_time,
            entry_price: trade.entry_price,
            exit_time: trade.exit_time,
            exit_price: trade.exit_price,
            quantity: trade.quantity,
            profit: trade.profit,
            is_open: trade.is_open,
        });
    }
    let position = row.ours?;
    let trade = trades.get(position as usize)?;
    Some(Values {
        number: u64::from(position) + 1,
        side: trade.side,
        entry_time: trade.entry_time,
        entry_price: trade.entry_price,
        exit_time: trade.exit_time,
        exit_price: trade.exit_price,
        quantity: trade.quantity,
        profit: Some(trade.profit),
        is_open: trade.is_open(),
    })
}

/// Whether a part of a line's trade is not the same on the other side.
pub(super) fn differs(comparison: &Comparison, at: usize, part: Part) -> bool {
    comparison.rows.get(at).is_some_and(|row| row.differences.iter().any(|of| of.part == part))
}
