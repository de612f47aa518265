//! Requests at a fixed rate, whether or not those before are answered: an open model. A time counts from when the request was due,
//! so that a server that stalls cannot hide it by being asked less.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// What came of it.
pub(crate) struct Outcome {
    /// Requests per second that were asked for.
    pub(crate) rate: u32,
    /// Of the answered, sorted.
    times: Vec<Duration>,
    n_failed: usize,
    /// How long after the last request was due the last answer came.
    tail: Duration,
}

/// A rate counts as sustained if everything is answered well, the 99th percentile within this, and nothing piles up beyond it.
const PATIENCE: Duration = Duration::from_secs(1);

impl Outcome {
    pub(crate) fn is_sustained(&self) -> bool {
        self.n_failed == 0 && self.tail <= PATIENCE && self.at(0.99) <= PATIENCE
    }

    fn at(&self, share: f64) -> Duration {
        let last = self.times.len().saturating_sub(1);
        self.times.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:>6}/s {:>7} answered {:>4} failed", self.rate, self.times.len(), self.n_failed)?;
        for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("max", 1.0)] {
            write!(f, "  {name} {:>8.1} ms", self.at(share).as_secs_f64() * 1e3)?;
        }
        f.write_str(if self.is_sustained() { "" } else { "  not sustained" })
    }
}

/// Sends for some seconds. `request` is told its number and says whether it was answered well.
pub(crate) async fn hold<F>(rate: u32, seconds: u32, request: impl Fn(u64) -> F) -> Outcome
where
    F: Future<Output = bool> + Send + 'static,
{
    let n = u64::from(rate) * u64::from(seconds);
    let start = Instant::now() + Duration::from_millis(10);
    let due = |number: u64| start + Duration::from_secs_f64(number as f64 / f64::from(rate));
    let mut under_way = JoinSet::new();
    for number in 0..n {
        let due = due(number);
        sleep_until(due).await;
        let request = request(number);
        under_way.spawn(async move { request.await.then(|| due.elapsed()) });
    }
    let answers = under_way.join_all().await;
    let tail = due(n - 1).elapsed();
    let mut times: Vec<Duration> = answers.iter().flatten().copied().collect();
    times.sort_unstable();
    Outcome { rate, n_failed: answers.len() - times.len(), times, tail }
}
