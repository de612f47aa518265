//! Walk-forward: choose the best cell on a stretch of the past, trade it on the stretch after, move on.
//!
//! Nothing that is traded has been chosen with knowledge of its own bars. [`FoldPlan`] cuts the window, [`WalkForward`] runs it, a
//! cell at a time, and joins what was traded to one report.

mod hash;
mod plan;
mod run;

pub use hash::walk_hash;
pub use plan::{FoldBars, FoldPlan, Scheme};
pub use run::{Fold, WalkForward, WalkReport};
