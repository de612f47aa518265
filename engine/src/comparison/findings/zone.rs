//! The time zone: it was found before anything was compared.

use super::super::clock::Offsets;
use super::words::offset_text;
use super::{Cause, Finding};

const MINUTE_MS: i64 = 60_000;

/// A sentence about a clock that is not UTC.
pub(super) fn zone(offsets: &Offsets) -> Option<Finding> {
    if offsets.first == 0 && offsets.second.is_none() {
        return None;
    }
    let mut minutes: Vec<i64> = [Some(offsets.first), offsets.second].into_iter().flatten().collect();
    minutes.iter_mut().for_each(|of| *of /= MINUTE_MS);
    minutes.sort_unstable();
    let texts: Vec<String> = minutes.iter().map(|of| offset_text(*of)).collect();
    let sentence = match texts.as_slice() {
        [one] => format!("The list’s times are {one}: its chart’s time zone. They were converted."),
        _ => format!(
            "The list’s times are {}, by season: its chart’s time zone. They were converted.",
            texts.join(" and ")
        ),
    };
    Some(Finding { cause: Cause::TimeZone { minutes }, n_trades: 0, sentence, remedy: None })
}
