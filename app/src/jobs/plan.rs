//! The plan of one sweep: which cells are stored, which are with a worker, which are next.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use shared::job::Progress;

use crate::worker::protocol::TaskId;

/// A chunk should take a worker at least so long, in seconds: long enough to be worth a file and for its progress to be
/// seen, short enough to be seen as it comes.
const MIN_CHUNK_S: f64 = 0.5;
/// And at most so long: what is lost when the tab dies.
const MAX_CHUNK_S: f64 = 20.0;
/// In between it grows with the sweep, so that there are some hundreds of chunks and not some hundred thousands.
const CHUNK_SHARE: f64 = 1.0 / 400.0;
/// Cells of a worker's first chunk, when nothing is known of their speed.
const FIRST_CHUNK: u64 = 8;
/// No chunk is larger: its rows are held in memory and joined again when the sweep ends.
const MAX_CHUNK: u64 = 50_000;

/// What a worker can do for a sweep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Look which cells are stored.
    Survey,
    /// Run cells.
    Cells(Range<u64>),
    /// Put them together.
    Join,
}

/// How the person wants a sweep to end early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// It waits until it is told to go on.
    Pause,
    /// It completes with the cells it has.
    Stop,
}

#[derive(Debug, Clone)]
struct Flight {
    piece: Piece,
    progress: Progress,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Unknown,
    Cells,
    Joined,
}

/// The plan of one sweep.
#[derive(Debug, Clone)]
pub struct Plan {
    /// 0 until the survey told.
    n_cells: u64,
    /// Cells of a round: the next begins when all before it are stored, because a search looks at them.
    n_round: u64,
    is_lower_better: bool,
    n_stored: u64,
    gaps: VecDeque<Range<u64>>,
    flights: BTreeMap<TaskId, Flight>,
    stage: Stage,
    wish: Option<Wish>,
    /// Seconds that workers have spent on stored chunks.
    busy_s: f64,
    per_second: f64,
    best: Option<f64>,
}

impl Plan {
    /// A sweep of which nothing is known but what is good.
    pub fn new(is_lower_better: bool) -> Self {
        Self {
            n_cells: 0,
            n_round: 0,
            is_lower_better,
            n_stored: 0,
            gaps: VecDeque::new(),
            flights: BTreeMap::new(),
            stage: Stage::Unknown,
            wish: None,
            busy_s: 0.0,
            per_second: 0.0,
            best: None,
        }
    }

    /// The next piece, if there is one that need not wait for others. It counts as taken by `task`.
    pub fn take(&mut self, task: TaskId) -> Option<Piece> {
        if !self.has_work() {
            return None;
        }
        let piece = match self.stage {
            Stage::Unknown => Piece::Survey,
            Stage::Cells if self.gaps.is_empty() || self.wish.is_some() => Piece::Join,
            Stage::Cells => Piece::Cells(self.next_chunk()?),
            Stage::Joined => return None,
        };
        self.flights.insert(task, Flight { piece: piece.clone(), progress: Progress::default() });
        Some(piece)
    }

    /// Whether [`Plan::take`] would give something.
    pub fn has_work(&self) -> bool {
        match (self.stage, self.wish) {
            (Stage::Joined, _) | (_, Some(Wish::Pause)) => false,
            (Stage::Unknown, _) | (Stage::Cells, Some(Wish::Stop)) => self.flights.is_empty(),
            (Stage::Cells, None) => match self.gaps.front() {
                Some(gap) => gap.start < self.end_of_round(),
                None => self.flights.is_empty(),
            },
        }
    }

    /// The sweep is to end early. Names the tasks that should store what they have.
    pub fn end(&mut self, wish: Wish) -> Vec<TaskId> {
        self.wish = Some(wish);
        let has_cells = |(_, flight): &(&TaskId, &Flight)| matches!(flight.piece, Piece::Cells(_));
        self.flights.iter().filter(has_cells).map(|(task, _)| *task).collect()
    }

    /// Whether it was to pause and nothing is on its way any more.
    pub fn is_paused(&self) -> bool {
        self.wish == Some(Wish::Pause) && self.flights.is_empty()
    }

    /// Whether it is to complete with the cells it has.
    pub fn is_stopped(&self) -> bool {
        self.wish == Some(Wish::Stop)
    }

    /// The end of the round of the first cell that is not stored.
    fn end_of_round(&self) -> u64 {
        let flying = self.flights.values().filter_map(|flight| match &flight.piece {
            Piece::Cells(range) => Some(range.start),
            Piece::Survey | Piece::Join => None,
        });
        let first = flying.chain(self.gaps.front().map(|gap| gap.start)).min().unwrap_or(self.n_cells);
        (first / self.n_round.max(1) + 1).saturating_mul(self.n_round.max(1))
    }

