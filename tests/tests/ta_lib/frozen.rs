//! What `freeze.py` has frozen.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;

use crate::TOLERANCE;
use crate::rows::Row;

#[derive(Deserialize)]
pub(crate) struct Frozen {
    pub(crate) ta_lib: String,
    pub(crate) backtesting_py: String,
    pub(crate) goog_sha256: String,
    pub(crate) sets: BTreeMap<String, BTreeMap<String, Column>>,
}

/// A column in short: where its values begin, how many there are, their mean and root mean square, and some of them.
#[derive(Deserialize)]
pub(crate) struct Column {
    first: usize,
    n: usize,
    mean: f64,
    rms: f64,
    samples: Vec<(usize, f64)>,
}

pub(crate) fn read() -> Result<Frozen> {
    Ok(serde_json::from_str(include_str!("../../conformance/ta_lib/frozen.json"))?)
}

impl Column {
    /// Where our column differs from this one.
    pub(crate) fn problem(&self, ours: &[f64], row: &Row) -> Option<String> {
        let values: Vec<f64> = ours[self.first..].iter().copied().filter(|value| !value.is_nan()).collect();
        if values.len() != self.n {
            return Some(format!("{} values, theirs {}", values.len(), self.n));
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let rms = (values.iter().map(|value| value * value).sum::<f64>() / n).sqrt();
        for (what, ours, theirs) in [("mean", mean, self.mean), ("root mean square", rms, self.rms)] {
            if (ours - theirs).abs() > TOLERANCE * self.rms {
                return Some(format!("{what} {ours}, theirs {theirs}"));
            }
        }
        let differs = |(bar, theirs): &&(usize, f64)| {
            let difference = row.difference(ours[*bar], *theirs, self.rms);
            difference.is_nan() || difference > TOLERANCE
        };
        let (bar, theirs) = self.samples.iter().find(differs)?;
        Some(format!("bar {bar}: {}, theirs {theirs}", ours[*bar]))
    }
}
