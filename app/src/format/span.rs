//! Spans of time: of a run's data, of a job's run, of an interval between bars.

use shared::run_time::RunTime;

use super::number::{Plus, Separators};

const SECOND: f64 = 1_000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// A span of market time in its two largest units: `412 d 6 h`.
pub fn market(separators: &Separators, ms: f64) -> String {
    let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")];
    let Some(at) = units.iter().position(|(size, _)| ms >= *size) else {
        return format!("{}\u{a0}ms", separators.count(ms.max(0.0)));
    };
    let (size, unit) = units[at];
    let whole = (ms / size).floor();
    let first = format!("{}\u{a0}{unit}", separators.count(whole));
    match units.get(at + 1) {
        Some((size, unit)) if ms - whole * units[at].0 >= *size => {
            let rest = ((ms - whole * units[at].0) / size).floor();
            format!("{first}\u{a0}{}\u{a0}{unit}", separators.count(rest))
        }
        _ => first,
    }
}

/// How long something took or will take on the clock: `0.42 s`, `3 min 20 s`.
pub fn clock(separators: &Separators, ms: f64) -> String {
    match ms.max(0.0) {
        ms if ms < 1.0 => "under 1\u{a0}ms".into(),
        ms if ms < SECOND => format!("{}\u{a0}ms", separators.count(ms)),
        ms if ms < 10.0 * SECOND => format!("{}\u{a0}s", separators.fixed(ms / SECOND, 2, Plus::Hidden)),
        ms if ms < MINUTE => format!("{}\u{a0}s", separators.count(ms / SECOND)),
        ms => market(separators, ms),
    }
}

/// How long a job ran: `0.42 s`, or `over 0.42 s` where an attempt ended nobody knows when.
pub fn run_time(separators: &Separators, time: RunTime) -> String {
    let clock = clock(separators, time.ms as f64);
    match time.is_least {
        false => clock,
        true if time.ms == 0 => "an unknown time".into(),
        true => format!("over {clock}"),
    }
}

/// The distance between bars as traders say it: `1 day`, `5 min`.
pub fn interval(ms: i64) -> String {
    let ms = ms as f64;
    let units = [(7.0 * DAY, "week"), (DAY, "day"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")];
    match units.iter().find(|(size, _)| ms >= *size && ms % size == 0.0) {
        Some((size, unit)) => {
            let n = ms / size;
            let plural = if n > 1.0 && matches!(*unit, "week" | "day") { "s" } else { "" };
            format!("{n}\u{a0}{unit}{plural}")
        }
        None => format!("{ms}\u{a0}ms"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_naturally() {
        let en = Separators::default();
        let plain = |text: String| text.replace('\u{a0}', " ");
        assert_eq!(plain(market(&en, 1_500.0 * DAY + 6.0 * HOUR)), "1,500 d 6 h");
        assert_eq!(plain(market(&en, 2.0 * DAY)), "2 d");
        assert_eq!(plain(market(&en, 90.0 * MINUTE)), "1 h 30 min");
        assert_eq!(plain(clock(&en, 420.4)), "420 ms");
        assert_eq!(plain(clock(&en, 1_234.0)), "1.23 s");
        assert_eq!(plain(clock(&en, 200_000.0)), "3 min 20 s");
        assert_eq!(plain(interval(86_400_000)), "1 day");
        assert_eq!(plain(interval(300_000)), "5 min");
        assert_eq!(plain(interval(14_400_000)), "4 h");
    }
}
