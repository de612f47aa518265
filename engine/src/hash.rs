//! The result hash, which the page calls the fingerprint of a result: equal ones mean equal results, bit for bit, on every target.
//!
//! It tells results apart and is no proof against forgery: most numbers enter by [`Fold`], a fast fold of our own.

use sha2::{Digest, Sha256};

use crate::fill::{Cause, FillRule, Levels};
use crate::fold::Fold;
use crate::report::Report;
use crate::statistics::{Statistics, Undefined};
use crate::trade::{ExitReason, Side, Trade};

/// A fingerprint of 256 bits in lower-case hex over every trade, the equity curve, the ambiguous bars and every statistic.
///
/// Trades and equity enter as the digest of [`Fold`], because SHA-256 over every number would cost more than the run; that digest and the
/// statistics are joined by SHA-256.
pub fn result_hash(report: &Report) -> String {
    let mut of_equity = Fold::new();
    of_equity.finish(&report.equity);
    result_hash_with(report, &of_equity)
}

/// As [`result_hash`]; the equity has been folded before.
pub(crate) fn result_hash_with(report: &Report, of_equity: &Fold) -> String {
    let Report { equity, trades, ambiguous_bars, ended, statistics, .. } = report;
    let mut hash = Sha256::new();
    hash.update(b"hindcast result 2");
    hash.update((equity.len() as u64).to_le_bytes());
    hash.update(of_equity.bytes());
    hash.update((trades.len() as u64).to_le_bytes());
    let mut fold = Fold::new();
    trades.iter().for_each(|trade| fold_trade(&mut fold, trade));
    ambiguous_bars.iter().for_each(|bar| fold.add(u64::from(*bar)));
    fold.add(ended.map_or(u64::MAX, u64::from));
    hash.update(fold.bytes());
    let Statistics { run, all, long, short } = statistics;
    for metrics in [run.metrics(), all.metrics(), long.metrics(), short.metrics()] {
        for (info, metric) in metrics {
            // What the version that made a stored result did not know is not part of its hash.
            if metric == Err(Undefined::NotComputed) {
                continue;
            }
            hash.update(info.key.as_bytes());
            match metric {
                Ok(value) => hash.update(value.to_bits().to_le_bytes()),
                Err(undefined) => hash.update(undefined.reason().as_bytes()),
            }
        }
    }
    const_hex::encode(hash.finalize())
}

/// SHA-256 in lower-case hex over a table of numbers; NaN counts as one value whatever its bits.
pub fn table_hash(values: &[f64]) -> String {
    let mut hash = TableHash::default();
    hash.add(values);
    hash.finish()
}

/// [`table_hash`] of numbers that come in parts.
#[derive(Debug, Clone)]
pub struct TableHash(Sha256);

impl Default for TableHash {
    fn default() -> Self {
        let mut hash = Sha256::new();
        hash.update(b"hindcast table 1");
        Self(hash)
    }
}

impl TableHash {
    /// Takes the next numbers in.
    pub fn add(&mut self, values: &[f64]) {
        for value in values {
            let bits = if value.is_nan() { u64::MAX } else { value.to_bits() };
            self.0.update(bits.to_le_bytes());
        }
    }

    /// The hash of all that came.
    pub fn finish(self) -> String {
        const_hex::encode(self.0.finalize())
    }
}

fn fold_trade(fold: &mut Fold, trade: &Trade) {
    let reason = match trade.exit_reason {
        ExitReason::Signal => 0,
        ExitReason::Stop => 1,
        ExitReason::Target => 2,
        ExitReason::Open => 3,
        ExitReason::Trail => 4,
        ExitReason::Liquidation => 5,
        ExitReason::End => 6,
    };
    fold.add(u64::from(trade.side == Side::Short) << 3 | reason);
    fold.add(u64::from(trade.entry_bar) << 32 | u64::from(trade.exit_bar));
    fold.add(trade.entry_time as u64);
    fold.add(trade.exit_time as u64);
    for number in [
        trade.quantity,
        trade.entry_price,
        trade.exit_price,
        trade.profit,
        trade.commission,
        trade.slippage,
        trade.max_favourable,
        trade.max_adverse,
    ] {
        fold.add(number.to_bits());
    }
    for cause in trade.entry_cause.iter().chain(&trade.exit_cause) {
        fold_cause(fold, cause);
    }
    for id in [&trade.entry_id, &trade.exit_id] {
        fold.add(id.len() as u64);
        for chunk in id.as_bytes().chunks(8) {
            fold.add(chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }
}

fn fold_cause(fold: &mut Fold, cause: &Cause) {
    let rule: u64 = match cause.rule {
        FillRule::MarketAtOpen => 0,
        FillRule::MarketAtClose => 1,
        FillRule::Stop => 2,
        FillRule::StopInGap => 3,
        FillRule::Limit => 4,
        FillRule::LimitInGap => 5,
        FillRule::StopLimit => 6,
        FillRule::TrailingStop => 7,
        FillRule::TrailingStopInGap => 8,
        FillRule::BehindEntry => 9,
        FillRule::MarginCall => 10,
        FillRule::Bankruptcy => 11,
        FillRule::EndOfData => 12,
        FillRule::Open => 13,
        FillRule::PassedAtClose => 14,
        FillRule::RiskLimit => 15,
    };
    let Levels { stop, limit, activation, offset } = cause.levels;
    let prices = [cause.level, stop, limit, activation, offset];
    let present = prices.iter().fold(0, |bits, price| bits << 1 | u64::from(price.is_some()));
    fold.add(u64::from(cause.decided) << 32 | present << 8 | rule << 1 | u64::from(cause.ambiguous));
    fold.add(cause.raw_price.to_bits());
    prices.iter().flatten().for_each(|price| fold.add(price.to_bits()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_with_differently_encoded_nan_are_equal() {
        let other_nan = f64::from_bits(f64::NAN.to_bits() ^ 1);
        assert_eq!(table_hash(&[1.0, f64::NAN]), table_hash(&[1.0, other_nan]));
        assert_ne!(table_hash(&[1.0]), table_hash(&[2.0]));
    }
}
