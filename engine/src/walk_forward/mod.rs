//! Walk-forward: choose the best cell on a stretch of the past, trade it on the stretch after, move on.
//!
//! No choice knows the bars that it is traded on. [`FoldPlan`] says how the window is cut, and [`Folds`] holds the pieces. The cells of all folds can run in any order, on any number of workers; [`Choice`] finds the best of each fold, and
//! [`Trading`] trades the choices one after the other and joins them to one report. [`WalkForward`] does it all, a cell at a time.

mod choice;
mod folds;
mod hash;
mod plan;
mod run;
mod trading;

pub use choice::Choice;
pub use folds::Folds;
pub use hash::walk_hash;
pub use plan::{FoldBars, FoldPlan, Scheme};
pub use run::WalkForward;
pub use trading::{Fold, Trading, WalkReport};
