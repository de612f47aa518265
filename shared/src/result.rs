//! A report as bytes, with the settings it was made with: what lies under `results/<hash>` for a backtest.

use std::borrow::Cow;

use engine::report::{Note, Report};
use engine::statistics::Statistics;
use engine::trade::{ExitReason, OrderId, Side, Trade};
use serde::{Deserialize, Serialize};

use crate::bytes::{self, DecodeError, Reader, Writer};
use crate::job::RunSpec;

const MAGIC: &[u8; 4] = b"HCR1";

/// A report and the run that made it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredReport {
    /// Every setting.
    pub run: RunSpec,
    /// The result.
    pub report: Report,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    run: RunSpec,
    first_bar: u32,
    n_equity: u32,
    n_positions: u32,
    n_trades: u32,
    /// Names of orders, each once; the columns hold positions in this list.
    order_ids: Vec<String>,
    statistics: Statistics,
    notes: Vec<Note>,
    n_notes: u32,
    result_hash: String,
}

const SIDES: [Side; 2] = [Side::Long, Side::Short];
const REASONS: [ExitReason; 4] = [ExitReason::Signal, ExitReason::Stop, ExitReason::Target, ExitReason::Open];

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

/// The bytes of a report.
pub fn encode(stored: &StoredReport) -> Vec<u8> {
    let StoredReport { run, report } = stored;
    let mut order_ids: Vec<String> = Vec::new();
    let mut position = |id: &OrderId| {
        let found = order_ids.iter().position(|known| known == id);
        found.unwrap_or_else(|| {
            order_ids.push(id.clone().into_owned());
            order_ids.len() - 1
        }) as u32
    };
    let entry_ids: Vec<u32> = report.trades.iter().map(|trade| position(&trade.entry_id)).collect();
    let exit_ids: Vec<u32> = report.trades.iter().map(|trade| position(&trade.exit_id)).collect();
    let header = Header {
        run: run.clone(),
        first_bar: report.first_bar,
        n_equity: report.equity.len() as u32,
        n_positions: report.positions.len() as u32,
        n_trades: report.trades.len() as u32,
        order_ids,
        statistics: report.statistics.clone(),
        notes: report.notes.clone(),
        n_notes: report.n_notes,
        result_hash: report.result_hash.clone(),
    };
    let n_bytes = report.equity.len() * 8 + report.positions.len() * 12 + report.trades.len() * 98 + 64;
    let mut writer = Writer::new(MAGIC, &bytes::header(&header), n_bytes);
    writer.f64s(report.equity.iter().copied());
    writer.f64s(report.positions.iter().map(|position| position.1));
    writer.u32s(report.positions.iter().map(|position| position.0));
    let trades = &report.trades;
    for number in NUMBERS {
        writer.f64s(trades.iter().map(number));
    }
    writer.i64s(trades.iter().map(|trade| trade.entry_time));
    writer.i64s(trades.iter().map(|trade| trade.exit_time));
    writer.u32s(trades.iter().map(|trade| trade.entry_bar));
    writer.u32s(trades.iter().map(|trade| trade.exit_bar));
    writer.u32s(entry_ids);
    writer.u32s(exit_ids);
    writer.u8s(trades.iter().map(|trade| code(&SIDES, trade.side)));
    writer.u8s(trades.iter().map(|trade| code(&REASONS, trade.exit_reason)));
    writer.finish()
}

/// Reads a report and checks that its result hash is that of its contents.
///
/// # Errors
/// The bytes are not those of a report, or not those that were written.
pub fn decode(bytes: &[u8]) -> Result<StoredReport, DecodeError> {
    let (mut reader, header) = Reader::new(bytes, MAGIC)?;
    let header: Header = bytes::parse(header)?;
    let equity = reader.f64s(header.n_equity as usize)?;
    let n_positions = header.n_positions as usize;
    let units = reader.f64s(n_positions)?;
    let positions = reader.u32s(n_positions)?.into_iter().zip(units).collect();
    let trades = trades(&mut reader, header.n_trades as usize, &header.order_ids)?;
    reader.finish()?;
    let report = Report {
        first_bar: header.first_bar,
        equity,
        positions,
        trades,
        statistics: header.statistics,
        notes: header.notes,
        n_notes: header.n_notes,
        result_hash: header.result_hash,
    };
    let hash = engine::hash::result_hash(&report.equity, &report.trades, &report.statistics);
    if hash != report.result_hash {
        return Err(DecodeError::Content("the numbers do not have the result hash they came with".into()));
    }
    Ok(StoredReport { run: header.run, report })
}

fn trades(reader: &mut Reader, n: usize, order_ids: &[String]) -> Result<Vec<Trade>, DecodeError> {
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
                exit_bar: exit_bars[i],
                exit_time: exit_times[i],
                exit_price: numbers[2][i],
                exit_id: id(exit_ids[i])?,
                exit_reason: named(&REASONS, reasons[i])?,
                profit: numbers[3][i],
                commission: numbers[4][i],
                slippage: numbers[5][i],
                max_favourable: numbers[6][i],
                max_adverse: numbers[7][i],
            })
        })
        .collect()
}

fn code<T: PartialEq>(list: &[T], value: T) -> u8 {
    // Every variant is in its list: the match of the round-trip test sees to it.
    list.iter().position(|listed| *listed == value).unwrap_or(list.len()) as u8
}

fn named<T: Copy>(list: &[T], code: u8) -> Result<T, DecodeError> {
    list.get(code as usize).copied().ok_or_else(|| DecodeError::Content(format!("unknown code {code}")))
}

#[cfg(test)]
#[path = "result_tests.rs"]
mod tests;
