//! Differential evolution (Storn and Price 1997) on the positions of the axes, with the mutation of JADE (Zhang and Sanderson
//! 2009): each member moves a part of the way towards one of the best, and by the difference of two others.
//!
//! It needs sums and products only, so that the page and any machine find the same points. A point that was tried before, or
//! that cannot run, is mutated again, and replaced by a new one drawn by chance if that does not help; only a space that has
//! been tried whole repeats points.

use std::collections::BTreeSet;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::Search;
use crate::random::{below, unit};
use crate::sweep::{MAX_CELLS, Space, SweepError};

/// A member, one of the best, and two others.
pub const MIN_POPULATION: u32 = 4;

/// Share of the population that counts as the best.
const BEST: f64 = 0.2;
/// Chance that an axis takes the mutated position.
const CROSSOVER: f64 = 0.9;
/// Mutations tried for a member before it is replaced.
const MAX_MUTATIONS: u32 = 20;
/// Draws tried for a new point before it is looked for in order.
const MAX_DRAWS: u32 = 1_000;
/// Draws tried for the first point that can run.
const MAX_PROBES: u32 = 100_000;

#[derive(Debug, Clone)]
struct Member {
    positions: Vec<u64>,
    /// Lower than any score for a point without one.
    score: f64,
}

/// See the module.
#[derive(Debug)]
pub struct DifferentialEvolution {
    space: Space,
    random: ChaCha8Rng,
    n_members: usize,
    /// Empty until the first generation was told.
    members: Vec<Member>,
    asked: Vec<Vec<u64>>,
    tried: BTreeSet<u64>,
    /// A point that can run.
    sure: u64,
    /// Whether every point that can run has been tried.
    is_exhausted: bool,
}

impl DifferentialEvolution {
    /// A search over `space` with so many points in a generation, at least [`MIN_POPULATION`].
    ///
    /// # Errors
    /// [`SweepError::NothingAllowed`] if no point was found that could run.
    pub fn new(space: Space, seed: u64, n_members: usize) -> Result<Self, SweepError> {
        let random = ChaCha8Rng::seed_from_u64(seed);
        let n = space.grid().n_points();
        let mut probe = random.clone();
        let by_chance = (0..MAX_PROBES).map(|_| below(&mut probe, n)).find(|point| space.allows(*point));
        let in_order = || (0..n.min(MAX_CELLS)).find(|point| space.allows(*point));
        let sure = by_chance.or_else(in_order).ok_or(SweepError::NothingAllowed)?;
        let mut this = Self {
            space,
            random,
            n_members,
            members: Vec::new(),
            asked: Vec::new(),
            tried: BTreeSet::new(),
            sure,
            is_exhausted: false,
        };
        for _ in 0..n_members {
            let point = this.fresh();
            this.note(point);
        }
        Ok(this)
    }

    fn note(&mut self, point: u64) {
        self.tried.insert(point);
        self.asked.push(self.space.grid().positions(point));
    }

    /// A point that can run and has not been tried, else one that has.
    fn fresh(&mut self) -> u64 {
        let n = self.space.grid().n_points();
        let mut repeated = None;
        for _ in 0..MAX_DRAWS {
            let point = below(&mut self.random, n);
            if self.space.allows(point) {
                if self.is_exhausted || !self.tried.contains(&point) {
                    return point;
                }
                repeated = Some(point);
            }
        }
        if !self.is_exhausted {
            // What chance does not find is looked for in order, from a place that chance chose.
            let start = below(&mut self.random, n);
            let mut in_order = (0..n.min(MAX_CELLS)).map(|step| (start + step) % n);
            if let Some(point) =
                in_order.find(|point| !self.tried.contains(point) && self.space.allows(*point))
            {
                return point;
            }
            self.is_exhausted = true;
        }
        repeated.unwrap_or(self.sure)
    }

    /// A child of the member at `at`; `order` has the members from the best to the worst.
    fn child(&mut self, at: usize, order: &[usize]) -> u64 {
        let n_best = ((self.n_members as f64 * BEST) as usize).max(1);
        let lens = self.space.grid().lens().to_vec();
        for _ in 0..MAX_MUTATIONS {
            let best = order[below(&mut self.random, n_best as u64) as usize];
            let (one, other) = (self.member_but(&[at]), at);
            let two = self.member_but(&[one, other]);
            let strength = 0.4 + 0.6 * unit(&mut self.random);
            let certain = below(&mut self.random, lens.len() as u64) as usize;
            let mut positions = self.members[at].positions.clone();
            for (axis, len) in lens.iter().enumerate() {
                let takes = unit(&mut self.random) < CROSSOVER;
                if takes || axis == certain {
                    let of = |member: usize| self.members[member].positions[axis] as f64;
                    let moved = of(at) + strength * (of(best) - of(at)) + strength * (of(one) - of(two));
                    positions[axis] = reflected(moved.round(), *len);
                }
            }
            let point = self.space.grid().point(&positions);
            if !self.tried.contains(&point) && self.space.allows(point) {
                return point;
            }
        }
        self.fresh()
    }

    fn member_but(&mut self, taken: &[usize]) -> usize {
        loop {
            let member = below(&mut self.random, self.n_members as u64) as usize;
            if !taken.contains(&member) {
                return member;
            }
        }
    }
}

/// A position beyond an end, mirrored at it.
fn reflected(position: f64, len: u64) -> u64 {
    let last = (len - 1) as f64;
    let inside = if position < 0.0 {
        -position
    } else if position > last {
        2.0 * last - position
    } else {
        position
    };
    inside.clamp(0.0, last) as u64
}

