//! Drawdowns: falls of the equity below its highest value so far, seen at bar closes, starting from the initial cash.

use super::metric::{Metric, Undefined, divide, finite};

/// What one pass over the equity finds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drawdowns {
    pub(super) peak: f64,
    pub(super) lowest: f64,
    /// Deepest fall, as a ratio ≤ 0.
    pub(super) max: f64,
    /// Deepest fall in cash, ≤ 0.
    pub(super) max_cash: f64,
    n_bars: usize,
    n_under_water: usize,
    sum_of_squares: f64,
    /// Drawdowns that count for means and durations, and sums over them.
    n: usize,
    sum: f64,
    sum_ms: i64,
    max_ms: i64,
}

/// The drawdown the pass is in.
struct Fall {
    /// Position of the peak; −1 for the initial cash.
    peak_at: i64,
    low: f64,
    /// Sum of squared distances from the peak.
    squares: f64,
}

impl Drawdowns {
    pub(super) fn new(time: &[i64], equity: &[f64], initial_cash: f64) -> Self {
        let mut all = Self {
            peak: initial_cash,
            lowest: initial_cash,
            max: 0.0,
            max_cash: 0.0,
            n_bars: equity.len(),
            n_under_water: 0,
            sum_of_squares: 0.0,
            n: 0,
            sum: 0.0,
            sum_ms: 0,
            max_ms: 0,
        };
        let mut fall = Fall { peak_at: -1, low: initial_cash, squares: 0.0 };
        for (bar, value) in equity.iter().enumerate() {
            let below = all.peak - *value;
            if below > 0.0 {
                fall.low = fall.low.min(*value);
                fall.squares += below * below;
            } else {
                if fall.low < all.peak {
                    all.end(&fall, bar, bar, time);
                }
                all.peak = *value;
                fall = Fall { peak_at: bar as i64, low: *value, squares: 0.0 };
            }
        }
        if fall.low < all.peak {
            all.end(&fall, equity.len() - 1, equity.len(), time);
        }
        all
    }

    /// Takes up a fall that was made good at bar `end`, or goes on at the last bar; `after` follows its last bar under water.
    fn end(&mut self, fall: &Fall, end: usize, after: usize, time: &[i64]) {
        let depth = fall.low / self.peak - 1.0;
        self.lowest = self.lowest.min(fall.low);
        self.max = self.max.min(depth);
        self.max_cash = self.max_cash.min(fall.low - self.peak);
        self.n_under_water += (after as i64 - fall.peak_at - 1) as usize;
        self.sum_of_squares += fall.squares / (self.peak * self.peak);
        // As in backtesting.py, a fall that begins with the very last bar has no duration yet and does not count.
        if end as i64 > fall.peak_at + 1 {
            let duration = time[end] - time[fall.peak_at.max(0) as usize];
            self.n += 1;
            self.sum += depth;
            self.sum_ms += duration;
            self.max_ms = self.max_ms.max(duration);
        }
    }

    fn counted(&self, value: f64) -> Metric {
        match self.n {
            0 if self.max < 0.0 => Err(Undefined::TooShort),
            0 => Err(Undefined::NoDrawdown),
            _ => finite(value),
        }
    }

    pub(super) fn average(&self) -> Metric {
        self.counted(self.sum / self.n as f64)
    }

    pub(super) fn max_duration(&self) -> Metric {
        self.counted(self.max_ms as f64)
    }

    pub(super) fn average_duration(&self) -> Metric {
        self.counted(self.sum_ms as f64 / self.n as f64)
    }

    pub(super) fn time_under_water(&self) -> Metric {
        divide(self.n_under_water as f64, self.n_bars as f64, Undefined::TooShort)
    }

    pub(super) fn ulcer_index(&self) -> Metric {
        divide(self.sum_of_squares, self.n_bars as f64, Undefined::TooShort)
            .and_then(|mean| finite(mean.sqrt()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawdowns(equity: &[f64]) -> Drawdowns {
        let time: Vec<i64> = (0..equity.len() as i64).collect();
        Drawdowns::new(&time, equity, 100.0)
    }

    #[test]
    fn drawdown_starts_at_the_initial_cash() {
        let found = drawdowns(&[90.0, 95.0, 100.0, 110.0]);
        assert_eq!((found.peak, found.lowest), (110.0, 90.0));
        assert!((found.max + 0.1).abs() < 1e-15);
        assert_eq!(found.max_cash, -10.0);
        assert_eq!(found.max_duration(), Ok(2.0));
        assert_eq!(found.time_under_water(), Ok(0.5));
    }

    #[test]
    fn several_drawdowns_are_averaged_and_the_open_one_counts() {
        let found = drawdowns(&[100.0, 80.0, 100.0, 200.0, 150.0, 100.0]);
        assert!((found.max + 0.5).abs() < 1e-15);
        assert!((found.average().unwrap() + 0.35).abs() < 1e-15);
        assert_eq!((found.max_duration(), found.average_duration()), (Ok(2.0), Ok(2.0)));
        let mean_square = (0.04 + 0.0625 + 0.25) / 6.0f64;
        assert!((found.ulcer_index().unwrap() - mean_square.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn equity_that_never_falls_has_no_drawdown() {
        let found = drawdowns(&[100.0, 100.0, 101.0]);
        assert_eq!((found.max, found.max_cash), (0.0, 0.0));
        assert_eq!(found.average(), Err(Undefined::NoDrawdown));
        assert_eq!(found.ulcer_index(), Ok(0.0));
    }

    #[test]
    fn a_fall_on_the_last_bar_is_a_drawdown_without_duration() {
        let found = drawdowns(&[100.0, 100.0, 99.0]);
        assert!((found.max + 0.01).abs() < 1e-15);
        assert_eq!(found.average(), Err(Undefined::TooShort));
    }

    #[test]
    fn equity_below_zero_is_a_drawdown_of_more_than_everything() {
        assert_eq!(drawdowns(&[100.0, -50.0, 10.0]).max, -1.5);
    }
}
