//! A sweep: one run per cell of a grid of parameter values.

mod grid;

pub use grid::{Axis, Grid, GridError, MAX_CELLS};
