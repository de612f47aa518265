//! The grid: axes of parameter values and the cells they span.

use serde::{Deserialize, Serialize};

use crate::strategy::param::Params;

/// More cells than this are refused: their table alone would not fit into a tab.
pub const MAX_CELLS: u64 = 1_000_000;

/// The values one parameter takes: `from`, `from + step`, … up to `to` inclusive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// Key of the parameter.
    pub param: String,
    /// First value.
    pub from: f64,
    /// Upper end, included if a step lands on it.
    pub to: f64,
    /// Distance between two values, above zero.
    pub step: f64,
}

/// Why axes make no grid.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GridError {
    /// A sweep without axes is a backtest.
    #[error("a sweep needs at least one parameter with from, to and step")]
    NoAxes,
    /// One parameter, two axes.
    #[error("“{0}” is swept twice")]
    Repeated(String),
    /// The step is not above zero, or `to` is below `from`.
    #[error("“{param}” cannot go from {from} to {to} in steps of {step}")]
    BadRange {
        /// Key of the parameter.
        param: String,
        /// First value.
        from: f64,
        /// Upper end.
        to: f64,
        /// Step.
        step: f64,
    },
    /// See [`MAX_CELLS`].
    #[error("the sweep has {0} cells; at most {MAX_CELLS} are possible: use larger steps")]
    TooManyCells(u64),
}

impl Axis {
    /// Number of values.
    ///
    /// # Errors
    /// [`GridError::BadRange`] if there is no first value or no step.
    pub fn n_values(&self) -> Result<u64, GridError> {
        let Self { param, from, to, step } = self;
        let bad = || GridError::BadRange { param: param.clone(), from: *from, to: *to, step: *step };
        if ![from, to, step].into_iter().all(|x| x.is_finite()) || *step <= 0.0 || to < from {
            return Err(bad());
        }
        // The tolerance lets 0.1 … 0.3 by 0.1 reach 0.3, although 0.1 × 2 + 0.1 lies a hair above it.
        let steps = ((to - from) / step + 1e-9).floor();
        if steps >= MAX_CELLS as f64 {
            Err(GridError::TooManyCells(steps as u64))
        } else {
            Ok(steps as u64 + 1)
        }
    }

    /// The value at position `i`, free of the dust of repeated addition (0.3, not 0.30000000000000004).
    pub fn value(&self, i: u64) -> f64 {
        let raw = self.from + self.step * i as f64;
        let snapped = (raw * 1e9).round() / 1e9;
        if (snapped - raw).abs() <= 1e-12 * raw.abs().max(1.0) { snapped } else { raw }
    }
}

/// Axes with at least one cell and at most [`MAX_CELLS`].
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    axes: Vec<Axis>,
    lens: Vec<u64>,
}

impl Grid {
    /// Checks the axes.
    ///
    /// # Errors
    /// See [`GridError`].
    pub fn new(axes: Vec<Axis>) -> Result<Self, GridError> {
        if axes.is_empty() {
            return Err(GridError::NoAxes);
        }
        for (i, axis) in axes.iter().enumerate() {
            if axes[..i].iter().any(|other| other.param == axis.param) {
                return Err(GridError::Repeated(axis.param.clone()));
            }
        }
        let lens = axes.iter().map(Axis::n_values).collect::<Result<Vec<u64>, _>>()?;
        let n = lens.iter().fold(1u64, |n, len| n.saturating_mul(*len));
        if n > MAX_CELLS { Err(GridError::TooManyCells(n)) } else { Ok(Self { axes, lens }) }
    }

    /// The axes, slowest first.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// Number of cells.
    pub fn n_cells(&self) -> u64 {
        self.lens.iter().product()
    }

    /// Axis values of a cell, in the order of the axes.
    pub fn values(&self, cell: u64) -> Vec<f64> {
        let mut rest = cell;
        let mut values = vec![0.0; self.axes.len()];
        for i in (0..self.axes.len()).rev() {
            values[i] = self.axes[i].value(rest % self.lens[i]);
            rest /= self.lens[i];
        }
        values
    }

    /// `base` with the values of a cell.
    pub fn params(&self, cell: u64, base: &Params) -> Params {
        let mut params = base.clone();
        for (axis, value) in self.axes.iter().zip(self.values(cell)) {
            params.set(&axis.param, value);
        }
        params
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(param: &str, from: f64, to: f64, step: f64) -> Axis {
        Axis { param: param.into(), from, to, step }
    }

    #[test]
    fn last_axis_is_fastest_and_ends_are_included() {
        let grid = Grid::new(vec![axis("a", 1.0, 2.0, 1.0), axis("b", 0.1, 0.3, 0.1)]).unwrap();
        let cells: Vec<Vec<f64>> = (0..grid.n_cells()).map(|i| grid.values(i)).collect();
        assert_eq!(cells, [[1.0, 0.1], [1.0, 0.2], [1.0, 0.3], [2.0, 0.1], [2.0, 0.2], [2.0, 0.3]]);
    }

    #[test]
    fn senseless_axes_are_refused() {
        assert_eq!(Grid::new(vec![]), Err(GridError::NoAxes));
        assert!(matches!(Grid::new(vec![axis("a", 2.0, 1.0, 1.0)]), Err(GridError::BadRange { .. })));
        assert!(matches!(Grid::new(vec![axis("a", 1.0, 2.0, 0.0)]), Err(GridError::BadRange { .. })));
        assert!(matches!(Grid::new(vec![axis("a", f64::NAN, 2.0, 1.0)]), Err(GridError::BadRange { .. })));
        let a = axis("a", 1.0, 2.0, 1.0);
        assert_eq!(Grid::new(vec![a.clone(), a]), Err(GridError::Repeated("a".into())));
        let wide = |name| axis(name, 1.0, 2_000.0, 1.0);
        assert_eq!(Grid::new(vec![wide("a"), wide("b")]), Err(GridError::TooManyCells(4_000_000)));
    }
}
