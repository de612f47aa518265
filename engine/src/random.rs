//! Numbers by chance, the same for the same seed on every target: whole numbers and one exact division.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// Even between 0 and 1, from the upper 53 bits.
pub(crate) fn unit(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
}

/// Even among 0 … n − 1, by Lemire's multiplication; what would make some numbers likelier than others is drawn again.
pub(crate) fn below(random: &mut ChaCha8Rng, n: u64) -> u64 {
    loop {
        let wide = u128::from(random.next_u64()) * u128::from(n);
        let low = wide as u64;
        if low >= n || low >= n.wrapping_neg() % n {
            return (wide >> 64) as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    #[test]
    fn every_number_is_as_likely() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut counts = [0; 7];
        for _ in 0..70_000 {
            counts[below(&mut random, 7) as usize] += 1;
        }
        assert!(counts.iter().all(|n| (9_600..10_400).contains(n)), "{counts:?}");
        let mean = (0..10_000).map(|_| unit(&mut random)).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
    }
}
