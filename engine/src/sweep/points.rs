//! The points that a sweep runs, in order: all, a draw, or what a search asks for.

use std::collections::BTreeSet;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::search::{self, Search};
use super::{Layout, MAX_CELLS, Method, Space, SweepError, SweepSpec};
use crate::random::below;

/// Draws for each point wanted from a grid too large to be listed, before those found have to do.
const MAX_DRAWS: u64 = 200;

/// The points of a sweep. Those of a search are known once the scores of the rounds before have been told, in the order of the
/// points: neither the workers nor their speed can change them.
#[derive(Debug)]
pub struct Points {
    n_points: u64,
    round_len: u64,
    source: Source,
}

#[derive(Debug)]
enum Source {
    All,
    Listed(Vec<u64>),
    Searched { search: Box<dyn Search>, known: Vec<u64>, n_told: u64 },
}

impl Points {
    /// The points of a sweep over `space`; the same for the same sweep, on every target.
    ///
    /// # Errors
    /// The sweep makes no sense, or no point keeps to its constraints.
    pub fn new(space: &Space, sweep: &SweepSpec) -> Result<Self, SweepError> {
        sweep.check()?;
        match sweep.method {
            Method::Grid => {
                let n_points = space.grid().n_points();
                Ok(Self { n_points, round_len: n_points, source: Source::All })
            }
            Method::Random { seed, count } => {
                let drawn = draw(space, seed, count);
                let n_points = drawn.len() as u64;
                if n_points == 0 {
                    return Err(SweepError::NothingAllowed);
                }
                Ok(Self { n_points, round_len: n_points, source: Source::Listed(drawn) })
            }
            Method::Search { algorithm, seed, population, generations } => {
                let mut search = search::start(algorithm, space, seed, population as usize)?;
                let known = search.ask();
                let round_len = u64::from(population);
                let n_points = round_len * u64::from(generations);
                Ok(Self { n_points, round_len, source: Source::Searched { search, known, n_told: 0 } })
            }
        }
    }

    /// How the cells are numbered on so many datasets.
    pub fn layout(&self, n_datasets: u64) -> Layout {
        Layout::new(self.n_points, self.round_len, n_datasets)
    }

    /// How many of the points are known.
    pub fn n_known(&self) -> u64 {
        match &self.source {
            Source::All | Source::Listed(_) => self.n_points,
            Source::Searched { known, .. } => known.len() as u64,
        }
    }

    /// The point of the grid at a position, if it is known.
    pub fn get(&self, index: u64) -> Option<u64> {
        match &self.source {
            Source::All => (index < self.n_points).then_some(index),
            Source::Listed(points) | Source::Searched { known: points, .. } => {
                points.get(index as usize).copied()
            }
        }
    }

    /// Whether the points hang on the scores of those before.
    pub fn is_search(&self) -> bool {
        matches!(self.source, Source::Searched { .. })
    }

    /// Tells a search the scores of all points of the last known round, in their order (higher is better, `None` where there is
    /// none); the next round is known then. Others need no scores.
    pub fn tell(&mut self, scores: &[Option<f64>]) {
        if let Source::Searched { search, known, n_told } = &mut self.source {
            debug_assert_eq!(scores.len() as u64, self.round_len, "the scores of a whole round");
            search.tell(scores);
            *n_told += scores.len() as u64;
            if *n_told < self.n_points {
                known.extend(search.ask());
            }
        }
    }
}

