//! A single result shaken: its trades in other orders, its time put together anew.
//!
//! The order of the trades says how deep the account could have fallen with the very same trades. The bootstrap draws stretches of
//! the equity's returns with putting back (circular blocks, Politis and Romano 1992), so that days which hang together stay
//! together, and says how else such a time could have ended.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

use super::Unknown;
use crate::random::below;

/// Histories made of each kind.
pub const N_HISTORIES: usize = 1_000;
/// Fewer returns are not put together anew.
const MIN_RETURNS: usize = 20;

/// Where a number lies among the made histories.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// As it really was.
    pub real: f64,
    /// 5 % of the histories lie at or below.
    pub low: f64,
    /// Half of them.
    pub median: f64,
    /// 95 % of them.
    pub high: f64,
}

/// The trades in other orders. Drawdowns are zero or negative ratios of the highest equity after any trade.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Shuffled {
    /// Deepest fall.
    pub drawdown: Spread,
    /// Share of the orders that fell at least as deep as the real one.
    pub as_deep: f64,
}

/// The time put together anew.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bootstrapped {
    /// Return of the whole, as a ratio.
    pub total_return: Spread,
    /// Deepest fall between the ends of periods, zero or negative.
    pub drawdown: Spread,
    /// Share of the histories that lost money.
    pub loss: f64,
    /// Returns in a stretch.
    pub stretch: u32,
    /// Returns in all.
    pub n_returns: u32,
}

/// Runs the trades in [`N_HISTORIES`] orders. `profits` are those of the closed trades in cash, in their order.
///
/// # Errors
/// [`Unknown::TooFewTrades`]; [`Unknown::Broke`] if the account starts with nothing.
pub fn shuffled(profits: &[f64], initial_cash: f64, seed: u64) -> Result<Shuffled, Unknown> {
    if profits.len() < 2 {
        return Err(Unknown::TooFewTrades);
    }
    if initial_cash <= 0.0 {
        return Err(Unknown::Broke);
    }
    let fall = |profits: &[f64]| {
        let (mut equity, mut peak, mut deepest) = (initial_cash, initial_cash, 0.0f64);
        for profit in profits {
            equity += profit;
            peak = peak.max(equity);
            deepest = deepest.min((equity - peak) / peak);
        }
        deepest
    };
    let real = fall(profits);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut order = profits.to_vec();
    let falls: Vec<f64> = (0..N_HISTORIES)
        .map(|_| {
            for i in (1..order.len()).rev() {
                order.swap(i, below(&mut random, i as u64 + 1) as usize);
            }
            fall(&order)
        })
        .collect();
    let as_deep = falls.iter().filter(|fall| **fall <= real).count() as f64 / N_HISTORIES as f64;
    Ok(Shuffled { drawdown: spread(real, falls), as_deep })
}

/// Puts [`N_HISTORIES`] histories together from stretches of the returns between `values`, the equity at the ends of periods.
///
/// # Errors
/// [`Unknown::TooShort`], [`Unknown::Broke`], [`Unknown::NoVariation`].
pub fn bootstrapped(values: &[f64], seed: u64) -> Result<Bootstrapped, Unknown> {
    if values.len() <= MIN_RETURNS {
        return Err(Unknown::TooShort);
    }
    if values.iter().any(|value| *value <= 0.0) {
        return Err(Unknown::Broke);
    }
    let factors: Vec<f64> = values.windows(2).map(|pair| pair[1] / pair[0]).collect();
    if factors.iter().all(|factor| *factor == 1.0) {
        return Err(Unknown::NoVariation);
    }
    let n = factors.len();
    // The cube root of their number is the order of length at which the error is smallest.
    let stretch = libm::cbrt(n as f64).round().max(1.0) as usize;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut ends, mut falls) = (Vec::new(), Vec::new());
    for _ in 0..N_HISTORIES {
        let mut history = History::default();
        let mut left = n;
        while left > 0 {
            let start = below(&mut random, n as u64) as usize;
            for at in 0..stretch.min(left) {
                history.go(factors[(start + at) % n]);
            }
            left -= stretch.min(left);
        }
        ends.push(history.value - 1.0);
        falls.push(history.deepest);
    }
    let mut real = History::default();
    factors.iter().for_each(|factor| real.go(*factor));
    let loss = ends.iter().filter(|end| **end < 0.0).count() as f64 / N_HISTORIES as f64;
    Ok(Bootstrapped {
        total_return: spread(real.value - 1.0, ends),
        drawdown: spread(real.deepest, falls),
        loss,
        stretch: stretch as u32,
        n_returns: n as u32,
    })
}