    fn next_chunk(&mut self) -> Option<Range<u64>> {
        let end_of_round = self.end_of_round();
        let gap = self.gaps.pop_front()?;
        let wanted = if self.per_second > 0.0 {
            let seconds = (self.busy_s * CHUNK_SHARE).clamp(MIN_CHUNK_S, MAX_CHUNK_S);
            ((self.per_second * seconds) as u64).clamp(1, MAX_CHUNK)
        } else {
            FIRST_CHUNK
        };
        let end = gap.end.min(gap.start + wanted).min(end_of_round);
        if end < gap.end {
            self.gaps.push_front(end..gap.end);
        }
        Some(gap.start..end)
    }

    /// How far a worker is with its cells.
    pub fn progress(&mut self, task: TaskId, progress: Progress) {
        if let Some(flight) = self.flights.get_mut(&task)
            && let Piece::Cells(range) = &flight.piece
        {
            let done = flight.progress.done.max(progress.done.min(range.end - range.start));
            flight.progress = Progress { done, ..progress };
            if progress.per_second > 0.0 {
                self.per_second = progress.per_second;
            }
        }
    }

    /// A survey told how many cells there are, how many of them in a round, and found these ranges (first, number).
    pub fn surveyed(&mut self, task: TaskId, cells: (u64, u64), stored: &[(u64, u64)], best: Option<f64>) {
        if self.flights.remove(&task).is_none() || self.stage != Stage::Unknown {
            return;
        }
        (self.n_cells, self.n_round) = cells;
        let mut from = 0;
        for &(first, n) in stored {
            let end = first.saturating_add(n).min(self.n_cells);
            if first > from {
                self.gaps.push_back(from..first.min(self.n_cells));
            }
            from = from.max(end);
        }
        if from < self.n_cells {
            self.gaps.push_back(from..self.n_cells);
        }
        let missing: u64 = self.gaps.iter().map(|gap| gap.end - gap.start).sum();
        self.n_stored = self.n_cells - missing;
        self.best = best;
        self.stage = Stage::Cells;
    }

    /// The first `n` of a worker's cells are stored. `seconds` is how long they took, 0 where it is not known.
    pub fn stored(&mut self, task: TaskId, n: u64, best: Option<f64>, seconds: f64) {
        if let Some(Flight { piece: Piece::Cells(range), .. }) = self.flights.remove(&task) {
            let end = range.end.min(range.start + n);
            if end < range.end {
                let at = self.gaps.partition_point(|gap| gap.start < end);
                self.gaps.insert(at, end..range.end);
            }
            self.n_stored += end - range.start;
            self.best = self.better(self.best, best);
            if seconds > 0.0 {
                self.busy_s += seconds;
                self.per_second = n as f64 / seconds;
            }
        }
    }

    /// The table is stored.
    pub fn joined(&mut self, task: TaskId) {
        self.flights.remove(&task);
        self.stage = Stage::Joined;
    }

    /// Cells done, counting those on their way.
    pub fn done(&self) -> u64 {
        self.n_stored + self.flights.values().map(|flight| flight.progress.done).sum::<u64>()
    }

    /// Cells in all.
    pub fn n_cells(&self) -> u64 {
        self.n_cells
    }

    /// Cells per second of all workers together.
    pub fn per_second(&self) -> f64 {
        let running = self.flights.values().filter(|flight| matches!(flight.piece, Piece::Cells(_)));
        let speed = |flight: &Flight| {
            if flight.progress.per_second > 0.0 { flight.progress.per_second } else { self.per_second }
        };
        // Adding to 0, since the sum of nothing is −0. A worker between two chunks is about to go on.
        self.per_second.max(running.map(speed).fold(0.0, |sum, speed| sum + speed))
    }

    /// The best objective so far.
    pub fn best(&self) -> Option<f64> {
        self.flights.values().fold(self.best, |best, flight| self.better(best, flight.progress.best))
    }

