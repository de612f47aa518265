//! Requests at a fixed rate, whether or not those before are answered: an open model. A time counts from when the request was due,
//! so that a server that stalls cannot hide it by being asked less, and neither can whoever asks by being late.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// Requests under way at most. Who has as many waiting does not keep up, and is asked no more.
const MOST_UNDER_WAY: usize = 512;
/// A rate counts as sustained if everything is answered well, 99 of 100 within this, and the last within this of when it was due.
const PATIENCE: Duration = Duration::from_secs(1);

/// When the answer was there, or why none was that is good.
pub(super) type Answered = Result<Instant, String>;

/// What came of it.
pub(super) struct Outcome {
    /// Requests per second that were due.
    pub(super) rate: u32,
    /// From when each request was due to its answer; sorted.
    times: Vec<Duration>,
    /// How long after it was due each request was sent; sorted.
    late: Vec<Duration>,
    failures: Vec<String>,
    n_unsent: u32,
    /// From when the last request was due to the last answer.
    tail: Duration,
}

impl Outcome {
    pub(super) fn n_answered(&self) -> usize {
        self.times.len()
    }

    /// Requests with a bad answer or none, and those that were not sent any more.
    pub(super) fn n_failed(&self) -> usize {
        self.failures.len() + self.n_unsent as usize
    }

    pub(super) fn why_failed(&self) -> Option<&str> {
        let unsent = (self.n_unsent > 0).then_some("too many are under way");
        self.failures.first().map(String::as_str).or(unsent)
    }

    pub(super) fn is_sustained(&self) -> bool {
        self.n_failed() == 0
            && self.tail <= PATIENCE
            && self.within(0.99).is_some_and(|time| time <= PATIENCE)
    }

    /// The time within which this share was answered; `None` if there were too few to tell.
    pub(super) fn within(&self, share: f64) -> Option<Duration> {
        at(&self.times, share)
    }

    /// How late this share was sent at most.
    pub(super) fn late(&self, share: f64) -> Option<Duration> {
        at(&self.late, share)
    }
}

/// The nearest rank. One in a thousand needs a thousand.
fn at(sorted: &[Duration], share: f64) -> Option<Duration> {
    let n = sorted.len() as f64;
    if n * (1.0 - share) < 0.9995 {
        return None;
    }
    sorted.get((n * share).ceil() as usize - 1).copied()
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} requests at {} per second answered, {} failed",
            self.n_answered(),
            self.rate,
            self.n_failed()
        )
    }
}

/// Sends so many. `request` is told its number, and what it makes need not be polled to have begun.
pub(super) async fn hold<F>(rate: u32, n: u32, request: impl Fn(u32) -> F) -> Outcome
where
    F: Future<Output = Answered> + Send + 'static,
{
    let start = Instant::now() + Duration::from_millis(10);
    let due = |number: u32| start + Duration::from_secs_f64(f64::from(number) / f64::from(rate));
    let mut outcome = Outcome {
        rate,
        times: Vec::new(),
        late: Vec::new(),
        failures: Vec::new(),
        n_unsent: 0,
        tail: Duration::ZERO,
    };
    let mut under_way: JoinSet<(Instant, Answered)> = JoinSet::new();
    let mut last = start;
    let mut take = |outcome: &mut Outcome, (due, answered): (Instant, Answered)| match answered {
        Ok(at) => {
            outcome.times.push(at - due);
            last = last.max(at);
        }
        Err(why) => outcome.failures.push(why),
    };
    for number in 0..n {
        let due = due(number);
        sleep_until(due).await;
        while let Some(done) = under_way.try_join_next() {
            take(&mut outcome, done.unwrap());
        }
        if under_way.len() >= MOST_UNDER_WAY {
            outcome.n_unsent = n - number;
            break;
        }
        outcome.late.push(due.elapsed());
        let request = request(number);
        under_way.spawn(async move { (due, request.await) });
    }
    while let Some(done) = under_way.join_next().await {
        take(&mut outcome, done.unwrap());
    }
    outcome.tail = last.saturating_duration_since(due(n - 1));
    outcome.times.sort_unstable();
    outcome.late.sort_unstable();
    outcome
}

#[test]
fn a_stall_is_seen_by_every_request_that_was_due_in_it() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    // Ten requests, one per 10 ms; nobody answers before 100 ms have passed.
    let outcome = runtime.block_on(async {
        let until = Instant::now() + Duration::from_millis(110);
        hold(100, 10, |_| async move {
            sleep_until(until).await;
            Ok(Instant::now())
        })
        .await
    });
    let shortest = outcome.times[0];
    assert!(outcome.times.is_sorted() && outcome.n_failed() == 0);
    assert!(outcome.times[9] >= Duration::from_millis(95), "{:?}", outcome.times);
    assert!(shortest >= Duration::from_millis(5) && shortest < outcome.times[9], "{:?}", outcome.times);
}

#[test]
fn a_rank_needs_as_many_as_it_speaks_of() {
    let times: Vec<Duration> = (1..=1_000).map(Duration::from_millis).collect();
    let ms = |n: usize, share| at(&times[..n], share).map(|time| time.as_millis());
    assert_eq!([ms(1_000, 0.5), ms(1_000, 0.99), ms(1_000, 0.999)], [Some(500), Some(990), Some(999)]);
    assert_eq!([ms(100, 0.5), ms(100, 0.99), ms(999, 0.999)], [Some(50), Some(99), None]);
    assert_eq!([ms(99, 0.99), ms(1, 0.5), ms(0, 0.5)], [None, None, None]);
}
