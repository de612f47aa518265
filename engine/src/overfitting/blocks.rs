//! Returns of a run in sixteen blocks.
//!
//! Returns are taken from period to period (days, as a rule) as the Sharpe ratio of the report does, where the window has enough
//! of them, else from bar to bar. At most [`MAX_RETURNS`] are taken, over as many periods or bars each as that needs: a ratio of
//! mean and deviation is then scaled by a known factor and loses little, and a cell costs the same whatever its number of bars.

use serde::{Deserialize, Serialize};

use super::Unknown;

/// Blocks of a run, as many as Bailey, Borwein, López de Prado and Zhu use: 12,870 ways to halve them.
pub const BLOCKS: usize = 16;
/// Fewer returns in a block say nothing about it.
const MIN_PER_BLOCK: usize = 8;
/// Most returns of a run.
pub const MAX_RETURNS: usize = 512;
const YEAR_MS: f64 = 365.25 * 86_400_000.0;

/// The bars of the window between which returns are taken: the same for all cells of a dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    bars: Vec<u32>,
    about: Returns,
}

/// What the returns are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Returns {
    /// Number in each block.
    pub per_block: u32,
    /// Periods or bars that one return spans.
    pub stride: u32,
    /// Whether the stride counts bars instead of periods.
    pub of_bars: bool,
    /// Returns in a year, to annualise.
    pub per_year: f64,
}

impl Returns {
    /// Returns in all.
    pub fn n(&self) -> f64 {
        f64::from(self.per_block) * BLOCKS as f64
    }

    /// A Sharpe ratio of single returns as one of a year.
    pub fn annual(&self, sharpe: f64) -> f64 {
        sharpe * self.per_year.sqrt()
    }
}

impl Marks {
    /// Marks in a window of bars. `period_ends` are the last bars of its periods, `periods_per_year` their number in a year, where
    /// the calendar knows one.
    ///
    /// # Errors
    /// [`Unknown::TooShort`].
    pub(crate) fn new(
        time: &[i64],
        period_ends: &[u32],
        periods_per_year: Option<f64>,
    ) -> Result<Self, Unknown> {
        let smallest = BLOCKS * MIN_PER_BLOCK;
        let of_bars = period_ends.len() <= smallest;
        let n_ends = if of_bars { time.len() } else { period_ends.len() };
        if n_ends <= smallest {
            return Err(Unknown::TooShort);
        }
        let stride = (n_ends - 1).div_ceil(MAX_RETURNS);
        let per_block = (n_ends - 1) / stride / BLOCKS;
        // What fills no block is left out at the beginning: it is the stretch that indicators need to warm up.
        let first = n_ends - 1 - per_block * BLOCKS * stride;
        let end = |at: usize| if of_bars { at as u32 } else { period_ends[at] };
        let bars = (0..=per_block * BLOCKS).map(|i| end(first + i * stride)).collect();
        let years = (time[time.len() - 1] - time[0]) as f64 / YEAR_MS;
        let of_period = periods_per_year.filter(|_| !of_bars);
        let ends_per_year = of_period.unwrap_or((n_ends - 1) as f64 / years);
        let per_year = ends_per_year / stride as f64;
        Ok(Self {
            bars,
            about: Returns { per_block: per_block as u32, stride: stride as u32, of_bars, per_year },
        })
    }

    /// Positions in the window, ascending.
    pub(crate) fn bars(&self) -> &[u32] {
        &self.bars
    }

    /// What the returns are.
    pub fn returns(&self) -> Returns {
        self.about
    }
}

/// Sums of a cell's returns.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BlockSums {
    /// Of the returns of each block.
    pub sums: [f64; BLOCKS],
    /// Of their squares.
    pub squares: [f64; BLOCKS],
    /// Of the third powers of all returns.
    pub cubes: f64,
    /// Of the fourth powers.
    pub fourths: f64,
}

impl BlockSums {
    /// The sums over returns, as many in each block as fit.
    pub fn of_returns(returns: impl IntoIterator<Item = f64>, per_block: usize) -> Self {
        let mut this = Self { sums: [0.0; BLOCKS], squares: [0.0; BLOCKS], cubes: 0.0, fourths: 0.0 };
        let mut returns = returns.into_iter();
        for (sum, squares) in this.sums.iter_mut().zip(&mut this.squares) {
            for r in returns.by_ref().take(per_block) {
                let square = r * r;
                *sum += r;
                *squares += square;
                this.cubes += square * r;
                this.fourths += square * square;
            }
        }
        this
    }

    /// The sums from the equity at each mark.
    ///
    /// # Errors
    /// [`Unknown::Broke`]: returns on nothing, or on a debt, mean nothing. [`Unknown::OutOfRange`].
    pub(crate) fn of_values(values: &[f64], marks: &Marks) -> Result<Self, Unknown> {
        debug_assert_eq!(values.len(), marks.bars.len(), "a value for each mark");
        if values.iter().any(|value| *value <= 0.0) {
            return Err(Unknown::Broke);
        }
        let returns = values.windows(2).map(|pair| (pair[1] - pair[0]) / pair[0]);
        let sums = Self::of_returns(returns, marks.about.per_block as usize);
        if sums.fourths.is_finite() { Ok(sums) } else { Err(Unknown::OutOfRange) }
    }

