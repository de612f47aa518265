//! Some cells to draw where all would be too many.

use super::Goal;

/// Half of what is drawn are the best cells; the rest is spread evenly over the others, so that the picture shows both.
const BEST_SHARE: usize = 2;

/// At most `n` of `cells` by their numbers, the best last, so that they are drawn on top.
pub(crate) fn sample(cells: &[u32], numbers: &[f64], goal: Goal, n: usize) -> Vec<u32> {
    let mut ranked: Vec<u32> =
        cells.iter().copied().filter(|cell| !numbers[*cell as usize].is_nan()).collect();
    ranked.sort_by(|a, b| {
        let (a, b) = (numbers[*a as usize], numbers[*b as usize]);
        if goal.is_lower_better { b.total_cmp(&a) } else { a.total_cmp(&b) }
    });
    if ranked.len() <= n {
        return ranked;
    }
    let n_best = n / BEST_SHARE;
    let (others, best) = ranked.split_at(ranked.len() - n_best);
    let n_others = n - n_best;
    let spread = (0..n_others).map(|at| others[at * others.len() / n_others]);
    spread.chain(best.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_always_drawn_and_come_last() {
        let numbers: Vec<f64> = (0..1_000).map(|i| f64::from(i * 7 % 1_000)).collect();
        let cells: Vec<u32> = (0..1_000).collect();
        let goal = Goal { column: 0, is_lower_better: false };
        let drawn = sample(&cells, &numbers, goal, 100);
        let drawn: Vec<f64> = drawn.iter().map(|cell| numbers[*cell as usize]).collect();
        assert_eq!((drawn.len(), drawn[99], drawn[50], drawn[0]), (100, 999.0, 950.0, 0.0));
        assert!(drawn.is_sorted());
        let lower = sample(&cells, &numbers, Goal { is_lower_better: true, ..goal }, 100);
        assert_eq!(numbers[lower[99] as usize], 0.0);
        assert_eq!(sample(&cells[..5], &numbers, goal, 100).len(), 5);
    }
}
