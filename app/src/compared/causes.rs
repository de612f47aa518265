//! Why two runs differ, as far as what they were made with tells.

use engine::strategy::declaration::StrategyRef;
use shared::job::RunSpec;

use super::settings::setting_rows;
use crate::format::strategy;
use crate::names;

/// What differs between two runs, and how: name and sentence. Nothing if both were made with the same.
pub fn causes(runs: [&RunSpec; 2], settings: [&[(String, String)]; 2]) -> Vec<(String, String)> {
    let [a, b] = runs;
    let mut causes = Vec::new();
    let mut add = |name: &str, sentence: String| causes.push((name.to_owned(), sentence));
    if a.dataset.hash != b.dataset.hash {
        let [name_a, name_b] = [a, b].map(|run| names::shown(&run.dataset.name));
        let [hash_a, hash_b] = [a, b].map(|run| short(&run.dataset.hash.0));
        add(
            "Bars",
            if name_a == name_b {
                format!("Two sets of bars are called {name_a}: their hashes are {hash_a} and {hash_b}.")
            } else {
                format!("{name_a} (hash {hash_a}) and {name_b} (hash {hash_b}).")
            },
        );
    }
    match (&a.strategy, &b.strategy) {
        (
            StrategyRef::BuiltIn { id, version },
            StrategyRef::BuiltIn { id: other, version: other_version },
        ) if id == other => {
            if version != other_version {
                add("Strategy version", format!("{version} and {other_version}."));
            }
        }
        (StrategyRef::Script { hash, .. }, StrategyRef::Script { hash: other, .. }) => {
            if hash != other {
                let [name_a, name_b] = [a, b].map(|run| names::shown(&strategy::name(run)));
                let [hash_a, hash_b] = [hash, other].map(|hash| short(hash));
                add("Source", format!("{name_a} (source {hash_a}) and {name_b} (source {hash_b})."));
            }
        }
        _ => {
            let [name_a, name_b] = [a, b].map(|run| names::shown(&strategy::name(run)));
            add("Strategy", format!("{name_a} and {name_b}."));
        }
    }
    if a.engine_version != b.engine_version {
        add("Engine version", format!("{} and {}.", a.engine_version, b.engine_version));
    }
    for row in setting_rows(&settings.map(<[_]>::to_vec)).iter().filter(|row| row.differs) {
        let of = |at: usize| row.values[at].clone().unwrap_or_else(|| "not set".to_owned());
        add(&row.name, format!("{} and {}.", of(0), of(1)));
    }
    causes
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

#[cfg(test)]
mod tests {
    use engine::config::RunConfig;
    use engine::strategy::catalog::find;
    use engine::strategy::param::Params;
    use shared::dataset::DatasetRef;
    use shared::id::{BlobHash, DatasetId};

    use super::*;

    fn run() -> RunSpec {
        RunSpec {
            strategy: find("sma_cross").unwrap().strategy.clone(),
            params: Params::default(),
            dataset: DatasetRef {
                id: DatasetId(uuid::Uuid::nil()),
                name: "Apple".into(),
                hash: BlobHash("ab".repeat(32)),
            },
            config: RunConfig::default(),
            engine_version: "0.1.0".into(),
            script: None,
        }
    }

    fn of(change: impl FnOnce(&mut RunSpec)) -> Vec<(String, String)> {
        let mut other = run();
        change(&mut other);
        causes([&run(), &other], [&[], &[]])
    }

    fn cause(name: &str, sentence: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), sentence.to_owned())]
    }

    #[test]
    fn each_thing_that_a_result_depends_on_is_a_cause() {
        assert_eq!(of(|_| {}), []);
        assert_eq!(of(|run| run.dataset.name = "Renamed".into()), [], "a name changes nothing");
        let found = of(|run| run.dataset.hash = BlobHash("cd".repeat(32)));
        assert_eq!(
            found,
            cause(
                "Bars",
                "Two sets of bars are called Apple: their hashes are abababababab and cdcdcdcdcdcd."
            )
        );
        let found = of(|run| run.strategy = StrategyRef::BuiltIn { id: "sma_cross".into(), version: 9 });
        let version = match run().strategy {
            StrategyRef::BuiltIn { version, .. } => version,
            StrategyRef::Script { .. } => 0,
        };
        assert_eq!(found, cause("Strategy version", &format!("{version} and 9.")));
        let found = of(|run| run.strategy = find("ema_cross").unwrap().strategy.clone());
        assert_eq!(found, cause("Strategy", "SMA cross and EMA cross."));
        let found = of(|run| run.engine_version = "0.2.0".into());
        assert_eq!(found, cause("Engine version", "0.1.0 and 0.2.0."));
        let script = |hash: &str| StrategyRef::Script { name: "Mine".into(), hash: hash.repeat(32).into() };
        let [mut a, mut b] = [run(), run()];
        (a.strategy, b.strategy) = (script("11"), script("22"));
        let found = causes([&a, &b], [&[], &[]]);
        assert_eq!((found.len(), found[0].0.as_str()), (1, "Source"));
        assert!(found[0].1.contains("(source 111111111111)") && found[0].1.contains("(source 222222222222)"));
    }

    #[test]
    fn settings_that_differ_are_causes_with_both_values() {
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let a = [fact("Fast length", "10"), fact("Commission", "0%"), fact("Short selling", "on")];
        let b = [fact("Fast length", "12"), fact("Commission", "0%")];
        let expected = [fact("Fast length", "10 and 12."), fact("Short selling", "on and not set.")];
        assert_eq!(causes([&run(), &run()], [&a, &b]), expected);
    }
}
