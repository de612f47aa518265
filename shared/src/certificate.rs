//! One hash over everything that a certificate says: two certificates agree where it does.

use engine::strategy::declaration::StrategyRef;
use engine::strategy::param::ParamValue;

use crate::bytes::BlobHasher;
use crate::job::{JobSpec, RunSpec};

/// SHA-256 in lower-case hex over the engine's version, the strategy with its version or the hash of its source, every parameter and
/// setting, what was swept, the hashes of the bars, and the result hash. Names of datasets and scripts are no part of it.
pub fn certificate_hash(spec: &JobSpec, result_hash: &str) -> String {
    let RunSpec { strategy, params, config, engine_version, .. } = spec.run();
    let mut hash = BlobHasher::default();
    // Each part with its length, so that no two lists of parts look alike.
    let mut add = |part: &str| {
        hash.add(&(part.len() as u64).to_le_bytes());
        hash.add(part.as_bytes());
    };
    add("hindcast certificate 1");
    add(engine_version);
    match strategy {
        StrategyRef::BuiltIn { id, version } => {
            add("built in");
            add(id);
            add(&version.to_string());
        }
        StrategyRef::Script { hash, .. } => {
            add("script");
            add(hash);
        }
    }
    for (key, value) in &params.0 {
        add(key);
        // Switches of old records are 0 and 1: they mean the same.
        match (value.number(), value) {
            (Some(number), _) => add(&format!("{number:?}")),
            (None, ParamValue::Text(text)) => add(&format!("“{text}”")),
            (None, _) => add(""),
        }
    }
    // Of plain numbers, texts and lists in a fixed order: it cannot fail.
    let mut add_json = |json: serde_json::Result<String>| add(&json.unwrap_or_default());
    add_json(serde_json::to_string(config));
    add_json(serde_json::to_string(&spec.sweep()));
    if let JobSpec::WalkForward { folds, .. } = spec {
        add_json(serde_json::to_string(folds));
    }
    for dataset in spec.datasets() {
        add(&dataset.hash.0);
    }
    add(result_hash);
    hash.finish().0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{run, search};
    use crate::id::BlobHash;

    fn of(change: impl FnOnce(&mut RunSpec)) -> String {
        let mut run = run();
        change(&mut run);
        certificate_hash(&JobSpec::Backtest { run }, "ab")
    }

    #[test]
    fn everything_that_a_result_depends_on_changes_the_certificate() {
        let script = |hash: &str| StrategyRef::Script { name: "Mine".into(), hash: hash.to_owned().into() };
        let hashes = [
            of(|_| {}),
            of(|run| run.strategy = StrategyRef::BuiltIn { id: "sma_cross".into(), version: 2 }),
            of(|run| run.strategy = StrategyRef::BuiltIn { id: "ema_cross".into(), version: 1 }),
            of(|run| run.strategy = script("11")),
            of(|run| run.strategy = script("22")),
            of(|run| run.params.set("fast", 11.0)),
            of(|run| run.params.set("short", false)),
            of(|run| run.params.set("price", "close")),
            of(|run| run.config.account.initial_cash = 1.0),
            of(|run| run.dataset.hash = BlobHash("cd".into())),
            of(|run| run.engine_version = "0.2.0".into()),
            certificate_hash(&JobSpec::Backtest { run: run() }, "cd"),
            certificate_hash(&search(), "ab"),
        ];
        let mut different = hashes.to_vec();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), hashes.len());
    }

    #[test]
    fn names_and_the_switches_of_old_records_change_nothing() {
        let same = [
            of(|_| {}),
            of(|run| run.dataset.name = "Another".into()),
            of(|run| run.params.set("short", 1.0)),
        ];
        assert_eq!(same[0], same[1]);
        assert_eq!(same[0], same[2]);
    }
}
