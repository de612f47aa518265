//! How a sweep chooses its cells and what it looks for, as text by field and back. Pure.

use crate::format::number::typed;
use engine::choice;
use engine::config::ConfigError;
use engine::statistics::{self, Better, StatInfo, Unit};
use engine::sweep::{Algorithm, Axis, Constraint, Method, Objective, SweepSpec};
use engine::walk_forward::FoldPlan;
use shared::dataset::DatasetRef;
use shared::id::DatasetId;

use super::draft::{Draft, field};
use super::parse::Reader;

/// The fields of the directions, in the order of [`field::OBJECTIVES`].
const BETTER: [&str; 2] = [choice::DIRECTION.field, "sweep.objective_beside#better"];

/// Statistics that can be looked for.
pub(super) fn objectives() -> impl Iterator<Item = &'static StatInfo> {
    use statistics::{RunStatistics, TradeStatistics};
    let all = RunStatistics::INFO.iter().chain(TradeStatistics::INFO);
    all.filter(|info| info.unit != Unit::Time)
}

impl Draft {
    /// The fields of a sweep.
    pub(super) fn set_sweep(&mut self, sweep: &SweepSpec, more_datasets: &[DatasetRef]) {
        let (kind, seed) = match sweep.method {
            Method::Grid => ("grid", 1),
            Method::Random { seed, count } => {
                self.set(field::SWEEP_COUNT, count.to_string());
                ("random", seed)
            }
            Method::Search { seed, population, generations, .. } => {
                self.set(field::SWEEP_POPULATION, population.to_string());
                self.set(field::SWEEP_GENERATIONS, generations.to_string());
                ("search", seed)
            }
        };
        self.set(field::SWEEP_METHOD, kind);
        self.set(field::SWEEP_SEED, seed.to_string());
        let constraints: Vec<String> = sweep.constraints.iter().map(Constraint::to_string).collect();
        self.set(field::SWEEP_CONSTRAINTS, constraints.join("; "));
        for (at, name) in field::OBJECTIVES.iter().enumerate() {
            let wanted = sweep.objectives.get(at);
            self.set(*name, wanted.map_or("", |wanted| wanted.stat.as_str()));
            let better = wanted.map_or(Better::Higher, |wanted| wanted.better);
            self.set(field::better(name), choice::DIRECTION.key(&better));
        }
        let ids: Vec<String> = more_datasets.iter().map(|other| other.id.to_string()).collect();
        self.set(field::SWEEP_DATASETS, ids.join(" "));
    }

    /// The fields of a walk-forward run.
    pub(super) fn set_folds(&mut self, folds: &FoldPlan) {
        self.set(field::FOLDS_SCHEME, choice::WINDOWS.key(&folds.scheme));
        self.set(field::FOLDS_COUNT, folds.n_folds.to_string());
        self.set(field::FOLDS_SEEN, typed(folds.seen_per_traded));
    }

    /// The datasets that were ticked.
    pub(super) fn more_datasets(&self) -> Vec<DatasetId> {
        self.text(field::SWEEP_DATASETS).split_whitespace().filter_map(|id| id.parse().ok()).collect()
    }
}

/// A sweep over these axes.
pub(super) fn sweep(reader: &mut Reader, axes: Vec<Axis>) -> SweepSpec {
    let draft = reader.draft;
    let method = match draft.text(field::SWEEP_METHOD) {
        "random" => Method::Random {
            seed: whole(reader, field::SWEEP_SEED),
            count: whole(reader, field::SWEEP_COUNT),
        },
        "search" => Method::Search {
            algorithm: Algorithm::DifferentialEvolution,
            seed: whole(reader, field::SWEEP_SEED),
            population: small(reader, field::SWEEP_POPULATION),
            generations: small(reader, field::SWEEP_GENERATIONS),
        },
        "grid" => Method::Grid,
        other => {
            reader.refuse(field::SWEEP_METHOD, &format!("“{other}” is not a way to choose combinations"));
            Method::Grid
        }
    };
    let mut constraints = Vec::new();
    for text in draft.text(field::SWEEP_CONSTRAINTS).split(';').map(str::trim).filter(|text| !text.is_empty())
    {
        match Constraint::parse(text) {
            Ok(constraint) => constraints.push(constraint),
            Err(error) => reader.refuse(field::SWEEP_CONSTRAINTS, &error.to_string()),
        }
    }
    let mut wanted: Vec<Objective> = Vec::new();
    for (at, name) in field::OBJECTIVES.into_iter().enumerate() {
        let stat = draft.text(name).to_owned();
        if !stat.is_empty() && wanted.iter().all(|other| other.stat != stat) {
            let better = reader.choice(choice::DIRECTION.of_field(BETTER[at]), name, Better::Higher);
            wanted.push(Objective { stat, better });
        }
    }
    SweepSpec { axes, constraints, method, objectives: wanted }
}

