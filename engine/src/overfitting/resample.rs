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
use crate::report::Report;
use crate::statistics::Calendar;

/// Histories made of each kind.
pub const N_HISTORIES: usize = 1_000;
/// Fewer returns are not put together anew.
const MIN_RETURNS: usize = 20;
/// With fewer periods, returns are taken between bars.
const MIN_PERIODS: usize = 60;
/// Most returns between bars; a longer stretch of them is taken in wider steps.
const MAX_BAR_RETURNS: usize = 512;
/// Most places at which the spread of the histories is told.
const MAX_STEPS: usize = 60;

/// A result shaken in both ways.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resampled {
    /// Its trades in other orders.
    pub shuffled: Result<Shuffled, Unknown>,
    /// Its time put together anew.
    pub bootstrapped: Result<Bootstrapped, Unknown>,
    /// Bars that one return spans, where returns are not those between days (or longer bars).
    pub bars_per_return: Option<u32>,
}

/// The equity of the histories over their time, as a multiple of that at the start. One value for each of `returns`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fan {
    /// How many returns have passed, ascending from 0 to all.
    pub returns: Vec<u32>,
    /// As it really was.
    pub real: Vec<f64>,
    /// Shares 5, 25, 50, 75 and 95 % of the histories lie at or below these.
    pub quantiles: [Vec<f64>; 5],
}

/// The shares of [`Fan::quantiles`].
pub const SHARES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Shakes a report. `time` holds the open times of all bars of its dataset.
pub fn resampled(report: &Report, time: &[i64], interval_ms: i64, initial_cash: f64, seed: u64) -> Resampled {
    let profits: Vec<f64> =
        report.trades.iter().filter(|trade| !trade.is_open()).map(|trade| trade.profit).collect();
    let first = report.first_bar as usize;
    let window = time.get(first..first + report.equity.len()).filter(|window| !window.is_empty());
    let Some(window) = window else {
        let bootstrapped = Err(Unknown::FewReturns);
        return Resampled {
            shuffled: shuffled(&profits, initial_cash, seed),
            bootstrapped,
            bars_per_return: None,
        };
    };
    let calendar = Calendar::new(window, interval_ms);
    let (ends, bars_per_return) = if calendar.period_ends.len() >= MIN_PERIODS {
        (calendar.period_ends, None)
    } else {
        let stride = window.len().div_ceil(MAX_BAR_RETURNS).max(1);
        // Counted from the end, so that the last bar is one of them.
        let ends = (0..window.len()).rev().step_by(stride).map(|bar| bar as u32);
        let mut ends: Vec<u32> = ends.collect();
        ends.reverse();
        (ends, Some(stride as u32))
    };
    let values: Vec<f64> =
        std::iter::once(initial_cash).chain(ends.iter().map(|bar| report.equity[*bar as usize])).collect();
    Resampled {
        shuffled: shuffled(&profits, initial_cash, seed),
        bootstrapped: bootstrapped(&values, seed),
        bars_per_return,
    }
}

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// How the histories went.
    pub fan: Fan,
}

