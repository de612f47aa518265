//! From returns to bars.

use rand_chacha::ChaCha8Rng;

use super::draws::normal;
use crate::series::Series;

/// What a bar is made from.
pub(super) struct Move {
    /// Open time.
    pub(super) time: i64,
    /// Logarithmic return from the close before to the open; `None`: the path begins at the close before.
    pub(super) night: Option<f64>,
    /// Logarithmic return of the rest.
    pub(super) change: f64,
    /// Deviation of the path inside the bar.
    pub(super) sigma: f64,
    /// Volume of a quiet bar.
    pub(super) volume: f64,
}

/// Bars as they grow.
pub(super) struct Maker {
    ticks: f64,
    steps: usize,
    log_price: f64,
    time: Vec<i64>,
    columns: [Vec<f64>; 5],
}

impl Maker {
    /// Prices from `start` on with `ticks` ticks in one unit of price, each bar read off a path of some steps.
    pub(super) fn new(start: f64, ticks: f64, steps: usize, n_bars: usize) -> Self {
        Self {
            ticks,
            steps,
            log_price: libm::log(start),
            time: Vec::with_capacity(n_bars),
            columns: std::array::from_fn(|_| Vec::with_capacity(n_bars)),
        }
    }

    /// Adds a bar: the return as a bridge over the steps; open, high, low and close are read off it and rounded to the tick.
    pub(super) fn bar(&mut self, path: &mut ChaCha8Rng, volume: &mut ChaCha8Rng, of: &Move) {
        let Move { time, night, change, sigma, .. } = *of;
        let m = self.steps as f64;
        let mut walk = vec![0.0; self.steps + 1];
        for k in 1..=self.steps {
            walk[k] = walk[k - 1] + normal(path);
        }
        let end = walk[self.steps];
        let scale = sigma / m.sqrt();
        let from = self.log_price + night.unwrap_or(0.0);
        // Without a night, the open is where the first step leads.
        let first = usize::from(night.is_none());
        let levels: Vec<f64> = (first..=self.steps)
            .map(|k| {
                let share = k as f64 / m;
                self.price(from + share * change + (walk[k] - share * end) * scale)
            })
            .collect();
        self.log_price = from + change;
        let moved = change + night.unwrap_or(0.0);
        let volume = self.volume(volume, of.volume, moved, sigma);
        self.push(time, &levels, volume);
    }

    /// Adds a bar from its path.
    pub(super) fn path(&mut self, time: i64, log_levels: &[f64], volume: f64) {
        let levels: Vec<f64> = log_levels.iter().map(|level| self.price(*level)).collect();
        self.log_price = log_levels.last().copied().unwrap_or(self.log_price);
        self.push(time, &levels, volume);
    }

    /// The logarithm of the last close, before rounding.
    pub(super) fn log_price(&self) -> f64 {
        self.log_price
    }

    /// What is traded on a bar that moved as it did.
    pub(super) fn volume(&self, random: &mut ChaCha8Rng, base: f64, change: f64, sigma: f64) -> f64 {
        (base * libm::exp(0.3 * normal(random)) * (1.0 + 2.0 * change.abs() / sigma)).round()
    }

    /// Prices of a whole number of ticks, at least one.
    fn price(&self, log: f64) -> f64 {
        (libm::exp(log) * self.ticks).round().max(1.0) / self.ticks
    }

    fn push(&mut self, time: i64, levels: &[f64], volume: f64) {
        let (Some(open), Some(close)) = (levels.first(), levels.last()) else { return };
        let high = levels.iter().copied().fold(*open, f64::max);
        let low = levels.iter().copied().fold(*open, f64::min);
        self.time.push(time);
        for (column, value) in self.columns.iter_mut().zip([*open, high, low, *close, volume]) {
            column.push(value);
        }
    }

    /// All bars.
    pub(super) fn finish(self, interval_ms: i64) -> Series {
        let [open, high, low, close, volume] = self.columns;
        match Series::new(self.time, open, high, low, close, volume, interval_ms) {
            Ok(series) => series,
            Err(error) => unreachable!("times rise, and high and low hold open and close: {error}"),
        }
    }
}