    fn better(&self, a: Option<f64>, b: Option<f64>) -> Option<f64> {
        match (a, b) {
            (Some(a), Some(b)) => Some(if self.is_lower_better { a.min(b) } else { a.max(b) }),
            (a, b) => a.or(b),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plan() -> Plan {
        Plan::new(false)
    }

    #[test]
    fn cells_wait_for_the_survey_and_the_table_for_all_cells() {
        let mut plan = plan();
        assert_eq!(plan.take(1), Some(Piece::Survey));
        assert_eq!(plan.take(2), None);
        plan.surveyed(1, (20, 20), &[], None);
        assert_eq!(plan.take(2), Some(Piece::Cells(0..8)));
        assert_eq!(plan.take(3), Some(Piece::Cells(8..16)));
        plan.stored(2, 8, Some(5.0), 8.0);
        assert_eq!(plan.take(4), Some(Piece::Cells(16..17)), "one cell a second fills a chunk");
        plan.stored(3, 8, Some(3.0), 0.001);
        assert_eq!(plan.take(5), Some(Piece::Cells(17..20)));
        plan.stored(4, 1, None, 0.1);
        assert_eq!(plan.take(6), None, "cells are still on their way");
        plan.stored(5, 3, None, 0.1);
        assert_eq!((plan.done(), plan.best()), (20, Some(5.0)));
        assert_eq!(plan.take(7), Some(Piece::Join));
        plan.joined(7);
        assert!(!plan.has_work());
    }

    #[test]
    fn an_interrupted_sweep_runs_only_what_is_missing() {
        let mut plan = plan();
        plan.take(1);
        plan.surveyed(1, (30, 30), &[(4, 4), (10, 18)], Some(1.0));
        assert_eq!(plan.done(), 22);
        let pieces: Vec<_> = (2..9).map_while(|task| plan.take(task)).collect();
        assert_eq!(pieces, [Piece::Cells(0..4), Piece::Cells(8..10), Piece::Cells(28..30)]);
    }

    #[test]
    fn a_fully_stored_sweep_is_only_put_together() {
        let mut plan = plan();
        plan.take(1);
        plan.surveyed(1, (30, 30), &[(0, 16), (16, 14)], None);
        assert_eq!(plan.take(2), Some(Piece::Join));
    }

    #[test]
    fn a_round_of_a_search_begins_when_all_cells_before_it_are_stored() {
        let mut plan = Plan::new(true);
        plan.take(1);
        plan.surveyed(1, (20, 10), &[], None);
        assert_eq!(plan.take(2), Some(Piece::Cells(0..8)));
        assert_eq!(plan.take(3), Some(Piece::Cells(8..10)), "no chunk reaches into the next round");
        assert!(!plan.has_work());
        plan.stored(3, 2, Some(4.0), 0.0);
        assert_eq!(plan.take(4), None, "a cell of the round is still on its way");
        plan.stored(2, 8, Some(6.0), 0.0);
        assert_eq!((plan.take(5), plan.best()), (Some(Piece::Cells(10..18)), Some(4.0)));
    }

    #[test]
    fn a_stopped_sweep_is_put_together_once_what_is_on_its_way_is_stored() {
        let mut plan = plan();
        plan.take(1);
        plan.surveyed(1, (100, 100), &[], None);
        plan.take(2);
        plan.take(3);
        assert_eq!(plan.end(Wish::Stop), [2, 3]);
        assert_eq!(plan.take(4), None);
        plan.stored(2, 3, Some(1.0), 0.1);
        assert_eq!(plan.take(4), None, "another worker still stores");
        plan.stored(3, 8, None, 0.1);
        assert_eq!((plan.done(), plan.take(4)), (11, Some(Piece::Join)));
        assert!(plan.is_stopped());
    }

    #[test]
    fn a_paused_sweep_takes_nothing_up_and_is_paused_when_all_is_stored() {
        let mut plan = plan();
        assert_eq!(plan.take(1), Some(Piece::Survey));
        assert_eq!(plan.end(Wish::Pause), [] as [TaskId; 0], "a survey is not cut short");
        assert!(!plan.is_paused());
        plan.surveyed(1, (100, 100), &[(0, 40)], None);
        assert!(plan.is_paused());
        assert_eq!((plan.take(2), plan.done()), (None, 40));
    }

    #[test]
    fn chunks_grow_with_a_long_sweep() {
        let mut plan = plan();
        plan.take(0);
        plan.surveyed(0, (1_000_000, 1_000_000), &[], None);
        let mut lens = Vec::new();
        for task in 1..2_000 {
            let Some(Piece::Cells(range)) = plan.take(task) else { break };
            let n = range.end - range.start;
            lens.push(n);
            plan.stored(task, n, None, n as f64 / 100.0);
        }
        assert_eq!((lens[0], lens[1]), (FIRST_CHUNK, 50));
        // The last one takes what is left.
        let before_last = lens[lens.len() - 2];
        assert!(lens.iter().all(|n| *n <= 2_000) && before_last > 200, "{before_last}");
    }

    proptest! {
        #[test]
        fn every_cell_runs_exactly_once(
            n_cells in 1u64..500,
            n_round in 1u64..500,
            stored in prop::collection::vec((0u64..500, 1u64..60), 0..6),
            speeds in prop::collection::vec(0.0f64..100.0, 1..8),
        ) {
            let mut stored = stored;
            stored.sort_unstable();
            let mut plan = plan();
            plan.take(0);
            plan.surveyed(0, (n_cells, n_round), &stored, None);
            let mut runs = vec![0u32; n_cells as usize];
            for (first, n) in &stored {
                for cell in *first..(first + n).min(n_cells) {
                    runs[cell as usize] = 1;
                }
            }
            let mut task = 1;
            while let Some(piece) = plan.take(task) {
                let Piece::Cells(range) = piece else { break };
                // Every third task is halted half way.
                let n = if task % 3 == 0 { (range.end - range.start).div_ceil(2) } else { range.end - range.start };
                for cell in range.start..range.start + n {
                    runs[cell as usize] += 1;
                }
                plan.stored(task, n, None, speeds[task as usize % speeds.len()]);
                task += 1;
            }
            prop_assert!(runs.iter().all(|n| *n == 1), "{:?}", runs);
            prop_assert_eq!(plan.done(), n_cells);
        }
    }
}