impl Search for DifferentialEvolution {
    fn ask(&mut self) -> Vec<u64> {
        if !self.members.is_empty() {
            let mut order: Vec<usize> = (0..self.n_members).collect();
            order.sort_by(|a, b| self.members[*b].score.total_cmp(&self.members[*a].score));
            self.asked.clear();
            for at in 0..self.n_members {
                let point = self.child(at, &order);
                self.note(point);
            }
        }
        self.asked.iter().map(|positions| self.space.grid().point(positions)).collect()
    }

    fn tell(&mut self, scores: &[Option<f64>]) {
        let scores =
            scores.iter().map(|score| score.filter(|score| !score.is_nan()).unwrap_or(f64::NEG_INFINITY));
        let children = self
            .asked
            .iter()
            .zip(scores)
            .map(|(positions, score)| Member { positions: positions.clone(), score });
        if self.members.is_empty() {
            self.members = children.collect();
            return;
        }
        for (member, child) in self.members.iter_mut().zip(children) {
            if child.score >= member.score {
                *member = child;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RunConfig;
    use crate::strategy::catalog::find;
    use crate::sweep::{Axis, Constraint, SweepSpec};

    /// Four axes with 200 million points.
    fn space(constraints: &[&str]) -> Space {
        let axes = vec![
            Axis::range("fast", 1.0, 200.0, 1.0),
            Axis::range("slow", 2.0, 501.0, 1.0),
            Axis::range("account.commission", 0.0, 0.0999, 0.002),
            Axis::range("account.slippage", 0.0, 0.0399, 0.001),
        ];
        let constraints = constraints.iter().map(|text| Constraint::parse(text).unwrap()).collect();
        let method = crate::sweep::Method::Random { seed: 1, count: 1 };
        let sweep = SweepSpec { constraints, method, ..SweepSpec::grid(axes) };
        Space::new(
            find("sma_cross").unwrap(),
            &find("sma_cross").unwrap().defaults(),
            &RunConfig::default(),
            &sweep,
        )
        .unwrap()
    }

    /// Highest, 0, at fast 61, slow 203, a commission of 0.03 and a slippage of 0.01, with ripples of local heights.
    fn height(space: &Space, point: u64) -> f64 {
        let values = space.grid().numbers(point);
        let at = [61.0, 203.0, 0.03, 0.01];
        let width = [200.0, 500.0, 0.1, 0.04];
        let axes = values.iter().zip(at).zip(width).map(|((value, at), width)| {
            let x = (value - at) / width;
            -(x * x + 0.02 * (1.0 - libm::cos(40.0 * x)))
        });
        axes.sum()
    }

    /// The best height that so many generations of 40 find.
    fn best(seed: u64, generations: u32, space: &Space) -> (f64, Vec<u64>) {
        let mut search = DifferentialEvolution::new(space.clone(), seed, 40).unwrap();
        let mut all = Vec::new();
        for _ in 0..generations {
            let asked = search.ask();
            search.tell(&asked.iter().map(|point| Some(height(space, *point))).collect::<Vec<_>>());
            all.extend(asked);
        }
        (all.iter().map(|point| height(space, *point)).fold(f64::NEG_INFINITY, f64::max), all)
    }

    #[test]
    fn it_finds_what_as_many_draws_by_chance_do_not() {
        let space = space(&[]);
        for seed in 0..20 {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let n = space.grid().n_points();
            let mut drawn = 0;
            let mut by_chance = f64::NEG_INFINITY;
            while drawn < 40 * 40 {
                let point = below(&mut random, n);
                if space.allows(point) {
                    drawn += 1;
                    by_chance = by_chance.max(height(&space, point));
                }
            }
            let (found, _) = best(seed, 40, &space);
            assert!(found > by_chance / 4.0, "seed {seed}: found {found}, by chance {by_chance}");
        }
    }

    #[test]
    fn every_point_asked_for_can_run_and_is_new() {
        let space = space(&["slow >= 2 * fast", "account.slippage < account.commission"]);
        let (_, asked) = best(7, 30, &space);
        assert!(asked.iter().all(|point| space.problems(*point).is_empty()));
        assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), asked.len());
        assert_eq!(best(7, 30, &space).1, asked, "the same seed");
        assert_ne!(best(8, 30, &space).1, asked);
    }

    #[test]
    fn a_space_smaller_than_a_generation_is_tried_whole_before_points_repeat() {
        let sweep =
            SweepSpec::grid(vec![Axis::list("fast", [3.0, 5.0, 8.0]), Axis::list("slow", [5.0, 9.0])]);
        let base = find("sma_cross").unwrap().defaults();
        let space = Space::new(find("sma_cross").unwrap(), &base, &RunConfig::default(), &sweep).unwrap();
        let mut search = DifferentialEvolution::new(space.clone(), 1, 8).unwrap();
        for _ in 0..3 {
            let asked = search.ask();
            assert_eq!(asked.len(), 8);
            // 5 and 5, 8 and 5 break the strategy's rule.
            assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), 4);
            search.tell(&[None; 8]);
        }
    }

    #[test]
    fn points_without_a_score_never_replace_others() {
        let space = space(&[]);
        let mut search = DifferentialEvolution::new(space, 1, 8).unwrap();
        let first = search.ask();
        search.tell(&[Some(-1e300); 8]);
        search.ask();
        search.tell(&[None; 8]);
        let kept: Vec<u64> = search.members.iter().map(|m| search.space.grid().point(&m.positions)).collect();
        assert_eq!(kept, first);
    }
}
