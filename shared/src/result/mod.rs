//! A report as bytes, with the settings it was made with: what lies under `results/<hash>` for a backtest.
//!
//! A header in JSON, then columns: equity and positions here, trades in [`trades`], why they filled in [`causes`]. Reports of
//! the first layout, which had no causes, are still read.

mod causes;
mod trades;
pub mod walk;

use engine::report::{Note, Report};
use engine::statistics::Statistics;
use serde::{Deserialize, Serialize};

use crate::bytes::{self, DecodeError, Reader, Writer};
use crate::job::RunSpec;

const MAGIC: &[u8; 4] = b"HCR2";

/// Without causes, and with a result hash of another definition.
const MAGIC_1: &[u8; 4] = b"HCR1";

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
    #[serde(default)]
    n_ambiguous: u32,
    #[serde(default)]
    ended: Option<u32>,
    /// Names of orders, each once; the columns hold positions in this list.
    order_ids: Vec<String>,
    statistics: Statistics,
    notes: Vec<Note>,
    n_notes: u32,
    result_hash: String,
}

/// The bytes of a report.
pub fn encode(stored: &StoredReport) -> Vec<u8> {
    let StoredReport { run, report } = stored;
    let names = trades::Names::of(&report.trades);
    let header = Header {
        run: run.clone(),
        first_bar: report.first_bar,
        n_equity: report.equity.len() as u32,
        n_positions: report.positions.len() as u32,
        n_trades: report.trades.len() as u32,
        n_ambiguous: report.ambiguous_bars.len() as u32,
        ended: report.ended,
        order_ids: names.list.clone(),
        statistics: report.statistics.clone(),
        notes: report.notes.clone(),
        n_notes: report.n_notes,
        result_hash: report.result_hash.clone(),
    };
    let n_bytes = report.equity.len() * 8 + report.positions.len() * 12 + report.trades.len() * 210 + 128;
    let mut writer = Writer::new(MAGIC, &bytes::header(&header), n_bytes);
    writer.f64s(report.equity.iter().copied());
    writer.f64s(report.positions.iter().map(|position| position.1));
    writer.u32s(report.positions.iter().map(|position| position.0));
    trades::write(&mut writer, &report.trades, &names);
    causes::write(&mut writer, report.trades.iter().map(|trade| trade.entry_cause.as_ref()));
    causes::write(&mut writer, report.trades.iter().map(|trade| trade.exit_cause.as_ref()));
    writer.u32s(report.ambiguous_bars.iter().copied());
    writer.finish()
}

/// Reads a report and checks that its result hash is that of its contents.
///
/// # Errors
/// The bytes are not those of a report, or not those that were written.
pub fn decode(bytes: &[u8]) -> Result<StoredReport, DecodeError> {
    let is_first_layout = bytes.starts_with(MAGIC_1);
    let (mut reader, header) = Reader::new(bytes, if is_first_layout { MAGIC_1 } else { MAGIC })?;
    let header: Header = bytes::parse(header)?;
    let equity = reader.f64s(header.n_equity as usize)?;
    let n_positions = header.n_positions as usize;
    let units = reader.f64s(n_positions)?;
    let positions = reader.u32s(n_positions)?.into_iter().zip(units).collect();
    let n_trades = header.n_trades as usize;
    let mut trades = trades::read(&mut reader, n_trades, &header.order_ids)?;
    if !is_first_layout {
        let (entries, exits) = (causes::read(&mut reader, n_trades)?, causes::read(&mut reader, n_trades)?);
        for ((trade, entry), exit) in trades.iter_mut().zip(entries).zip(exits) {
            (trade.entry_cause, trade.exit_cause) = (entry, exit);
        }
    }
    let ambiguous_bars = reader.u32s(header.n_ambiguous as usize)?;
    reader.finish()?;
    let report = Report {
        first_bar: header.first_bar,
        equity,
        positions,
        trades,
        statistics: header.statistics,
        notes: header.notes,
        n_notes: header.n_notes,
        ambiguous_bars,
        ended: header.ended,
        result_hash: header.result_hash,
    };
    // The hash of the first layout is of a definition that no longer exists; the file's own hash vouches for its bytes.
    let hash = engine::hash::result_hash(&report);
    if !is_first_layout && hash != report.result_hash {
        return Err(DecodeError::Content("the numbers do not have the result hash they came with".into()));
    }
    Ok(StoredReport { run: header.run, report })
}

/// The report in the bytes of a backtest, or of what a walk-forward run traded.
///
/// # Errors
/// As [`decode`] and [`walk::decode`].
pub fn decode_report(bytes: &[u8]) -> Result<StoredReport, DecodeError> {
    decode_traded(bytes).map(|(stored, _)| stored)
}

/// As [`decode_report`], with the number of folds that a walk-forward run traded: one that was stopped has fewer than were planned.
///
/// # Errors
/// As [`decode_report`].
pub fn decode_traded(bytes: &[u8]) -> Result<(StoredReport, Option<u32>), DecodeError> {
    if walk::is_walk(bytes) {
        let walk::StoredWalk { run, walk } = walk::decode(bytes)?;
        let n_folds = walk.folds.len() as u32;
        return Ok((StoredReport { run, report: walk.report }, Some(n_folds)));
    }
    Ok((decode(bytes)?, None))
}

fn code<T: PartialEq>(list: &[T], value: T) -> u8 {
    // Every variant is in its list: a test holds each of them against it.
    list.iter().position(|listed| *listed == value).unwrap_or(list.len()) as u8
}

fn named<T: Copy>(list: &[T], code: u8) -> Result<T, DecodeError> {
    list.get(code as usize).copied().ok_or_else(|| DecodeError::Content(format!("unknown code {code}")))
}

#[cfg(test)]
mod tests;
