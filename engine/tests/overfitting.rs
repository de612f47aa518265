//! The verdict on sweeps: of noise it says overfit, of a planted effect it does not; it is the same in whatever parts cells come.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;

use engine::config::{RunConfig, Sizing};
use engine::overfitting::{BLOCKS, Evidence, Level, Unknown, Verdict, judge, support};
use engine::registry::built_in;
use engine::series::{Bar, Series};
use engine::strategy::catalog::find;
use engine::sweep::{Axis, CellRunner, Objective, Space, SweepSpec, table_hash};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const DAY: i64 = 86_400_000;

/// Daily bars of 1 % deviation. `drift` a day goes up or down and turns by chance every fifty days or so: 0 is noise.
fn days(seed: u64, n: usize, drift: f64) -> Rc<Series> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut unit = || (random.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0;
    let (mut close, mut direction) = (100.0f64, 1.0);
    let bars: Vec<Bar> = (0..n as i64)
        .map(|day| {
            let chance = (0..12).map(|_| unit()).sum::<f64>() - 6.0;
            if unit() < 0.02 {
                direction = -direction;
            }
            let open = close;
            close *= 1.0 + (direction * drift + 0.01 * chance).clamp(-0.2, 0.2);
            let reach = 1.0 + 0.003 * unit();
            let (high, low) = (open.max(close) * reach, open.min(close) / reach);
            Bar { time: day * DAY, open, high, low, close, volume: 1.0 }
        })
        .collect();
    Rc::new(Series::from_bars(&bars, DAY).unwrap())
}

fn sweep() -> SweepSpec {
    let axes = vec![Axis::range("fast", 2.0, 16.0, 2.0), Axis::range("slow", 10.0, 80.0, 10.0)];
    SweepSpec { objectives: vec![Objective::highest("sharpe")], ..SweepSpec::grid(axes) }
}

fn space(sweep: &SweepSpec) -> Space {
    let mut config = RunConfig::default();
    config.account.sizing = Sizing::EquityRatio(0.95);
    let info = find("sma_cross").unwrap();
    Space::new(info, &info.defaults(), &config, sweep).unwrap()
}

/// Evidence of these points, run in this order.
fn evidence(
    space: &Space,
    series: &Rc<Series>,
    points: impl IntoIterator<Item = u64>,
) -> (Evidence, CellRunner) {
    let mut runner =
        CellRunner::new(built_in("sma_cross").unwrap(), space.clone(), Rc::clone(series)).unwrap();
    let mut evidence = runner.evidence(space.grid().n_points());
    for point in points {
        let cell = runner.run_cell(point);
        let score = runner.number(&cell.numbers, "sharpe");
        if let Some(sums) = cell.trial {
            evidence.add(point, score, sums);
        }
    }
    (evidence, runner)
}

fn verdict(series: &Rc<Series>, n_before: u64) -> Verdict {
    let space = space(&sweep());
    let (evidence, mut runner) = evidence(&space, series, 0..space.grid().n_points());
    let around = evidence.best().ok_or(Unknown::NoBest).and_then(|best| {
        let mut sharpe = |point| {
            let cell = runner.run_cell(point);
            runner.number(&cell.numbers, "sharpe").unwrap_or(f64::NAN)
        };
        let values: Vec<f64> = space.grid().neighbours(best.index).into_iter().map(&mut sharpe).collect();
        support(sharpe(best.index), &values, |value| Objective::highest("sharpe").score(value))
    });
    judge(&evidence, n_before, around)
}

/// A hundred seeds; others by `HINDCAST_SEEDS_FROM`.
fn seeds(from: u64) -> std::ops::Range<u64> {
    let shift: u64 = std::env::var("HINDCAST_SEEDS_FROM").ok().map_or(0, |text| text.parse().unwrap());
    from + shift..from + shift + 100
}

#[test]
fn of_pure_noise_the_verdict_says_overfit() {
    let levels: Vec<Level> = seeds(0).map(|seed| verdict(&days(seed, 1_500, 0.0), 0).level).collect();
    let n = |level| levels.iter().filter(|found| **found == level).count();
    println!(
        "noise, 100 seeds: {} overfit, {} inconclusive, {} pass",
        n(Level::Overfit),
        n(Level::Unsettled),
        n(Level::Holds)
    );
    assert!(n(Level::Overfit) >= 95, "{levels:?}");
}

