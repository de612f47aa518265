//! Volume.

use super::{Column, Indicators};
use crate::indicator::volume::*;

impl Indicators {
    /// See [`obv()`].
    pub fn obv(&mut self) -> Column {
        self.bar_line(&obv::INFO, &[])
    }

    /// See [`accumulation()`].
    pub fn accumulation(&mut self) -> Column {
        self.bar_line(&accumulation::INFO, &[])
    }

    /// See [`mfi()`].
    pub fn mfi(&mut self, length: usize) -> Column {
        self.bar_line(&mfi::INFO, &[length as f64])
    }

    /// See [`vwap()`]; offsets beyond 2⁵³ ms lose digits.
    pub fn vwap(&mut self, anchor: Anchor, offset_ms: i64) -> Column {
        self.bar_line(&vwap::INFO, &[anchor.number(), offset_ms as f64])
    }
}
