//! Logarithms of numbers near 1, for a fraction of what a logarithm costs.
//!
//! ln(b ÷ a) is twice the inverse hyperbolic tangent of (b − a) ÷ (b + a), whose series is short where b is near a.

/// Below this size of the argument, a change of half a percent, three terms of the series are exact.
pub(super) const VERY_NEAR: f64 = 0.0025;
/// Below this one, a change of 2 %, five terms are.
pub(super) const NEAR: f64 = 0.01;

/// The inverse hyperbolic tangent of what is below [`VERY_NEAR`].
#[inline(always)]
pub(super) fn atanh_very_near(s: f64) -> f64 {
    let q = s * s;
    s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0)))
}

/// The inverse hyperbolic tangent of what is below [`NEAR`].
#[inline]
pub(super) fn atanh_near(s: f64) -> f64 {
    let q = s * s;
    s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0)))))
}

/// ln(1 + x) for x above −1, exact to a unit or two in the last place.
#[inline]
pub(super) fn log1p(x: f64) -> f64 {
    let s = x / (2.0 + x);
    if s.abs() < NEAR { 2.0 * atanh_near(s) } else { libm::log1p(x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_series_equals_the_logarithm() {
        for i in -40_000..40_000 {
            let x = f64::from(i) * 1e-6;
            let exact = libm::log1p(x);
            assert!((log1p(x) - exact).abs() <= exact.abs() * 4.5e-16, "{x}");
        }
    }

    #[test]
    fn the_series_is_taken_where_it_is_exact_and_nowhere_else() {
        let differs = |x: f64| log1p(x) != libm::log1p(x);
        assert!((1..1_000).any(|i| differs(f64::from(i) * 2e-5)), "the last bit would tell them apart");
        // Of the first, (b − a) ÷ (b + a) is the limit itself.
        assert!(
            ![0.020202020202020204, 0.03, 0.1, 0.5, 1.0, 10.0, -0.03, -0.5, -0.9].into_iter().any(differs)
        );
    }

    #[test]
    fn the_fifth_term_is_needed_to_round_right() {
        // The doubles nearest to the exact values.
        assert_eq!(atanh_near(0.0099897), 0.0099900323242925);
        assert_eq!(atanh_near(0.009989300000000001), 0.009989632284372474);
    }

    #[test]
    fn three_terms_equal_five_where_they_are_used() {
        for i in -1_000..=1_000 {
            let s = f64::from(i) * (VERY_NEAR / 1_000.0);
            assert!((atanh_very_near(s) - atanh_near(s)).abs() <= s.abs() * 4.5e-16, "{s}");
        }
    }
}
