//! How long to wait after a failure: longer each time, and never all devices at once.

/// The first wait.
const FIRST_MS: u32 = 1_000;
/// The longest.
const LAST_MS: u32 = 5 * 60_000;

/// Waits that double.
#[derive(Debug, Clone, Default)]
pub(super) struct Backoff {
    n_failures: u32,
}

impl Backoff {
    /// The next wait: half of it fixed, half by `chance` from 0 to 1.
    pub(super) fn next_ms(&mut self, chance: f64) -> u32 {
        let whole = FIRST_MS.saturating_mul(1 << self.n_failures.min(20)).min(LAST_MS);
        self.n_failures += 1;
        whole / 2 + (f64::from(whole / 2) * chance.clamp(0.0, 1.0)) as u32
    }

    /// It worked.
    pub(super) fn reset(&mut self) {
        self.n_failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_five_minutes_and_jitter_by_half() {
        let (mut short, mut long) = (Backoff::default(), Backoff::default());
        let waits: Vec<_> = (0..12).map(|_| (short.next_ms(0.0), long.next_ms(1.0))).collect();
        assert_eq!(waits[..3], [(500, 1_000), (1_000, 2_000), (2_000, 4_000)]);
        assert_eq!(waits[11], (150_000, 300_000));
        short.reset();
        assert_eq!(short.next_ms(0.0), 500);
    }
}
