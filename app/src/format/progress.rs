//! How far a job is, in words.

use shared::job::Progress;

use super::number::{Plus, Separators};
use super::span;

/// `63%`, never 100 before everything is done.
pub fn percent(progress: &Progress) -> String {
    format!("{}%", (progress.share() * 100.0).floor())
}

/// `12.3 M bars/s`, or nothing while unknown.
pub fn rate(separators: &Separators, progress: &Progress, unit: &str) -> Option<String> {
    (progress.per_second > 0.0).then(|| format!("{}\u{a0}{unit}/s", short(separators, progress.per_second)))
}

/// `3 s left`, or nothing while unknown or done.
pub fn remaining(separators: &Separators, progress: &Progress) -> Option<String> {
    let left = progress.total.saturating_sub(progress.done) as f64;
    let known = progress.per_second > 0.0 && left > 0.0;
    // Whole seconds: finer ones would jump about.
    known.then(|| {
        let ms = (left / progress.per_second).ceil() * 1_000.0;
        let text =
            if ms < 60_000.0 { format!("{}\u{a0}s", ms / 1_000.0) } else { span::market(separators, ms) };
        format!("{text} left")
    })
}

/// Three figures and a scale: `950`, `12.3 k`, `4.56 M`.
pub fn short(separators: &Separators, value: f64) -> String {
    let scales = [(1e9, "G"), (1e6, "M"), (1e3, "k")];
    match scales.iter().find(|(size, _)| value.abs() >= *size) {
        Some((size, scale)) => {
            let scaled = value / size;
            let decimals = if scaled.abs() >= 100.0 {
                0
            } else if scaled.abs() >= 10.0 {
                1
            } else {
                2
            };
            format!("{}\u{a0}{scale}", separators.fixed(scaled, decimals, Plus::Hidden))
        }
        None => separators.fixed(value, if value.abs() < 10.0 { 1 } else { 0 }, Plus::Hidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_without_promising_too_much() {
        let en = Separators::default();
        let plain = |text: String| text.replace('\u{a0}', " ");
        let progress = Progress { done: 9_999, total: 10_000, per_second: 12_345_678.0, best: None };
        assert_eq!(plain(percent(&progress)), "99%");
        assert_eq!(rate(&en, &progress, "bars").map(plain), Some("12.3 M bars/s".into()));
        assert_eq!(remaining(&en, &progress).map(plain), Some("1 s left".into()));
        let unknown = Progress::default();
        assert_eq!(
            (unknown.share(), rate(&en, &unknown, "bars"), remaining(&en, &unknown)),
            (0.0, None, None)
        );
        let slow = Progress { done: 0, total: 7_200, per_second: 1.0, best: None };
        assert_eq!(remaining(&en, &slow).map(plain), Some("2 h left".into()));
    }
}
