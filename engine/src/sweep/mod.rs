//! A sweep: many runs of one strategy, each with other values of some parameters.
//!
//! [`SweepSpec`] says what is swept and how cells are chosen, [`Space`] turns a point of the grid into the settings of a run,
//! [`Points`] says which points run, in rounds, [`Layout`] numbers the cells, and [`CellRunner`] runs them. A cell's numbers
//! depend on its point and its dataset only; which points a search asks for depends on its seed and on complete rounds.

mod axis;
mod cell;
mod constraint;
mod grid;
mod layout;
mod objective;
mod points;
pub mod search;
mod setting;
mod space;
mod spec;

pub use crate::error::{MAX_CELLS, SweepError};
pub use axis::{Axis, AxisValues};
pub use cell::{Cell, CellRunner, table_hash};
pub use constraint::Constraint;
pub use grid::{Grid, MAX_POINTS};
pub use layout::{Layout, Place};
pub use objective::Objective;
pub use points::Points;
pub use setting::Setting;
pub use space::{Setup, Space};
pub use spec::{Algorithm, CELL_COLUMNS, Method, SweepSpec};
