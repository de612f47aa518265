//! Volume: where it flows, and the price it trades at. Start with `obv.rs`.

pub(super) mod accumulation;
pub(super) mod mfi;
pub(super) mod obv;
mod total;
pub(super) mod vwap;

pub use accumulation::{Accumulation, accumulation};
pub use mfi::{Mfi, mfi};
pub use obv::{Obv, obv};
pub use vwap::{Anchor, Vwap, vwap};