/// Up to `count` different points that can run, in the order of the draw.
fn draw(space: &Space, seed: u64, count: u64) -> Vec<u64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let n = space.grid().n_points();
    if n <= MAX_CELLS {
        let mut allowed: Vec<u64> = (0..n).filter(|point| space.allows(*point)).collect();
        let count = allowed.len().min(count as usize);
        for i in 0..count {
            let other = i as u64 + below(&mut random, (allowed.len() - i) as u64);
            allowed.swap(i, other as usize);
        }
        allowed.truncate(count);
        return allowed;
    }
    let (mut drawn, mut seen) = (Vec::new(), BTreeSet::new());
    for _ in 0..count.saturating_mul(MAX_DRAWS) {
        let point = below(&mut random, n);
        if space.allows(point) && seen.insert(point) {
            drawn.push(point);
            if drawn.len() as u64 == count {
                break;
            }
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RunConfig;
    use crate::strategy::catalog::find;
    use crate::sweep::{Algorithm, Axis, Constraint};

    fn sweep(to: f64, method: Method) -> SweepSpec {
        let axes = vec![Axis::range("fast", 1.0, to, 1.0), Axis::range("slow", 2.0, to, 1.0)];
        let constraints = vec![Constraint::parse("slow >= 2 * fast").unwrap()];
        SweepSpec { method, constraints, ..SweepSpec::grid(axes) }
    }

    fn points(sweep: &SweepSpec) -> (Space, Points) {
        let info = find("sma_cross").unwrap();
        let space = Space::new(info, &info.defaults(), &RunConfig::default(), sweep).unwrap();
        let points = Points::new(&space, sweep).unwrap();
        (space, points)
    }

    fn all(points: &Points) -> Vec<u64> {
        (0..points.n_known()).map(|index| points.get(index).unwrap()).collect()
    }

    #[test]
    fn a_random_sweep_draws_different_points_that_can_run() {
        // The first grid is listed, the second is too large for it.
        for to in [100.0, 4_000.0] {
            let sweep = |seed| sweep(to, Method::Random { seed, count: 500 });
            let (space, points) = points(&sweep(3));
            let drawn = all(&points);
            assert_eq!(drawn.len(), 500);
            assert!(drawn.iter().all(|point| space.problems(*point).is_empty()));
            assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 500, "drawn twice");
            assert_eq!(all(&self::points(&sweep(3)).1), drawn);
            assert_ne!(all(&self::points(&sweep(4)).1), drawn);
            let mean = drawn.iter().map(|point| space.grid().numbers(*point)[1]).sum::<f64>() / 500.0;
            // Of the triangle below slow = 2 fast, the mean of slow lies at two thirds.
            assert!((mean / to - 2.0 / 3.0).abs() < 0.04, "{mean}");
        }
    }

    #[test]
    fn where_fewer_points_can_run_all_of_them_are_drawn() {
        let (space, points) = points(&sweep(10.0, Method::Random { seed: 1, count: 500 }));
        let mut drawn = all(&points);
        drawn.sort_unstable();
        let allowed: Vec<u64> = (0..space.grid().n_points()).filter(|point| space.allows(*point)).collect();
        assert_eq!(drawn, allowed);
    }

    #[test]
    fn constraints_that_nothing_keeps_to_are_an_error() {
        for to in [50.0, 4_000.0] {
            let mut sweep = sweep(to, Method::Random { seed: 1, count: 5 });
            sweep.constraints.push(Constraint::parse("fast > slow").unwrap());
            let info = find("sma_cross").unwrap();
            let space = Space::new(info, &info.defaults(), &RunConfig::default(), &sweep).unwrap();
            assert_eq!(Points::new(&space, &sweep).unwrap_err(), SweepError::NothingAllowed);
        }
    }

    #[test]
    fn a_search_knows_a_generation_once_the_one_before_is_told() {
        let algorithm = Algorithm::DifferentialEvolution;
        let sweep = sweep(100.0, Method::Search { algorithm, seed: 5, population: 20, generations: 3 });
        let run = || {
            let (space, mut points) = points(&sweep);
            for generation in 1..=3 {
                assert_eq!(points.n_known(), generation * 20);
                let known = all(&points);
                let score = |point: &u64| Some(-(space.grid().numbers(*point)[0] - 20.0).abs());
                points.tell(&known[known.len() - 20..].iter().map(score).collect::<Vec<_>>());
            }
            assert_eq!((points.n_known(), points.get(60)), (60, None));
            all(&points)
        };
        assert_eq!(run(), run());
    }
}