    /// Sum and sum of squares over some blocks.
    pub(super) fn over(&self, blocks: std::ops::Range<usize>) -> (f64, f64) {
        let add = |numbers: &[f64]| numbers.iter().fold(0.0, |sum, number| sum + number);
        (add(&self.sums[blocks.clone()]), add(&self.squares[blocks]))
    }

    /// Sharpe ratio of single returns over some blocks, against no risk-free rate: mean ÷ sample deviation; `None` without
    /// variation.
    pub fn sharpe(&self, blocks: std::ops::Range<usize>, per_block: u32) -> Option<f64> {
        let n = blocks.len() as f64 * f64::from(per_block);
        let (sum, squares) = self.over(blocks);
        sharpe(sum, squares, n)
    }

    /// Skew and kurtosis (3 for a normal distribution) of all returns, population moments; `None` without variation.
    pub fn shape(&self, per_block: u32) -> Option<(f64, f64)> {
        let n = f64::from(per_block) * BLOCKS as f64;
        let (sum, squares) = self.over(0..BLOCKS);
        let (m, m2, m3, m4) = (sum / n, squares / n, self.cubes / n, self.fourths / n);
        let variance = varies(m, m2)?;
        let skew = (m3 - 3.0 * m * m2 + 2.0 * m * m * m) / (variance * variance.sqrt());
        let kurtosis = (m4 - 4.0 * m * m3 + 6.0 * m * m * m2 - 3.0 * m * m * m * m) / (variance * variance);
        Some((skew, kurtosis))
    }
}

/// Mean ÷ sample deviation of `n` returns from their sum and the sum of their squares.
pub(super) fn sharpe(sum: f64, squares: f64, n: f64) -> Option<f64> {
    let variance = varies(sum / n, squares / n)?;
    Some(sum / n / (variance * n / (n - 1.0)).sqrt())
}

/// The variance from mean and mean square, if it is more than the dust of their rounding.
fn varies(mean: f64, mean_square: f64) -> Option<f64> {
    let variance = mean_square - mean * mean;
    (variance > 1e-13 * mean_square).then_some(variance)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    #[test]
    fn days_are_taken_where_there_are_enough_and_bars_where_not() {
        let time: Vec<i64> = (0..2_000).map(|day| day * DAY).collect();
        let ends: Vec<u32> = (0..2_000).collect();
        let marks = Marks::new(&time, &ends, Some(252.0)).unwrap();
        // 1,999 steps of a day: four days each, 499 of them, 31 in a block.
        assert_eq!(marks.about, Returns { per_block: 31, stride: 4, of_bars: false, per_year: 63.0 });
        assert_eq!((marks.bars.len(), marks.bars[0], marks.bars[1]), (31 * 16 + 1, 15, 19));
        assert_eq!(marks.bars.last(), Some(&1_999));

        let minutes: Vec<i64> = (0..10_000).map(|minute| minute * 60_000).collect();
        let ends = [1_439, 2_879, 4_319, 5_759, 7_199, 8_639, 9_999];
        let marks = Marks::new(&minutes, &ends, Some(365.0)).unwrap();
        assert_eq!((marks.about.per_block, marks.about.stride, marks.about.of_bars), (31, 20, true));
        assert!((marks.about.per_year - 365.25 * 1_440.0 / 20.0).abs() < 1e-6);

        assert_eq!(Marks::new(&time[..129], &ends, Some(252.0)).map(|marks| marks.about.per_block), Ok(8));
        assert_eq!(Marks::new(&time[..128], &ends, Some(252.0)), Err(Unknown::TooShort));
    }

    #[test]
    fn the_sums_give_the_ratio_and_the_shape_of_the_returns() {
        let returns: Vec<f64> = (0..128).map(|i| f64::from(i * i % 37) / 1_000.0 - 0.015).collect();
        let sums = BlockSums::of_returns(returns.iter().copied(), 8);
        let n = 128.0;
        let mean = returns.iter().sum::<f64>() / n;
        let moment =
            |k: i32| returns.iter().map(|r| (0..k).fold(1.0, |power, _| power * (r - mean))).sum::<f64>() / n;
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12 * b.abs().max(1.0), "{a} {b}");
        close(sums.sharpe(0..16, 8).unwrap(), mean / (moment(2) * n / (n - 1.0)).sqrt());
        let (skew, kurtosis) = sums.shape(8).unwrap();
        close(skew, moment(3) / (moment(2) * moment(2).sqrt()));
        close(kurtosis, moment(4) / (moment(2) * moment(2)));
        let second = returns[8..16].iter().sum::<f64>();
        close(sums.sums[1], second);
    }

    #[test]
    fn what_does_not_vary_has_no_ratio_and_a_debt_no_returns() {
        let still = BlockSums::of_returns(std::iter::repeat_n(0.0, 128), 8);
        assert_eq!((still.sharpe(0..16, 8), still.shape(8)), (None, None));
        let steady = BlockSums::of_returns(std::iter::repeat_n(0.1, 128), 8);
        assert_eq!(steady.sharpe(0..16, 8), None);
        let time: Vec<i64> = (0..200).map(|day| day * DAY).collect();
        let ends: Vec<u32> = (0..200).collect();
        let marks = Marks::new(&time, &ends, Some(252.0)).unwrap();
        let mut values = vec![100.0; marks.bars.len()];
        values[50] = 0.0;
        assert_eq!(BlockSums::of_values(&values, &marks), Err(Unknown::Broke));
    }
}
