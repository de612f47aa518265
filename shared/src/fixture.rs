//! One of each, for the tests of this crate.

use engine::config::RunConfig;
use engine::strategy::catalog::find;
use engine::sweep::{Axis, Grid};

use crate::id::{BlobHash, DatasetId, DeviceId, JobId, OwnerId};
use crate::job::{JobRecord, JobSpec, RunSpec};

pub(crate) fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

pub(crate) fn run() -> RunSpec {
    RunSpec {
        strategy: "sma_cross".into(),
        strategy_version: 1,
        params: find("sma_cross").map(|info| info.defaults()).unwrap_or_default(),
        dataset: DatasetId(uuid(7)),
        dataset_name: "A year".into(),
        dataset_hash: BlobHash("ab".repeat(32)),
        config: RunConfig::default(),
        engine_version: "0.1.0".into(),
    }
}

pub(crate) fn axes() -> Vec<Axis> {
    let axis = |param: &str, from, to| Axis { param: param.into(), from, to, step: 5.0 };
    vec![axis("fast", 5.0, 10.0), axis("slow", 20.0, 30.0)]
}

pub(crate) fn grid() -> Grid {
    Grid::new(axes()).unwrap()
}

pub(crate) fn owner(n: u128) -> OwnerId {
    OwnerId(uuid(1_000 + n))
}

pub(crate) fn job(n: u128) -> JobRecord {
    let spec = JobSpec::Backtest { run: run() };
    JobRecord::new(JobId(uuid(n)), spec, "SMA cross".into(), None, owner(1), DeviceId(uuid(9)), 1_000)
}
