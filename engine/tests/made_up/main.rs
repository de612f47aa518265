//! The sets that are made up: each shows its lesson, and has the same bits on every target.

#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "measures of tests, printed to a few digits"
)]

mod checks;
mod lessons;
mod measures;

use checks::{check, passes};

/// Key and seed of each set; the seeds are the smallest that pass. Pairs share theirs, and `triple` has that of `index`.
const SETS: [(&str, u64); 24] = [
    ("noise", 4),
    ("index", 8),
    ("clusters", 1),
    ("regimes", 1),
    ("trend", 1),
    ("revert", 3),
    ("pair-a", 1),
    ("pair-b", 1),
    ("session", 1),
    ("crypto", 1),
    ("jumps", 1),
    ("carry", 1),
    ("dying", 1),
    ("season", 1),
    ("bounce", 1),
    ("splits", 1),
    ("delisted", 1),
    ("thin", 1),
    ("tomorrow", 1),
    ("wicks", 1),
    ("leader", 2),
    ("follower", 2),
    ("london", 1),
    ("triple", 8),
];

#[test]
fn every_set_shows_its_lesson() {
    for (key, seed) in SETS {
        let found = check(key, seed);
        println!("{key}, seed {seed}: {found:.3?}");
        for (what, value, low, high) in found {
            assert!((low..=high).contains(&value), "{key}: {what} is {value}, not from {low} to {high}");
        }
    }
}

#[test]
fn the_seeds_are_the_smallest_that_pass() {
    for (key, seed) in SETS.into_iter().filter(|(key, _)| *key != "triple") {
        let found = (1..400).find(|seed| passes(key, *seed));
        assert_eq!(found, Some(seed), "{key}");
    }
}
