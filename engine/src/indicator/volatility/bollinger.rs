//! Bollinger bands (John Bollinger): SMA ± `deviations` × population standard deviation. %B = (value − lower) ÷ (upper −
//! lower), 0.5 where the bands meet; bandwidth = (upper − lower) ÷ middle, 0 where the middle is. Warm-up of all: `length - 1`
//! bars.

use super::bands::bands;
use super::stdev::{Stdev, stdev};
use crate::indicator::average::{Sma, sma};
use crate::indicator::info::{Form, Info, Memory, Param, boxed, length, of_values};
use crate::indicator::ratio;
use crate::indicator::step::{Indicator, Lines, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "bollinger",
    name: "Bollinger bands",
    params: &[Param::length("length", 20), Param::real("deviations", 2.0)],
    lines: &["lower", "middle", "upper"],
    warmup: |p| vec![length(p, 0) - 1; 3],
    memory: Memory::Window,
    is_dense: true,
    form: Form::Values {
        columns: |values, p| bollinger(values, length(p, 0), p[1]).into(),
        step: |p| boxed(Bollinger::new(length(p, 0), p[1])),
    },
};

/// For the catalogue.
pub(crate) const PLACE: Info = Info {
    id: "bollinger_place",
    name: "Bollinger %B",
    lines: &["percent_b", "bandwidth"],
    warmup: |p| vec![length(p, 0) - 1; 2],
    form: of_values!(|p| BollingerPlace::new(length(p, 0), p[1])),
    ..INFO
};

/// Lower, middle and upper band of `values`. (Made of two columns: block by block is quicker than bar by bar.)
pub fn bollinger(values: &[f64], length: usize, deviations: f64) -> [Vec<f64>; 3] {
    let (middle, width) = (sma(values, length), stdev(values, length));
    <[f64; 3]>::columns(middle.iter().zip(&width).map(|(middle, width)| bands(*middle, *width, deviations)))
}

/// [`bollinger`] bar by bar.
#[derive(Debug, Clone)]
pub struct Bollinger {
    middle: Sma,
    width: Stdev,
    deviations: f64,
}

impl Bollinger {
    /// See [`bollinger`].
    pub fn new(length: usize, deviations: f64) -> Self {
        Self { middle: Sma::new(length), width: Stdev::population(length), deviations }
    }
}

impl Indicator for Bollinger {
    type Input = f64;
    type Output = [f64; 3];

    #[inline]
    fn next(&mut self, value: f64) -> [f64; 3] {
        bands(self.middle.next(value), self.width.next(value), self.deviations)
    }
}

/// %B and bandwidth of `values`.
pub fn bollinger_place(values: &[f64], length: usize, deviations: f64) -> [Vec<f64>; 2] {
    over_values(BollingerPlace::new(length, deviations), values)
}

/// [`bollinger_place`] bar by bar.
#[derive(Debug, Clone)]
pub struct BollingerPlace {
    bands: Bollinger,
}

impl BollingerPlace {
    /// See [`bollinger_place`].
    pub fn new(length: usize, deviations: f64) -> Self {
        Self { bands: Bollinger::new(length, deviations) }
    }
}

impl Indicator for BollingerPlace {
    type Input = f64;
    type Output = [f64; 2];

    #[inline]
    fn next(&mut self, value: f64) -> [f64; 2] {
        let [lower, middle, upper] = self.bands.next(value);
        [ratio(value - lower, upper - lower, 0.5), ratio(upper - lower, middle, 0.0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Mean 3, deviation 2 (squares 4, 4, 4, 4).
        let values = [1.0, 5.0, 1.0, 5.0];
        let [lower, middle, upper] = bollinger(&values, 4, 1.5);
        assert!(middle[2].is_nan());
        assert_eq!([lower[3], middle[3], upper[3]], [0.0, 3.0, 6.0]);
        let [percent_b, bandwidth] = bollinger_place(&values, 4, 1.5);
        assert_eq!([percent_b[3], bandwidth[3]], [5.0 / 6.0, 2.0]);
    }

    #[test]
    fn where_the_bands_meet_the_place_is_the_middle() {
        let [percent_b, bandwidth] = bollinger_place(&[0.1; 30], 10, 2.0);
        assert!(percent_b[9..].iter().all(|value| *value == 0.5));
        assert!(bandwidth[9..].iter().all(|value| *value == 0.0));
    }
}
