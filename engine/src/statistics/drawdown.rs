//! Drawdowns: 1 − equity ÷ highest equity so far, from the initial cash on.

use super::metric::{Metric, Undefined};
use crate::simd::{Pair, all_greater, pairs};

/// What one pass over the equity gives.
#[derive(Debug, Clone)]
pub(super) struct Drawdowns {
    pub(super) peak: f64,
    /// Lowest equity at any close.
    pub(super) lowest: f64,
    /// Greatest drawdown, at least 0.
    pub(super) max: f64,
    /// Greatest fall in cash, at least 0.
    pub(super) max_cash: f64,
    squares: f64,
    under_water: usize,
    /// Bars taken up.
    n_bars: usize,
    episodes: Episodes,
    fall: Fall,
}

/// Bars that are looked at together, and sums that run side by side: fixed, so that every target adds in the same order.
const LANES: usize = 8;

/// A stretch below the peak, or none yet.
#[derive(Debug, Clone)]
struct Fall {
    /// Last bar without drawdown: a fall lasts from there to the next such bar, or to the end.
    dry: usize,
    /// Bars below the peak.
    n_below: usize,
    /// Lowest values.
    low: [Pair; LANES / 2],
    /// Sums of the squared distances from the peak.
    squares: [f64; LANES],
}

#[derive(Debug, Clone, Copy, Default)]
struct Episodes {
    count: usize,
    depth_sum: f64,
    duration_sum: f64,
    duration_max: f64,
}

impl Drawdowns {
    /// Before the first bar.
    pub(super) fn starting(initial_cash: f64) -> Self {
        Self {
            peak: initial_cash,
            lowest: initial_cash,
            max: 0.0,
            max_cash: 0.0,
            squares: 0.0,
            under_water: 0,
            n_bars: 0,
            episodes: Episodes::default(),
            fall: Fall::starting(0, initial_cash),
        }
    }

    /// Takes up what has been added to `equity`, as far as it makes whole blocks. `time` has a value for each bar.
    pub(super) fn extend(&mut self, time: &[i64], equity: &[f64]) {
        for values in equity[self.n_bars..].as_chunks().0 {
            if self.fall.takes(values, self.peak) {
                self.n_bars += LANES;
            } else {
                self.add(time, values);
            }
        }
    }

    /// Takes up the rest.
    pub(super) fn finish(&mut self, time: &[i64], equity: &[f64]) {
        self.extend(time, equity);
        self.add(time, &equity[self.n_bars..]);
        self.end_fall(equity.len() - 1, time);
    }

    /// Takes up neighbouring values one after the other.
    fn add(&mut self, time: &[i64], values: &[f64]) {
        for value in values {
            let bar = self.n_bars;
            let below = self.peak - value;
            if below > 0.0 {
                let fall = &mut self.fall;
                fall.low[0] = fall.low[0].lesser(Pair::new([*value; 2]));
                fall.squares[0] += below * below;
                fall.n_below += 1;
            } else {
                self.end_fall(bar, time);
                self.peak = *value;
                self.fall = Fall::starting(bar, *value);
            }
            self.n_bars += 1;
        }
    }

    /// Takes up the fall that `bar` ends. As in backtesting.py, one that ends a bar after its peak, at the last bar, has no
    /// duration yet.
    fn end_fall(&mut self, bar: usize, time: &[i64]) {
        let Fall { dry, n_below, low, squares } = &self.fall;
        if *n_below == 0 {
            return;
        }
        let [one, other] = low.iter().fold(low[0], |least, pair| least.lesser(*pair)).get();
        let low = one.min(other);
        let squares = squares.iter().fold(0.0, |total, lane| total + lane);
        let drawdown = (self.peak - low) / self.peak;
        self.under_water += n_below;
        self.lowest = self.lowest.min(low);
        self.max = self.max.max(drawdown);
        self.max_cash = self.max_cash.max(self.peak - low);
        // Within a fall the peak stays, so that one division does for all its bars.
        self.squares += squares / (self.peak * self.peak);
        if bar - dry > 1 {
            self.episodes.add(drawdown, time[bar] - time[*dry]);
        }
    }

    fn of_episodes(&self, value: f64) -> Metric {
        match self.episodes.count {
            0 if self.max > 0.0 => Err(Undefined::TooShort),
            0 => Err(Undefined::NoDrawdown),
            _ => Ok(value),
        }
    }

    pub(super) fn average(&self) -> Metric {
        self.of_episodes(-self.episodes.depth_sum / self.episodes.count as f64)
    }

    pub(super) fn max_duration(&self) -> Metric {
        self.of_episodes(self.episodes.duration_max)
    }

    pub(super) fn average_duration(&self) -> Metric {
        self.of_episodes(self.episodes.duration_sum / self.episodes.count as f64)
    }

    pub(super) fn under_water(&self) -> f64 {
        self.under_water as f64 / self.n_bars as f64
    }

    pub(super) fn ulcer(&self) -> f64 {
        (self.squares / self.n_bars as f64).sqrt()
    }
}

