//! Drawdowns: 1 − equity ÷ highest equity so far, from the initial cash on.

use super::metric::{Metric, Undefined};

/// What one pass over the equity gives.
#[derive(Debug, Clone, Copy)]
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
    n_bars: usize,
    episodes: Episodes,
}

#[derive(Debug, Clone, Copy, Default)]
struct Episodes {
    count: usize,
    depth_sum: f64,
    duration_sum: f64,
    duration_max: f64,
}

impl Drawdowns {
    /// `time` and `equity` have one value per bar.
    pub(super) fn new(time: &[i64], equity: &[f64], initial_cash: f64) -> Self {
        let mut this = Self {
            peak: initial_cash,
            lowest: initial_cash,
            max: 0.0,
            max_cash: 0.0,
            squares: 0.0,
            under_water: 0,
            n_bars: equity.len(),
            episodes: Episodes::default(),
        };
        // Last bar without drawdown; a fall lasts from there to the next such bar, or to the end. Within a fall the peak stays,
        // so that one division at its end does for all its bars.
        let mut dry = 0;
        let (mut low, mut squares) = (initial_cash, 0.0);
        for (bar, value) in equity.iter().enumerate() {
            let below = this.peak - value;
            if below > 0.0 {
                low = low.min(*value);
                squares += below * below;
                this.under_water += 1;
            } else {
                if low < this.peak {
                    this.end_fall(low, squares, bar - dry, time[bar] - time[dry]);
                }
                this.peak = *value;
                (dry, low, squares) = (bar, *value, 0.0);
            }
        }
        if low < this.peak {
            let last = equity.len() - 1;
            this.end_fall(low, squares, last - dry, time[last] - time[dry]);
        }
        this
    }

    /// Takes up a fall of `n_bars` from its peak to its end. As in backtesting.py, one that ends a bar after its peak, at the
    /// last bar, has no duration yet.
    fn end_fall(&mut self, low: f64, squares: f64, n_bars: usize, duration_ms: i64) {
        let drawdown = (self.peak - low) / self.peak;
        self.lowest = self.lowest.min(low);
        self.max = self.max.max(drawdown);
        self.max_cash = self.max_cash.max(self.peak - low);
        self.squares += squares / (self.peak * self.peak);
        if n_bars > 1 {
            self.episodes.add(drawdown, duration_ms);
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

    #[test]
    fn the_first_drawdown_starts_at_the_initial_cash() {
        let drawdowns = Drawdowns::new(&[0, 1, 2], &[90.0, 95.0, 110.0], 100.0);
        assert!((drawdowns.max - 0.1).abs() < 1e-15);
        assert_eq!(drawdowns.max_duration(), Ok(2.0));
    }

    #[test]
    fn an_episode_lasts_from_peak_to_recovery_or_to_the_end() {
        let equity = [100.0, 80.0, 90.0, 100.0, 120.0, 60.0, 90.0];
        let drawdowns = Drawdowns::new(&[0, 10, 20, 30, 40, 50, 60], &equity, 100.0);
        assert_eq!((drawdowns.max, drawdowns.peak), (0.5, 120.0));
        assert_eq!(drawdowns.max_duration(), Ok(30.0));
        assert_eq!(drawdowns.average_duration(), Ok(25.0));
        assert!((drawdowns.average().unwrap() + 0.35).abs() < 1e-15);
        assert_eq!(drawdowns.under_water(), 4.0 / 7.0);
    }

    #[test]
    fn without_a_loss_there_is_no_drawdown() {
        let drawdowns = Drawdowns::new(&[0, 1], &[100.0, 101.0], 100.0);
        assert_eq!((drawdowns.max, drawdowns.average()), (0.0, Err(Undefined::NoDrawdown)));
    }
}
