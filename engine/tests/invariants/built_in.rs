//! Every built-in strategy on bars that end early, on bars with another future, and in slices.

use engine::backtest::Run;
use engine::config::RunConfig;
use engine::registry::{built_in, prepare};
use engine::report::Report;
use engine::series::Bar;
use engine::strategy::catalog::STRATEGIES;
use engine::strategy::declaration::Declaration;
use engine::strategy::param::Params;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::market::{bars, series};
use crate::relations::parting;

const N_BARS: usize = 2_000;

/// Lengths short enough to trade often.
fn short(info: &Declaration) -> Params {
    let mut params = info.defaults();
    for (key, length) in [("fast", 3.0), ("slow", 9.0), ("length", 8.0), ("entry", 8.0), ("exit", 4.0)] {
        if params.get(key).is_some() {
            params.set(key, length);
        }
    }
    params
}

fn prepared(info: &Declaration, bars: &[Bar]) -> Box<dyn Run> {
    prepare(&built_in(info.key()).unwrap(), &short(info), &RunConfig::default(), series(bars)).unwrap()
}

fn report(info: &Declaration, bars: &[Bar]) -> Report {
    prepared(info, bars).finish()
}

/// Two thousand bars of a kind that the seed chooses.
fn many_bars(seed: u64) -> Vec<Bar> {
    bars(&mut ChaCha8Rng::seed_from_u64(seed), N_BARS)
}

#[test]
fn a_run_that_ends_earlier_is_the_same_until_then_for_every_end() {
    let (seed, mut n_ends) = (1, 0);
    let bars = many_bars(seed);
    for info in STRATEGIES {
        let whole = report(info, &bars);
        assert!(!whole.trades.is_empty(), "{} did not trade", info.key());
        for end in 1..=N_BARS {
            let parting = parting(&whole, &report(info, &bars[..end]), end);
            assert_eq!(parting, None, "seed {seed}: {} on the first {end} bars", info.key());
            n_ends += 1;
        }
    }
    println!("prefix invariance: {} strategies, {n_ends} ends, no parting", STRATEGIES.len());
}

#[test]
fn another_future_changes_nothing_before_it() {
    let mut n_futures = 0;
    for seed in 2..8 {
        let (bars, mut rng) = (many_bars(seed), ChaCha8Rng::seed_from_u64(seed));
        for info in STRATEGIES {
            let whole = report(info, &bars);
            for _ in 0..20 {
                let end = rng.random_range(1..N_BARS);
                let mut other = many_bars(rng.random());
                other[..end].copy_from_slice(&bars[..end]);
                let parting = parting(&whole, &report(info, &other), end);
                assert_eq!(parting, None, "seed {seed}: {} with another future from {end} on", info.key());
                n_futures += 1;
            }
        }
    }
    println!("future perturbation: {} strategies, {n_futures} futures, no parting", STRATEGIES.len());
}

#[test]
fn slices_do_not_change_the_result() {
    let bars = many_bars(9);
    for info in STRATEGIES {
        let whole = report(info, &bars);
        for slice in [1, 7, 1_000] {
            let mut run = prepared(info, &bars);
            while run.step(slice).done < bars.len() {}
            assert_eq!(run.finish().result_hash, whole.result_hash, "{} in slices of {slice}", info.key());
        }
    }
}
