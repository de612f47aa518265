//! Rate limits: a bucket per caller that fills steadily and is emptied by requests.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

/// Callers remembered at most; beyond that, those whose bucket is full are forgotten, which changes nothing for them.
const MAX_CALLERS: usize = 10_000;

/// A bucket per caller.
pub struct Limiter {
    per_second: f64,
    burst: f64,
    buckets: Mutex<BTreeMap<String, Bucket>>,
}

struct Bucket {
    level: f64,
    at: Instant,
}

impl Limiter {
    /// A limiter that lets through so many per second, and `burst` at once after a pause.
    pub fn new(per_second: f64, burst: f64) -> Self {
        Self { per_second, burst, buckets: Mutex::default() }
    }

    /// Takes one from a caller's bucket.
    ///
    /// # Errors
    /// It is empty: the seconds until it is not.
    pub fn take(&self, caller: &str) -> Result<(), u64> {
        self.take_at(caller, 1.0, Instant::now())
    }

    /// Takes several at once.
    ///
    /// # Errors
    /// There are not so many: the seconds until there are.
    pub fn take_many(&self, caller: &str, n: f64) -> Result<(), u64> {
        self.take_at(caller, n, Instant::now())
    }

    /// Gives one back.
    pub fn give_back(&self, caller: &str) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(caller) {
            bucket.level = (bucket.level + 1.0).min(self.burst);
        }
    }

    fn take_at(&self, caller: &str, n: f64, now: Instant) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_CALLERS && !buckets.contains_key(caller) {
            buckets.retain(|_, bucket| self.level(bucket, now) < self.burst);
            if buckets.len() >= MAX_CALLERS {
                return Err(1);
            }
        }
        let bucket =
            buckets.entry(caller.to_owned()).or_insert_with(|| Bucket { level: self.burst, at: now });
        bucket.level = self.level(bucket, now);
        bucket.at = now;
        if bucket.level < n {
            let wait = (n - bucket.level) / self.per_second;
            return Err(wait.ceil().max(1.0) as u64);
        }
        bucket.level -= n;
        Ok(())
    }

    fn level(&self, bucket: &Bucket, now: Instant) -> f64 {
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        (bucket.level + passed * self.per_second).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_passes_then_one_per_interval_and_the_wait_is_told() {
        let limiter = Limiter::new(0.5, 3.0);
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(limiter.take_at("a", 1.0, start), Ok(()));
        }
        assert_eq!(limiter.take_at("a", 1.0, start), Err(2));
        assert_eq!(limiter.take_at("b", 1.0, start), Ok(()), "another caller has a separate bucket");
        assert_eq!(limiter.take_at("a", 1.0, start + Duration::from_secs(1)), Err(1));
        assert_eq!(limiter.take_at("a", 1.0, start + Duration::from_secs(2)), Ok(()));
        assert_eq!(limiter.take_at("a", 1.0, start + Duration::from_secs(2)), Err(2));
    }

    #[test]
    fn the_memory_of_callers_is_bounded() {
        let limiter = Limiter::new(1.0, 2.0);
        let start = Instant::now();
        for n in 0..MAX_CALLERS {
            assert_eq!(limiter.take_at(&n.to_string(), 1.0, start), Ok(()));
        }
        assert_eq!(limiter.take_at("one more", 1.0, start), Err(1));
        assert_eq!(limiter.take_at("one more", 1.0, start + Duration::from_secs(1)), Ok(()));
        assert_eq!(limiter.buckets.lock().unwrap().len(), 1);
    }
}
