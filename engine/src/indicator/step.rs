//! An indicator bar by bar, and the column that is the fold of it.

use crate::series::{Bar, Series};

/// An indicator that is told of one bar after the other.
pub trait Indicator {
    /// What it takes from each bar: a value, several values, or the bar.
    type Input: Copy;
    /// What it gives: `f64`, or `[f64; N]` for N lines.
    type Output: Lines;

    /// Takes the next bar and gives the value there; NaN during the warm-up.
    fn next(&mut self, input: Self::Input) -> Self::Output;
}

/// The lines that an indicator has at one bar.
pub trait Lines: Copy {
    /// A column for each line: `Vec<f64>`, or an array of them.
    type Columns;

    /// The columns of all bars.
    fn columns(bars: impl ExactSizeIterator<Item = Self>) -> Self::Columns;

    /// Columns in a list, in the order of the lines.
    fn list(columns: Self::Columns) -> Vec<Vec<f64>>;

    /// The lines of one bar in a list.
    fn to_vec(self) -> Vec<f64>;
}

impl Lines for f64 {
    type Columns = Vec<f64>;

    fn columns(bars: impl ExactSizeIterator<Item = Self>) -> Vec<f64> {
        bars.collect()
    }

    fn list(columns: Vec<f64>) -> Vec<Vec<f64>> {
        vec![columns]
    }

    fn to_vec(self) -> Vec<f64> {
        vec![self]
    }
}

impl<const N: usize> Lines for [f64; N] {
    type Columns = [Vec<f64>; N];

    fn columns(bars: impl ExactSizeIterator<Item = Self>) -> [Vec<f64>; N] {
        let mut columns = std::array::from_fn(|_| Vec::with_capacity(bars.len()));
        for lines in bars {
            for (column, value) in columns.iter_mut().zip(lines) {
                column.push(value);
            }
        }
        columns
    }

    fn list(columns: [Vec<f64>; N]) -> Vec<Vec<f64>> {
        columns.into()
    }

    fn to_vec(self) -> Vec<f64> {
        self.into()
    }
}

/// The columns of an indicator over values.
pub(super) fn over_values<I: Indicator<Input = f64>>(
    mut indicator: I,
    values: &[f64],
) -> <I::Output as Lines>::Columns {
    I::Output::columns(values.iter().map(|value| indicator.next(*value)))
}

/// The columns of an indicator over two columns of equal length.
pub(super) fn over_pairs<I: Indicator<Input = (f64, f64)>>(
    mut indicator: I,
    a: &[f64],
    b: &[f64],
) -> <I::Output as Lines>::Columns {
    I::Output::columns(a.iter().zip(b).map(|(a, b)| indicator.next((*a, *b))))
}

/// The columns of an indicator over bars.
pub(super) fn over_bars<I: Indicator<Input = Bar>>(
    mut indicator: I,
    series: &Series,
) -> <I::Output as Lines>::Columns {
    I::Output::columns((0..series.len()).map(|bar| indicator.next(series.bar(bar))))
}