struct History {
    value: f64,
    peak: f64,
    deepest: f64,
}

impl Default for History {
    fn default() -> Self {
        Self { value: 1.0, peak: 1.0, deepest: 0.0 }
    }
}

impl History {
    fn go(&mut self, factor: f64) {
        self.value *= factor;
        self.peak = self.peak.max(self.value);
        self.deepest = self.deepest.min((self.value - self.peak) / self.peak);
    }
}

fn spread(real: f64, mut numbers: Vec<f64>) -> Spread {
    numbers.sort_by(f64::total_cmp);
    let at =
        |share: f64| numbers[((share * numbers.len() as f64).ceil() as usize).clamp(1, numbers.len()) - 1];
    Spread { real, low: at(0.05), median: at(0.5), high: at(0.95) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_shakes_the_same_way() {
        let profits: Vec<f64> = (0..50).map(|i| f64::from(i * 37 % 23) - 10.0).collect();
        assert_eq!(shuffled(&profits, 1_000.0, 4), shuffled(&profits, 1_000.0, 4));
        assert_ne!(shuffled(&profits, 1_000.0, 4), shuffled(&profits, 1_000.0, 5));
    }

    #[test]
    fn losses_in_a_row_are_the_deepest_order() {
        let profits = [vec![-10.0; 10], vec![10.0; 10]].concat();
        let found = shuffled(&profits, 1_000.0, 1).unwrap();
        assert_eq!(found.drawdown.real, -0.1);
        assert!(found.as_deep < 0.01 && found.drawdown.median > -0.06, "{found:?}");
        let winners = shuffled(&[1.0, 2.0, 3.0], 1_000.0, 1).unwrap();
        assert_eq!((winners.drawdown.low, winners.as_deep), (0.0, 1.0));
    }

    #[test]
    fn a_history_put_together_anew_has_the_spread_of_its_returns() {
        // 400 returns of ±1 % and a drift of 0.05 %: the end is about log-normal with deviation 0.01 × √400 = 0.2.
        let mut values = vec![100.0];
        let mut random = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..400 {
            let step = if below(&mut random, 2) == 0 { 0.01 } else { -0.01 };
            values.push(values[values.len() - 1] * (1.0005 + step));
        }
        let found = bootstrapped(&values, 9).unwrap();
        let width = libm::log((1.0 + found.total_return.high) / (1.0 + found.total_return.low));
        assert!((width / (2.0 * 1.645 * 0.2) - 1.0).abs() < 0.15, "{width}");
        assert!(found.drawdown.low < found.drawdown.median && found.drawdown.high <= 0.0);
        assert_eq!((found.stretch, found.n_returns), (7, 400));
        let close = (values[400] / values[0] - 1.0) / found.total_return.real - 1.0;
        assert!(close.abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_shaken_has_a_reason() {
        assert_eq!(shuffled(&[1.0], 10.0, 1), Err(Unknown::TooFewTrades));
        assert_eq!(bootstrapped(&[1.0; 20], 1), Err(Unknown::TooShort));
        assert_eq!(bootstrapped(&[1.0; 40], 1), Err(Unknown::NoVariation));
        assert_eq!(bootstrapped(&[-1.0; 40], 1), Err(Unknown::Broke));
    }
}
