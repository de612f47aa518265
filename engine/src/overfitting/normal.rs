//! The normal distribution.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Probability of a value below `z`.
pub(super) fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// The value with probability `p` above it, for 0 < `p` < 1: a bisection between −40 and 40, polished by Newton's steps.
/// Asked for the tail above, since 1 − p has no digits left for the small p of many trials.
pub(super) fn with_above(p: f64) -> f64 {
    let above = |z: f64| 0.5 * libm::erfc(z * FRAC_1_SQRT_2);
    let (mut low, mut high) = (-40.0, 40.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if above(middle) > p { low = middle } else { high = middle }
    }
    let mut z = 0.5 * (low + high);
    for _ in 0..3 {
        let density = libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt();
        if density > 0.0 {
            z += (above(z) - p) / density;
        }
    }
    z
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (p, z) in [
            (0.5, 0.0),
            (0.025, 1.959_963_984_540_054),
            (0.975, -1.959_963_984_540_054),
            (1e-6, 4.753_424_308_822_899),
            (1e-12, 7.034_483_825_301_132),
        ] {
            assert!((with_above(p) - z).abs() < 1e-12, "{p}: {}", with_above(p));
            assert!((below(-z) / p - 1.0).abs() < 1e-11, "{p}");
        }
    }
}
