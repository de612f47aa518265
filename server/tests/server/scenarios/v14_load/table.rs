//! What was measured, as a table that can be put into a page.

use std::cell::Cell;
use std::time::Duration;

use super::devices::Kind;
use super::rate::Outcome;
use crate::support::place;
use crate::support::process::Process;

/// What the system counts of the server's process; `None` where it does not.
pub(super) struct Meter<'a> {
    process: &'a Process,
    before: Cell<Option<f64>>,
}

impl<'a> Meter<'a> {
    pub(super) fn of(process: &'a Process) -> Self {
        Self { process, before: Cell::new(None) }
    }

    /// Counts from here.
    pub(super) fn begin(&self) {
        self.process.forget_peak();
        self.before.set(self.cpu_seconds());
    }

    /// Time on a processor since it began, in its own code and in the system's for it.
    fn cpu_seconds(&self) -> Option<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).ok()?;
        // The name, in brackets, may have blanks; ticks are a hundredth of a second.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let mut ticks = || fields.next()?.parse::<f64>().ok();
        Some((ticks()? + ticks()?) / 100.0)
    }
}

pub(super) fn head() {
    println!(
        "| database | request | per second | answered | failed | p50 ms | p99 ms | p99.9 ms | sent late, p99 ms | server's CPU, ms each | server's peak, MiB |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
}

pub(super) fn row(database: place::Kind, kind: Kind, outcome: &Outcome, meter: &Meter<'_>) {
    let cpu = meter.cpu_seconds().zip(meter.before.get()).map(|(after, before)| after - before);
    let each = cpu.map(|seconds| 1e3 * seconds / outcome.n_answered().max(1) as f64);
    let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.1}"));
    let ms = |time: Option<Duration>| number(time.map(|time| 1e3 * time.as_secs_f64()));
    println!(
        "| {database:?} | {kind:?} | {} | {} | {} | {} | {} | {} | {} | {} | {} |{}",
        outcome.rate,
        outcome.n_answered(),
        outcome.n_failed(),
        ms(outcome.within(0.5)),
        ms(outcome.within(0.99)),
        ms(outcome.within(0.999)),
        ms(outcome.late(0.99)),
        number(each),
        number(meter.process.peak_mib()),
        if outcome.is_sustained() { "" } else { " not sustained" },
    );
    if let Some(why) = outcome.why_failed() {
        println!("not answered well: {why}");
    }
}