/// How a walk-forward run cuts the time; `None` for a plain sweep.
pub(super) fn folds(reader: &mut Reader) -> Option<FoldPlan> {
    let draft = reader.draft;
    match draft.text(field::SWEEP_KIND) {
        "walk" => {}
        "sweep" => return None,
        other => {
            reader.refuse(field::SWEEP, &format!("“{other}” is neither a sweep nor a walk-forward run"));
            return None;
        }
    }
    let FoldPlan { seen_per_traded, scheme, .. } = FoldPlan::default();
    let scheme = reader.choice(choice::WINDOWS, field::FOLDS_SCHEME, scheme);
    let seen_per_traded = reader.number(field::FOLDS_SEEN, seen_per_traded);
    Some(FoldPlan { scheme, n_folds: small(reader, field::FOLDS_COUNT), seen_per_traded })
}

fn whole(reader: &mut Reader, name: &str) -> u64 {
    // Seeds have 64 bits: they are no numbers with decimals.
    let text = reader.draft.text(name).trim();
    match text.parse() {
        Ok(number) => number,
        Err(_) => {
            reader.refuse(name, "enter a whole number");
            1
        }
    }
}

fn small(reader: &mut Reader, name: &str) -> u32 {
    u32::try_from(whole(reader, name)).unwrap_or_else(|_| {
        reader.refuse(name, "this is too large");
        1
    })
}

impl Reader<'_> {
    /// Notes a problem with a field, as a sentence.
    fn refuse(&mut self, name: &str, text: &str) {
        self.unreadable.push(ConfigError::new(name, super::parse::sentence(text)));
    }
}

#[cfg(test)]
mod tests {
    use engine::strategy::catalog::find;
    use engine::walk_forward::Scheme;
    use shared::id::BlobHash;

    use super::*;
    use crate::format::number::Separators;

    fn parsed(spec: &SweepSpec, more: &[DatasetRef]) -> (SweepSpec, Vec<ConfigError>) {
        let (mut draft, separators) = (Draft::new(find("sma_cross").unwrap()), Separators::default());
        draft.set_sweep(spec, more);
        let mut reader = Reader::new(&draft, &separators);
        let back = sweep(&mut reader, spec.axes.clone());
        assert_eq!(draft.more_datasets(), more.iter().map(|other| other.id).collect::<Vec<_>>());
        (back, reader.unreadable)
    }

    #[test]
    fn every_kind_of_sweep_fills_the_form_and_comes_back_from_it() {
        let axes = vec![Axis::range("fast", 5.0, 10.0, 5.0), Axis::list("slow", [20.0, 50.0])];
        let other = DatasetRef {
            id: "0192f7a0-1234-7abc-8def-0123456789ab".parse().unwrap(),
            name: "Another".into(),
            hash: BlobHash("ab".repeat(32)),
        };
        let search = Method::Search {
            algorithm: Algorithm::DifferentialEvolution,
            seed: u64::MAX,
            population: 16,
            generations: 5,
        };
        for method in [Method::Grid, Method::Random { seed: 7, count: 90 }, search] {
            let spec = SweepSpec {
                axes: axes.clone(),
                constraints: vec![
                    Constraint::parse("slow >= 2 * fast").unwrap(),
                    Constraint::parse("fast > 1").unwrap(),
                ],
                method,
                objectives: vec![Objective::highest("sharpe"), Objective::lowest("ulcer_index")],
            };
            assert_eq!(parsed(&spec, std::slice::from_ref(&other)), (spec, vec![]));
        }
    }

    #[test]
    fn a_walk_forward_run_fills_the_form_and_comes_back_from_it() {
        let plan = FoldPlan { scheme: Scheme::Anchored, n_folds: 7, seen_per_traded: 2.5 };
        let (mut draft, separators) = (Draft::new(find("sma_cross").unwrap()), Separators::default());
        draft.set_folds(&plan);
        assert_eq!(folds(&mut Reader::new(&draft, &separators)), None, "a plain sweep");
        draft.set(field::SWEEP_KIND, "walk");
        let mut reader = Reader::new(&draft, &separators);
        assert_eq!((folds(&mut reader), reader.unreadable), (Some(plan), vec![]));
    }

    #[test]
    fn what_cannot_be_read_is_said_beside_its_field() {
        let (mut draft, separators) = (Draft::new(find("sma_cross").unwrap()), Separators::default());
        for (name, text) in [
            (field::SWEEP_METHOD, "random"),
            (field::SWEEP_COUNT, "many"),
            (field::SWEEP_CONSTRAINTS, "fast < slow; nonsense"),
        ] {
            draft.set(name, text);
        }
        let mut reader = Reader::new(&draft, &separators);
        let spec = sweep(&mut reader, Vec::new());
        let fields: Vec<&str> = reader.unreadable.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, [field::SWEEP_COUNT, field::SWEEP_CONSTRAINTS]);
        assert_eq!(spec.constraints.len(), 1);
    }
}
