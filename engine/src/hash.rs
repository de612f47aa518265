//! The result hash: equal hashes mean equal results, bit for bit, on every target.

use sha2::{Digest, Sha256};

use crate::statistics::Statistics;
use crate::trade::{ExitReason, Side, Trade};

/// SHA-256 in lower-case hex over every trade, the equity curve and every statistic.
///
/// The equity curve enters as the digest of [`fold`], because SHA-256 over a float per bar would cost more than the run.
pub fn result_hash(equity: &[f64], trades: &[Trade], statistics: &Statistics) -> String {
    let mut hash = Sha256::new();
    hash.update(b"hindcast result 1");
    hash.update((equity.len() as u64).to_le_bytes());
    for lane in fold(equity) {
        hash.update(lane.to_le_bytes());
    }
    hash.update((trades.len() as u64).to_le_bytes());
    for trade in trades {
        hash_trade(&mut hash, trade);
    }
    let Statistics { run, all, long, short } = statistics;
    for metrics in [run.metrics(), all.metrics(), long.metrics(), short.metrics()] {
        for (info, metric) in metrics {
            hash.update(info.key.as_bytes());
            match metric {
                Ok(value) => hash.update(value.to_bits().to_le_bytes()),
                Err(undefined) => hash.update(undefined.reason().as_bytes()),
            }
        }
    }
    hex(&hash.finalize())
}

/// SHA-256 in lower-case hex over a table of numbers; NaN counts as one value whatever its bits.
pub fn table_hash(values: &[f64]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"hindcast table 1");
    for value in values {
        let bits = if value.is_nan() { u64::MAX } else { value.to_bits() };
        hash.update(bits.to_le_bytes());
    }
    hex(&hash.finalize())
}

fn hash_trade(hash: &mut Sha256, trade: &Trade) {
    hash.update([u8::from(trade.side == Side::Short)]);
    hash.update([match trade.exit_reason {
        ExitReason::Signal => 0,
        ExitReason::Stop => 1,
        ExitReason::Target => 2,
        ExitReason::Open => 3,
    }]);
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
        hash.update(number.to_bits().to_le_bytes());
    }
    hash.update(trade.entry_bar.to_le_bytes());
    hash.update(trade.exit_bar.to_le_bytes());
    hash.update(trade.entry_time.to_le_bytes());
    hash.update(trade.exit_time.to_le_bytes());
    for id in [&trade.entry_id, &trade.exit_id] {
        hash.update((id.len() as u64).to_le_bytes());
        hash.update(id.as_bytes());
    }
}

/// Four independent lanes of multiply-and-rotate over the bits, position-dependent: a change of any bit of any bar changes
/// a lane. Not meant to withstand an adversary.
fn fold(values: &[f64]) -> [u64; 4] {
    const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut lanes = [1u64, 2, 3, 4];
    for chunk in values.chunks(4) {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane = (*lane ^ value.to_bits()).wrapping_mul(PRIME).rotate_left(29);
        }
    }
    lanes
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_and_every_position_counts() {
        let base = vec![1.0; 9];
        for i in 0..9 {
            let mut other = base.clone();
            other[i] = f64::from_bits(1.0f64.to_bits() ^ 1);
            assert_ne!(fold(&base), fold(&other), "bar {i}");
        }
        assert_ne!(fold(&[1.0, 2.0, 3.0, 4.0, 5.0]), fold(&[5.0, 2.0, 3.0, 4.0, 1.0]));
    }

    #[test]
    fn tables_with_differently_encoded_nan_are_equal() {
        let other_nan = f64::from_bits(f64::NAN.to_bits() ^ 1);
        assert_eq!(table_hash(&[1.0, f64::NAN]), table_hash(&[1.0, other_nan]));
        assert_ne!(table_hash(&[1.0]), table_hash(&[2.0]));
    }
}
