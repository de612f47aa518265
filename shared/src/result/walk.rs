//! A walk-forward run as bytes: what was chosen in each fold in a JSON header, then the report of what was traded as it would lie
//! on its own.

use engine::walk_forward::{Fold, WalkReport, walk_hash};
use serde::{Deserialize, Serialize};

use super::StoredReport;
use crate::bytes::{self, DecodeError, Reader, Writer};
use crate::job::RunSpec;

const MAGIC: &[u8; 4] = b"HCW1";

/// A walk-forward run and the settings that all its cells share.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredWalk {
    /// The settings.
    pub run: RunSpec,
    /// The result.
    pub walk: WalkReport,
}

#[derive(Serialize, Deserialize)]
struct Header {
    folds: Vec<Fold>,
    efficiency: Option<f64>,
    n_report: u64,
    result_hash: String,
}

/// The bytes of a walk-forward run.
pub fn encode(stored: &StoredWalk) -> Vec<u8> {
    let StoredWalk { run, walk } = stored;
    let report = super::encode(&StoredReport { run: run.clone(), report: walk.report.clone() });
    let header = Header {
        folds: walk.folds.clone(),
        efficiency: walk.efficiency,
        n_report: report.len() as u64,
        result_hash: walk.result_hash(),
    };
    let mut writer = Writer::new(MAGIC, &bytes::header(&header), report.len());
    writer.u8s(report);
    writer.finish()
}

/// Whether bytes begin as those of a walk-forward run.
pub(super) fn is_walk(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Reads a walk-forward run and checks that both its hashes are those of its contents.
///
/// # Errors
/// The bytes are not those of a walk-forward run, or not those that were written.
pub fn decode(bytes: &[u8]) -> Result<StoredWalk, DecodeError> {
    let (mut reader, header) = Reader::new(bytes, MAGIC)?;
    let Header { folds, efficiency, n_report, result_hash } = bytes::parse(header)?;
    let n_report = usize::try_from(n_report).map_err(|_| DecodeError::CutOff)?;
    let StoredReport { run, report } = super::decode(reader.u8s(n_report)?)?;
    reader.finish()?;
    if walk_hash(&report.result_hash, &folds, efficiency) != result_hash {
        return Err(DecodeError::Content("the folds do not have the result hash they came with".into()));
    }
    Ok(StoredWalk { run, walk: WalkReport { folds, report, efficiency } })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use engine::registry::find;
    use engine::sweep::{Axis, SweepSpec};
    use engine::synthetic::minute_series;
    use engine::walk_forward::{FoldPlan, WalkForward};

    use super::*;
    use crate::fixture::run;
    use crate::result::decode_traded;

    fn stored() -> StoredWalk {
        let run = run();
        let sweep = SweepSpec::grid(vec![Axis::list("fast", [5.0, 10.0, 20.0])]);
        let series = Rc::new(minute_series(3, 3_000));
        let plan = FoldPlan { n_folds: 4, ..FoldPlan::default() };
        let walk =
            WalkForward::new(&find(&run.strategy).unwrap(), &run.params, &run.config, &sweep, &plan, series);
        StoredWalk { run, walk: walk.unwrap().finish().unwrap() }
    }

    #[test]
    fn a_walk_forward_run_comes_back_as_it_was() {
        let stored = stored();
        assert_eq!(stored.walk.folds.len(), 4);
        assert!(!stored.walk.report.trades.is_empty());
        assert_eq!(decode(&encode(&stored)).unwrap(), stored);
    }

    #[test]
    fn what_a_stopped_run_traded_comes_with_its_number_of_folds() {
        let mut stored = stored();
        stored.walk.folds.truncate(3);
        let (traded, n_folds) = decode_traded(&encode(&stored)).unwrap();
        assert_eq!((traded.report, n_folds), (stored.walk.report, Some(3)));
    }

    #[test]
    fn a_changed_choice_or_report_is_noticed() {
        let mut other = stored();
        let bytes = encode(&other);
        other.walk.folds[2].values[0] += 1.0;
        assert_ne!(other.walk.result_hash(), decode(&bytes).unwrap().walk.result_hash());
        let text = String::from_utf8_lossy(&bytes[..400]).into_owned();
        let at = text.find("\"n_cells\":3").unwrap() + 10;
        let mut torn = bytes.clone();
        torn[at] = b'2';
        assert!(matches!(decode(&torn), Err(DecodeError::Content(_))));
        assert!(decode(&bytes[..bytes.len() - 8]).is_err());
    }
}