#[test]
fn of_a_planted_effect_the_verdict_does_not_say_overfit() {
    let levels: Vec<Level> = seeds(1_000).map(|seed| verdict(&days(seed, 1_500, 0.003), 0).level).collect();
    let n = |level| levels.iter().filter(|found| **found == level).count();
    println!(
        "planted, 100 seeds: {} overfit, {} inconclusive, {} pass",
        n(Level::Overfit),
        n(Level::Unsettled),
        n(Level::Holds)
    );
    assert!(n(Level::Overfit) <= 5 && n(Level::Holds) >= 80, "{levels:?}");
}

#[test]
fn more_tries_before_make_the_verdict_harder() {
    let series = days(1_001, 1_500, 0.003);
    let probability = |n_before| verdict(&series, n_before).deflated.unwrap().probability;
    assert!(probability(0) > probability(1_000_000));
    assert_eq!(verdict(&series, 7).n_trials, verdict(&series, 0).n_trials + 7);
}

#[test]
fn the_verdict_of_cells_as_they_come_equals_that_of_the_whole_table() {
    let series = days(4, 800, 0.002);
    let space = space(&sweep());
    let n = space.grid().n_points();
    let (whole, runner) = evidence(&space, &series, 0..n);
    let expected = judge(&whole, 3, Err(Unknown::NoGrid));
    for chunk in [1, 7, 20, n] {
        // Chunks come back in an order of their own, each from a worker that knows nothing of the others.
        let mut starts: Vec<u64> = (0..n).step_by(chunk as usize).collect();
        starts.reverse();
        let third = starts.len() / 3;
        starts.rotate_left(third);
        let mut online = runner.evidence(n);
        for start in starts {
            online.merge(&evidence(&space, &series, start..(start + chunk).min(n)).0);
            let so_far = judge(&online, 3, Err(Unknown::NoGrid));
            assert!(so_far.n_tried <= expected.n_tried);
        }
        let found = judge(&online, 3, Err(Unknown::NoGrid));
        assert_eq!(format!("{found:?}"), format!("{expected:?}"), "chunks of {chunk}");
        let bits = |verdict: &Verdict| serde_json::to_string(verdict).unwrap();
        assert_eq!(bits(&found), bits(&expected));
    }
}

#[test]
fn the_table_has_one_hash_whatever_the_chunks_and_their_order() {
    let series = days(5, 600, 0.002);
    let space = space(&sweep());
    let n = space.grid().n_points();
    let mut hashes = Vec::new();
    for (chunk, n_workers) in [(n, 1), (1, 1), (7, 2), (13, 4), (1_000, 3)] {
        let mut workers: Vec<CellRunner> = (0..n_workers)
            .map(|_| {
                CellRunner::new(built_in("sma_cross").unwrap(), space.clone(), Rc::clone(&series)).unwrap()
            })
            .collect();
        let mut table = vec![Vec::new(); n as usize];
        let mut starts: Vec<u64> = (0..n).step_by(chunk as usize).collect();
        starts.reverse();
        for (turn, start) in starts.into_iter().enumerate() {
            let points: Vec<u64> = (start..(start + chunk).min(n)).collect();
            for (point, cell) in points.iter().zip(workers[turn % n_workers].run_cells(&points)) {
                table[*point as usize] = cell.numbers;
            }
        }
        hashes.push(table_hash(&table.concat()));
    }
    assert!(hashes.iter().all(|hash| *hash == hashes[0]), "{hashes:?}");
}

#[test]
fn edges_give_reasons_and_no_numbers() {
    let space = space(&sweep());
    let judged = |series: &Rc<Series>| {
        let (evidence, _) = evidence(&space, series, 0..space.grid().n_points());
        judge(&evidence, 0, Err(Unknown::NoGrid))
    };
    let short = judged(&days(1, 100, 0.0));
    assert_eq!((short.level, short.deflated, short.returns), (Level::Unknown, Err(Unknown::TooShort), None));
    // Bars that never move: no trade, no return.
    let still: Vec<Bar> = (0..400)
        .map(|day| Bar { time: day * DAY, open: 5.0, high: 5.0, low: 5.0, close: 5.0, volume: 0.0 })
        .collect();
    let still = judged(&Rc::new(Series::from_bars(&still, DAY).unwrap()));
    assert_eq!((still.level, still.deflated), (Level::Unknown, Err(Unknown::NoBest)));
    assert_eq!(still.overfitting, Err(Unknown::NoVariation));
    for verdict in [&short, &still] {
        assert!(verdict.sentences().iter().chain(&verdict.assumptions()).all(|text| !text.contains("NaN")));
    }
    assert_eq!(BLOCKS, 16);
}
