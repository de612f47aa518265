//! The columns of trades.

use std::borrow::Cow;

use engine::trade::{ExitReason, OrderId, Side, Trade};

use super::{code, named};
use crate::bytes::{DecodeError, Reader, Writer};

const SIDES: [Side; 2] = [Side::Long, Side::Short];
const REASONS: [ExitReason; 7] = [
    ExitReason::Signal,
    ExitReason::Stop,
    ExitReason::Target,
    ExitReason::Open,
    ExitReason::Trail,
    ExitReason::Liquidation,
    ExitReason::End,
];

/// The numbers of a trade in the order of their columns.
const NUMBERS: [fn(&Trade) -> f64; 8] = [
    |trade| trade.quantity,
    |trade| trade.entry_price,
    |trade| trade.exit_price,
    |trade| trade.profit,
    |trade| trade.commission,
    |trade| trade.slippage,
    |trade| trade.max_favourable,
    |trade| trade.max_adverse,
];

/// Names of orders, each once, and for every trade the positions of its two in the list.
pub(super) struct Names {
    pub(super) list: Vec<String>,
    entries: Vec<u32>,
    exits: Vec<u32>,
}

impl Names {
    pub(super) fn of(trades: &[Trade]) -> Self {
        let mut list: Vec<String> = Vec::new();
        let mut position = |id: &OrderId| {
            let found = list.iter().position(|known| known == id);
            found.unwrap_or_else(|| {
                list.push(id.clone().into_owned());
                list.len() - 1
            }) as u32
        };
        let entries = trades.iter().map(|trade| position(&trade.entry_id)).collect();
        let exits = trades.iter().map(|trade| position(&trade.exit_id)).collect();
        Self { list, entries, exits }
    }
}

pub(super) fn write(writer: &mut Writer, trades: &[Trade], names: &Names) {
    for number in NUMBERS {
        writer.f64s(trades.iter().map(number));
    }
    writer.i64s(trades.iter().map(|trade| trade.entry_time));
    writer.i64s(trades.iter().map(|trade| trade.exit_time));
    writer.u32s(trades.iter().map(|trade| trade.entry_bar));
    writer.u32s(trades.iter().map(|trade| trade.exit_bar));
    writer.u32s(names.entries.iter().copied());
    writer.u32s(names.exits.iter().copied());
    writer.u8s(trades.iter().map(|trade| code(&SIDES, trade.side)));
    writer.u8s(trades.iter().map(|trade| code(&REASONS, trade.exit_reason)));
}

/// Trades without the causes of their fills, which follow in columns of their own.
pub(super) fn read(
    reader: &mut Reader<'_>,
    n: usize,
    order_ids: &[String],
) -> Result<Vec<Trade>, DecodeError> {
    let mut numbers = Vec::with_capacity(NUMBERS.len());
    for _ in NUMBERS {
        numbers.push(reader.f64s(n)?);
    }
    let (entry_times, exit_times) = (reader.i64s(n)?, reader.i64s(n)?);
    let (entry_bars, exit_bars) = (reader.u32s(n)?, reader.u32s(n)?);
    let (entry_ids, exit_ids) = (reader.u32s(n)?, reader.u32s(n)?);
    let (sides, reasons) = (reader.u8s(n)?, reader.u8s(n)?);
    let id = |position: u32| -> Result<OrderId, DecodeError> {
        let id = order_ids.get(position as usize);
        id.map(|id| Cow::Owned(id.clone()))
            .ok_or_else(|| DecodeError::Content(format!("there is no order name {position}")))
    };
    (0..n)
        .map(|i| {
            if exit_bars[i] < entry_bars[i] {
                return Err(DecodeError::Content(format!("trade {i} ends before it begins")));
            }
            Ok(Trade {
                side: named(&SIDES, sides[i])?,
                quantity: numbers[0][i],
                entry_bar: entry_bars[i],
                entry_time: entry_times[i],
                entry_price: numbers[1][i],
                entry_id: id(entry_ids[i])?,
                entry_cause: None,
                exit_bar: exit_bars[i],
                exit_time: exit_times[i],
                exit_price: numbers[2][i],
                exit_id: id(exit_ids[i])?,
                exit_reason: named(&REASONS, reasons[i])?,
                exit_cause: None,
                profit: numbers[3][i],
                commission: numbers[4][i],
                slippage: numbers[5][i],
                max_favourable: numbers[6][i],
                max_adverse: numbers[7][i],
            })
        })
        .collect()
}
