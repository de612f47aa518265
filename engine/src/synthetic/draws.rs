//! Chance: one generator for each purpose, all from one seed, so that a change in one purpose leaves the others.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The generators of a set. Each bar takes a fixed number of draws from each, whatever happens on it.
pub(super) struct Draws {
    /// Returns.
    pub(super) returns: ChaCha8Rng,
    /// Volatility, or which state holds.
    pub(super) state: ChaCha8Rng,
    /// The path inside bars.
    pub(super) path: ChaCha8Rng,
    /// Volume.
    pub(super) volume: ChaCha8Rng,
    /// Jumps, crashes, missing bars.
    pub(super) events: ChaCha8Rng,
}

impl Draws {
    pub(super) fn new(seed: u64) -> Self {
        let [returns, state, path, volume, events] = [0, 1, 2, 3, 4].map(|purpose| {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(purpose);
            random
        });
        Self { returns, state, path, volume, events }
    }
}

/// About normal: twelve even numbers less their mean, four from each of three draws of 64 bits. Sums and one
/// division are exact on every target, and no tail goes beyond six deviations.
pub(super) fn normal(random: &mut ChaCha8Rng) -> f64 {
    let mut sum = 0u64;
    for _ in 0..3 {
        let bits = random.next_u64();
        sum += (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48);
    }
    sum as f64 / 65_536.0 - 6.0
}

/// Student's t with some degrees of freedom, more than two, scaled to a deviation of 1.
pub(super) fn heavy(random: &mut ChaCha8Rng, freedom: u32) -> f64 {
    let n = normal(random);
    let mut squares = 0.0;
    for _ in 0..freedom {
        let other = normal(random);
        squares += other * other;
    }
    n * ((f64::from(freedom) - 2.0) / squares).sqrt()
}
