//! The grid: axes of values and the points they span.

use super::{Axis, SweepError};
use crate::strategy::param::ParamValue;

/// More points than this are not exact numbers on the page; a random sweep or a search may take its cells from so many.
pub const MAX_POINTS: u64 = 1 << 53;

/// Axes with at least one point and at most [`MAX_POINTS`].
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    axes: Vec<Axis>,
    lens: Vec<u64>,
}

impl Grid {
    /// Checks the axes.
    ///
    /// # Errors
    /// There are none, one parameter has two, one makes no sense, or there are too many points.
    pub fn new(axes: Vec<Axis>) -> Result<Self, SweepError> {
        if axes.is_empty() {
            return Err(SweepError::NoAxes);
        }
        for (i, axis) in axes.iter().enumerate() {
            if axes[..i].iter().any(|other| other.param == axis.param) {
                return Err(SweepError::Repeated(axis.param.clone()));
            }
        }
        let lens = axes.iter().map(Axis::n_values).collect::<Result<Vec<u64>, _>>()?;
        let n = lens.iter().fold(1u64, |n, len| n.saturating_mul(*len));
        if n > MAX_POINTS { Err(SweepError::TooManyPoints) } else { Ok(Self { axes, lens }) }
    }

    /// The axes, slowest first.
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// Number of values of each axis.
    pub fn lens(&self) -> &[u64] {
        &self.lens
    }

    /// Number of points: the product of the numbers of values.
    pub fn n_points(&self) -> u64 {
        self.lens.iter().product()
    }

    /// Position of a point on each axis.
    pub fn positions(&self, point: u64) -> Vec<u64> {
        let mut rest = point;
        let mut positions = vec![0; self.lens.len()];
        for (position, len) in positions.iter_mut().zip(&self.lens).rev() {
            *position = rest % len;
            rest /= len;
        }
        positions
    }

    /// The point at a position on each axis.
    pub fn point(&self, positions: &[u64]) -> u64 {
        positions.iter().zip(&self.lens).fold(0, |point, (position, len)| point * len + position)
    }

    /// Axis values of a point, in the order of the axes.
    pub fn values(&self, point: u64) -> Vec<ParamValue> {
        let positions = self.positions(point);
        self.axes.iter().zip(positions).map(|(axis, position)| axis.value(position)).collect()
    }

    /// The same as numbers: see [`Axis::number`].
    pub fn numbers(&self, point: u64) -> Vec<f64> {
        let positions = self.positions(point);
        self.axes.iter().zip(positions).map(|(axis, position)| axis.number(position)).collect()
    }

    /// The points at most one step away from `point` on every axis, without itself, ascending.
    pub fn neighbours(&self, point: u64) -> Vec<u64> {
        let positions = self.positions(point);
        let mut found = vec![Vec::new()];
        for (position, len) in positions.iter().zip(&self.lens) {
            let near = position.saturating_sub(1)..=(position + 1).min(len - 1);
            found = found
                .into_iter()
                .flat_map(|begun: Vec<u64>| {
                    near.clone().map(move |next| [begun.as_slice(), &[next]].concat())
                })
                .collect();
        }
        found.into_iter().map(|positions| self.point(&positions)).filter(|other| *other != point).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_axis_is_fastest_and_ends_are_included() {
        let grid = Grid::new(vec![Axis::list("a", [1.0, 2.0]), Axis::range("b", 0.1, 0.3, 0.1)]).unwrap();
        let points: Vec<Vec<f64>> = (0..grid.n_points()).map(|i| grid.numbers(i)).collect();
        assert_eq!(points, [[1.0, 0.1], [1.0, 0.2], [1.0, 0.3], [2.0, 0.1], [2.0, 0.2], [2.0, 0.3]]);
        for point in 0..grid.n_points() {
            assert_eq!(grid.point(&grid.positions(point)), point);
        }
    }

    #[test]
    fn senseless_axes_are_refused() {
        assert_eq!(Grid::new(vec![]), Err(SweepError::NoAxes));
        let a = Axis::range("a", 1.0, 2.0, 1.0);
        assert_eq!(Grid::new(vec![a.clone(), a]), Err(SweepError::Repeated("a".into())));
        let wide = |name: &str| Axis::range(name, 1.0, 1e9, 1.0);
        assert_eq!(Grid::new(vec![wide("a"), wide("b")]), Err(SweepError::TooManyPoints));
    }

    #[test]
    fn neighbours_are_a_step_away_and_inside_the_grid() {
        let grid = Grid::new(vec![Axis::range("a", 0.0, 2.0, 1.0), Axis::range("b", 0.0, 3.0, 1.0)]).unwrap();
        assert_eq!(grid.neighbours(5), [0, 1, 2, 4, 6, 8, 9, 10]);
        assert_eq!(grid.neighbours(0), [1, 4, 5]);
        assert_eq!(grid.neighbours(11), [6, 7, 10]);
    }
}
