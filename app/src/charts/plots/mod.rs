//! The series that a strategy looked at, over the price and in panes below it.
//!
//! [`lines`] are the plots of the chart library, fed from [`held`]: whole series where they are small, otherwise the points of the view,
//! which a worker is asked for. [`legend`] names them in front of the chart, and [`choice`] remembers which are switched off.

mod choice;
mod held;
mod legend;
mod lines;
mod tint;

pub(super) use choice::Choice;
pub(super) use legend::PlotLegend;
pub(super) use lines::{Asked, Lines, Said};