impl Fall {
    /// After a bar without drawdown.
    fn starting(dry: usize, peak: f64) -> Self {
        Self { dry, n_below: 0, low: [Pair::new([peak; 2]); LANES / 2], squares: [0.0; LANES] }
    }

    /// Takes up a block whose values all lie below the peak, which is the usual case; leaves any other alone.
    #[inline]
    fn takes(&mut self, values: &[f64; LANES], peak: f64) -> bool {
        let is_below = all_greater([Pair::new([peak; 2]); LANES / 2], pairs(values));
        if is_below {
            for (k, value) in values.iter().enumerate() {
                let below = peak - value;
                self.squares[k] += below * below;
            }
            for (low, pair) in self.low.iter_mut().zip(values.as_chunks().0) {
                *low = low.lesser(Pair::new(*pair));
            }
            self.n_below += LANES;
        }
        is_below
    }
}

impl Episodes {
    fn add(&mut self, depth: f64, duration_ms: i64) {
        self.count += 1;
        self.depth_sum += depth;
        self.duration_sum += duration_ms as f64;
        self.duration_max = self.duration_max.max(duration_ms as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawdowns(time: &[i64], equity: &[f64], initial_cash: f64) -> Drawdowns {
        let mut drawdowns = Drawdowns::starting(initial_cash);
        drawdowns.finish(time, equity);
        drawdowns
    }

    #[test]
    fn the_first_drawdown_starts_at_the_initial_cash() {
        let drawdowns = drawdowns(&[0, 1, 2], &[90.0, 95.0, 110.0], 100.0);
        assert!((drawdowns.max - 0.1).abs() < 1e-15);
        assert_eq!(drawdowns.max_duration(), Ok(2.0));
    }

    #[test]
    fn an_episode_lasts_from_peak_to_recovery_or_to_the_end() {
        let equity = [100.0, 80.0, 90.0, 100.0, 120.0, 60.0, 90.0];
        let drawdowns = drawdowns(&[0, 10, 20, 30, 40, 50, 60], &equity, 100.0);
        assert_eq!((drawdowns.max, drawdowns.peak), (0.5, 120.0));
        assert_eq!(drawdowns.max_duration(), Ok(30.0));
        assert_eq!(drawdowns.average_duration(), Ok(25.0));
        assert!((drawdowns.average().unwrap() + 0.35).abs() < 1e-15);
        assert_eq!(drawdowns.under_water(), 4.0 / 7.0);
    }

    #[test]
    fn blocks_count_as_single_bars_do() {
        // A fall that begins and ends inside blocks and holds whole ones; then one that is open at the end.
        let mut equity = vec![100.0; 60];
        equity[3..45].iter_mut().enumerate().for_each(|(k, value)| *value = 80.0 - f64::from(k as u32 % 7));
        equity[50..].fill(50.0);
        let time: Vec<i64> = (0..60).collect();
        let drawdowns = drawdowns(&time, &equity, 100.0);
        assert_eq!((drawdowns.max, drawdowns.max_cash, drawdowns.lowest), (0.5, 50.0, 50.0));
        assert_eq!(drawdowns.under_water(), 52.0 / 60.0);
        assert_eq!(drawdowns.max_duration(), Ok(43.0));
        assert_eq!(drawdowns.average_duration(), Ok((43.0 + 10.0) / 2.0));
        assert_eq!(drawdowns.average(), Ok(-(1.0 - 74.0 / 100.0 + 0.5) / 2.0));
        let squares: f64 = equity.iter().map(|value| (1.0 - value / 100.0) * (1.0 - value / 100.0)).sum();
        assert!((drawdowns.ulcer() - (squares / 60.0).sqrt()).abs() < 1e-15);
        let mut in_parts = Drawdowns::starting(100.0);
        for end in [1, 2, 9, 31, 32, 59] {
            in_parts.extend(&time, &equity[..end]);
        }
        in_parts.finish(&time, &equity);
        assert_eq!(format!("{in_parts:?}"), format!("{drawdowns:?}"));
    }

    #[test]
    fn whole_blocks_are_taken_up_while_the_equity_grows() {
        let mut drawdowns = Drawdowns::starting(100.0);
        for (n_bars, n_taken) in [(LANES - 1, 0), (LANES, LANES), (3 * LANES + 1, 3 * LANES)] {
            drawdowns.extend(&[0; 100], &vec![90.0; n_bars]);
            assert_eq!(drawdowns.n_bars, n_taken, "of {n_bars}");
        }
    }

    #[test]
    fn a_block_is_taken_up_at_once_if_all_of_it_lies_below_the_peak() {
        let mut fall = Fall::starting(0, 100.0);
        let mut block = [90.0; LANES];
        assert!(fall.takes(&block, 100.0));
        block[5] = 100.0;
        assert!(!fall.takes(&block, 100.0));
        assert_eq!(fall.n_below, LANES);
    }

    #[test]
    fn without_a_loss_there_is_no_drawdown() {
        let drawdowns = drawdowns(&[0, 1], &[100.0, 101.0], 100.0);
        assert_eq!((drawdowns.max, drawdowns.average()), (0.0, Err(Undefined::NoDrawdown)));
    }
}
