//! The hash of a walk-forward run.

use sha2::{Digest, Sha256};

use super::Fold;

/// SHA-256 in lower-case hex over a walk-forward run: the result hash of what was traded, every fold with its choice, and the
/// efficiency.
pub fn walk_hash(traded: &str, folds: &[Fold], efficiency: Option<f64>) -> String {
    let mut hash = Sha256::new();
    hash.update(b"hindcast walk 1");
    hash.update(traded.as_bytes());
    hash.update((folds.len() as u64).to_le_bytes());
    let mut optional = |number: Option<f64>| {
        hash.update([u8::from(number.is_some())]);
        hash.update(number.unwrap_or(0.0).to_bits().to_le_bytes());
    };
    optional(efficiency);
    for fold in folds {
        for number in [fold.seen_objective, fold.traded_objective, fold.seen_return, fold.traded_return] {
            optional(number);
        }
    }
    for fold in folds {
        let Fold { seen, traded, n_cells, point, values, .. } = fold;
        for time in [seen.0, seen.1, traded.0, traded.1] {
            hash.update(time.to_le_bytes());
        }
        hash.update(n_cells.to_le_bytes());
        hash.update(point.map_or(u64::MAX, |point| point).to_le_bytes());
        hash.update((values.len() as u64).to_le_bytes());
        values.iter().for_each(|value| hash.update(value.to_bits().to_le_bytes()));
    }
    const_hex::encode(hash.finalize())
}
