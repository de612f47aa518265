//! A sweep: one run per cell of a grid of parameter values.

mod cell;
mod grid;

pub use cell::{CELL_COLUMNS, CellRow, CellRunner, table_hash};
pub use grid::{Axis, Grid, GridError, MAX_CELLS};