/// Runs the trades in [`N_HISTORIES`] orders. `profits` are those of the closed trades in cash, in their order.
///
/// # Errors
/// [`Unknown::TooFewTrades`]; [`Unknown::UsedUp`] if the account starts with nothing.
pub fn shuffled(profits: &[f64], initial_cash: f64, seed: u64) -> Result<Shuffled, Unknown> {
    if profits.len() < 2 {
        return Err(Unknown::TooFewTrades);
    }
    if initial_cash <= 0.0 {
        return Err(Unknown::UsedUp);
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
/// [`Unknown::FewReturns`], [`Unknown::UsedUp`], [`Unknown::NoVariation`].
pub fn bootstrapped(values: &[f64], seed: u64) -> Result<Bootstrapped, Unknown> {
    if values.len() <= MIN_RETURNS {
        return Err(Unknown::FewReturns);
    }
    if values.iter().any(|value| *value <= 0.0) {
        return Err(Unknown::UsedUp);
    }
    let factors: Vec<f64> = values.windows(2).map(|pair| pair[1] / pair[0]).collect();
    if factors.iter().all(|factor| *factor == 1.0) {
        return Err(Unknown::NoVariation);
    }
    let n = factors.len();
    // The cube root of their number is the order of length at which the error is smallest.
    let stretch = libm::cbrt(n as f64).round().max(1.0) as usize;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let steps = steps(n);
    // Of each history, the value at each step.
    let mut at_steps: Vec<Vec<f64>> = vec![Vec::with_capacity(N_HISTORIES); steps.len()];
    let mut falls = Vec::new();
    for _ in 0..N_HISTORIES {
        let mut history = History::default();
        let mut start = 0;
        let mut next_step = 0;
        for done in 0..=n {
            if steps.get(next_step) == Some(&(done as u32)) {
                at_steps[next_step].push(history.value);
                next_step += 1;
            }
            if done == n {
                break;
            }
            if done % stretch == 0 {
                start = below(&mut random, n as u64) as usize;
            }
            history.go(factors[(start + done % stretch) % n]);
        }
        falls.push(history.deepest);
    }
    let mut real = History::default();
    let mut real_values = vec![1.0];
    for factor in &factors {
        real.go(*factor);
        real_values.push(real.value);
    }
    let ends: Vec<f64> = at_steps.last().into_iter().flatten().map(|value| value - 1.0).collect();
    let mut quantiles: [Vec<f64>; 5] = Default::default();
    for values in &mut at_steps {
        values.sort_by(f64::total_cmp);
        for (share, of_share) in SHARES.into_iter().zip(&mut quantiles) {
            of_share.push(quantile(values, share));
        }
    }
    let fan = Fan {
        real: steps.iter().map(|step| real_values[*step as usize]).collect(),
        returns: steps,
        quantiles,
    };
    let loss = ends.iter().filter(|end| **end < 0.0).count() as f64 / N_HISTORIES as f64;
    Ok(Bootstrapped {
        total_return: spread(real.value - 1.0, ends),
        drawdown: spread(real.deepest, falls),
        loss,
        stretch: stretch as u32,
        n_returns: n as u32,
        fan,
    })
}

/// At most [`MAX_STEPS`] + 1 numbers of returns, evenly spaced, the first none and the last all.
fn steps(n_returns: usize) -> Vec<u32> {
    let n = n_returns.min(MAX_STEPS);
    (0..=n).map(|i| (i * n_returns / n) as u32).collect()
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
    let at = |share: f64| quantile(&numbers, share);
    Spread { real, low: at(0.05), median: at(0.5), high: at(0.95) }
}

/// The smallest of the sorted numbers that a share of them does not exceed.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    sorted[((share * sorted.len() as f64).ceil() as usize).clamp(1, sorted.len()) - 1]
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
        assert_eq!(bootstrapped(&[1.0; 20], 1), Err(Unknown::FewReturns));
        assert_eq!(bootstrapped(&[1.0; 40], 1), Err(Unknown::NoVariation));
        assert_eq!(bootstrapped(&[-1.0; 40], 1), Err(Unknown::UsedUp));
    }

    #[test]
    fn a_report_is_shaken_by_days_where_there_are_enough_and_by_bars_where_not() {
        let info = crate::strategy::catalog::find("sma_cross").unwrap();
        let mut config = crate::config::RunConfig::default();
        let series = std::rc::Rc::new(crate::synthetic::minute_series(4, 100 * 1_440));
        for (n_bars, bars_per_return) in [(100 * 1_440, None), (2_000, Some(4))] {
            config.window.end = series.time().get(n_bars).copied();
            let series = std::rc::Rc::clone(&series);
            let strategy = crate::registry::built_in(info.key()).unwrap();
            let run = crate::registry::prepare(&strategy, &info.defaults(), &config, series).unwrap();
            let report = run.finish();
            let series = crate::synthetic::minute_series(4, n_bars);
            let found =
                resampled(&report, series.time(), series.interval_ms(), config.account.initial_cash, 1);
            assert_eq!(found.bars_per_return, bars_per_return);
            let real = found.bootstrapped.unwrap().total_return.real;
            let told = report.statistics.run.total_return.unwrap();
            assert!((real - told).abs() < 1e-9, "{real} {told}");
            let shuffled = found.shuffled.unwrap();
            assert!(shuffled.drawdown.low <= shuffled.drawdown.high && shuffled.drawdown.high <= 0.0);
        }
    }

    #[test]
    fn the_fan_opens_from_the_start_and_ends_where_the_spread_says() {
        let values: Vec<f64> =
            (0..=300).map(|i| 100.0 + f64::from(i * 7 % 11) + f64::from(i) * 0.1).collect();
        let found = bootstrapped(&values, 5).unwrap();
        let fan = &found.fan;
        assert_eq!((fan.returns[0], fan.returns.len(), fan.returns.last()), (0, 61, Some(&300)));
        assert_eq!((fan.real[0], fan.quantiles[2][0]), (1.0, 1.0));
        for step in 0..fan.returns.len() {
            let at: Vec<f64> = fan.quantiles.iter().map(|of| of[step]).collect();
            assert!(at.is_sorted(), "{at:?}");
        }
        let ends: Vec<f64> = fan.quantiles.iter().map(|of| of[60] - 1.0).collect();
        assert_eq!(
            [ends[0], ends[2], ends[4]],
            [found.total_return.low, found.total_return.median, found.total_return.high]
        );
        assert_eq!(steps(3), [0, 1, 2, 3]);
    }
}
