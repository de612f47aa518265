//! Mean, deviations and shape of a sample.

/// Moments of some numbers. All zero when there are none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Moments {
    pub(super) n: f64,
    pub(super) mean: f64,
    /// Sums of the second, third and fourth power of the distance from the mean.
    m2: f64,
    m3: f64,
    m4: f64,
}

impl Moments {
    pub(super) fn new(values: &[f64]) -> Self {
        let n = values.len() as f64;
        if values.is_empty() {
            return Self::default();
        }
        // Equal values do not vary, although their sum over n may differ from them in the last bit.
        if values.iter().all(|value| *value == values[0]) {
            return Self { n, mean: values[0], ..Self::default() };
        }
        let mean = values.iter().sum::<f64>() / n;
        let mut this = Self { n, mean, ..Self::default() };
        for value in values {
            let d = value - mean;
            this.m2 += d * d;
            this.m3 += d * d * d;
            this.m4 += d * d * d * d;
        }
        this
    }

    /// Divides by n − 1; NaN for fewer than two values.
    pub(super) fn sample_variance(&self) -> f64 {
        self.m2 / (self.n - 1.0).max(0.0)
    }

    /// m₃ ÷ m₂^1.5, population moments; NaN without variation.
    pub(super) fn skew(&self) -> f64 {
        let variance = self.m2 / self.n;
        self.m3 / self.n / (variance * variance.sqrt())
    }

    /// m₄ ÷ m₂² − 3, population moments; NaN without variation.
    pub(super) fn excess_kurtosis(&self) -> f64 {
        let variance = self.m2 / self.n;
        self.m4 / self.n / (variance * variance) - 3.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_a_small_sample() {
        let moments = Moments::new(&[1.0, 2.0, 3.0, 10.0]);
        assert_eq!(moments.mean, 4.0);
        assert!((moments.sample_variance() - 50.0 / 3.0).abs() < 1e-12);
        // Population moments 12.5, 45 and 348.5 by hand.
        assert!((moments.skew() - 45.0 / libm::pow(12.5, 1.5)).abs() < 1e-12);
        assert!((moments.excess_kurtosis() - (348.5 / 156.25 - 3.0)).abs() < 1e-12);
    }
}
