//! The look-ahead check: does anything that a run did on a bar depend on later bars?
//!
//! The data are cut at some places, and up to each place the run is repeated twice: on data that end there, and on data
//! whose later bars are others ([`poison`]). Indicators, orders, fills and equity before the cut must be the same, bit for
//! bit. Start with [`LookAhead`]; what it says is a [`LookAheadVerdict`].

mod check;
mod pass;
mod places;
mod poison;
mod verdict;

pub use check::LookAhead;
pub use verdict::{Changed, Finding, Future, LookAheadVerdict};
