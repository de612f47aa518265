//! One of each, for tests.

use engine::config::RunConfig;
use engine::strategy::catalog::find;
use engine::strategy::declaration::StrategyRef;
use engine::sweep::{Algorithm, Axis, Constraint, Grid, Method, Objective, SweepSpec};

use crate::id::{BlobHash, DatasetId, DeviceId, JobId, OwnerId};
use crate::job::{DatasetRef, JobRecord, JobSpec, RunSpec};

/// An id from a small number.
pub fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

/// A run with nothing special.
pub fn run() -> RunSpec {
    RunSpec {
        strategy: StrategyRef::BuiltIn { id: "sma_cross".into(), version: 1 },
        params: find("sma_cross").map(|info| info.defaults()).unwrap_or_default(),
        dataset: DatasetId(uuid(7)),
        dataset_name: "A year".into(),
        dataset_hash: BlobHash("ab".repeat(32)),
        config: RunConfig::default(),
        engine_version: "0.1.0".into(),
    }
}

/// Two axes with six cells.
pub fn axes() -> Vec<Axis> {
    vec![Axis::range("fast", 5.0, 10.0, 5.0), Axis::range("slow", 20.0, 30.0, 5.0)]
}

/// The grid of [`axes`].
///
/// # Panics
/// Never: the axes are fine.
pub fn grid() -> Grid {
    Grid::new(axes()).expect("the axes are fine")
}

/// A sweep with everything that one can have.
///
/// # Panics
/// Never: the constraint is fine.
pub fn search() -> JobSpec {
    let (dataset, dataset_name) = (DatasetId(uuid(8)), "Another year".to_owned());
    let sweep = SweepSpec {
        axes: [axes(), vec![Axis::list("account.commission", [0.0, 0.001])]].concat(),
        constraints: vec![Constraint::parse("slow >= 2 * fast").expect("the constraint is fine")],
        method: Method::Search {
            algorithm: Algorithm::DifferentialEvolution,
            seed: u64::MAX,
            population: 8,
            generations: 2,
        },
        objectives: vec![Objective::highest("sharpe"), Objective::lowest("ulcer_index")],
    };
    let other = DatasetRef { dataset, dataset_name, dataset_hash: BlobHash("cd".repeat(32)) };
    JobSpec::Sweep { run: run(), sweep, more_datasets: vec![other] }
}

/// A tab.
pub fn owner(n: u128) -> OwnerId {
    OwnerId(uuid(1_000 + n))
}

/// A queued backtest.
pub fn job(n: u128) -> JobRecord {
    let spec = JobSpec::Backtest { run: run() };
    JobRecord::new(JobId(uuid(n)), spec, "SMA cross".into(), None, owner(1), DeviceId(uuid(9)), 1_000)
}
