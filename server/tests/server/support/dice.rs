//! Chance that can be repeated, and how often to try.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// Dice for a test. The seed is printed, and `HINDCAST_SEED` sets it.
pub(crate) fn dice(test: &str) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed(test))
}

/// The seed, for dice that somebody else throws.
pub(crate) fn seed(test: &str) -> u64 {
    let seed = number("HINDCAST_SEED").unwrap_or(20_261_125);
    println!("{test}: seed {seed}");
    seed
}

/// How many rounds: the given number, or `HINDCAST_ROUNDS` times as many.
pub(crate) fn rounds(usual: u64) -> u64 {
    usual * number("HINDCAST_ROUNDS").unwrap_or(1).max(1)
}

/// How long each rate of V14 is held, in seconds; `None` unless it is to be measured.
pub(crate) fn load_seconds() -> Option<u32> {
    number("HINDCAST_LOAD_SECONDS").map(|seconds| seconds.try_into().unwrap())
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|value| value.parse().unwrap())
}
