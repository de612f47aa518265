//! Marks where trades were entered and left.

use std::ops::Range;

use engine::trade::{Side, Trade};
use serde_json::{Value, json};

use super::colours::Colours;
use super::view::View;
use crate::format::locale;
use crate::format::number::Plus;

/// More marks than this in sight would cover the prices.
const MAX_MARKS: usize = 120;
/// Up to this many, the marks carry words.
const MAX_WORDS: usize = 40;

/// The marks of the bars in sight, in the order of time; none where there would be too many.
pub(super) fn marks(
    trades: &[Trade],
    time: &[i64],
    view: &View,
    seen: &Range<usize>,
    colours: &Colours,
) -> Vec<Value> {
    let in_view = |bar: u32| seen.contains(&(bar as usize));
    let n_marks: usize =
        trades.iter().map(|t| usize::from(in_view(t.entry_bar)) + usize::from(in_view(t.exit_bar))).sum();
    if n_marks > MAX_MARKS {
        return Vec::new();
    }
    let with_words = n_marks <= MAX_WORDS;
    let point_time = |bar: u32| {
        let point = (bar as usize - view.first) / view.size;
        time[view.bars(point).start].div_euclid(1_000)
    };
    let mark = |bar: u32, up: bool, colour: &str, text: String| {
        let value = json!({
            "time": point_time(bar),
            "position": if up { "belowBar" } else { "aboveBar" },
            "shape": if up { "arrowUp" } else { "arrowDown" },
            "color": colour,
            "text": if with_words { text } else { String::new() },
        });
        (bar, value)
    };
    let mut marks = Vec::with_capacity(n_marks);
    for (at, trade) in trades.iter().enumerate() {
        let is_long = trade.side == Side::Long;
        if in_view(trade.entry_bar) {
            let word = if is_long { "long" } else { "short" };
            marks.push(mark(trade.entry_bar, is_long, &colours.accent, format!("{word} {}", at + 1)));
        }
        if in_view(trade.exit_bar) && !trade.is_open() {
            let colour = if trade.profit >= 0.0 { &colours.gain } else { &colours.loss };
            let percent = locale::fixed(trade.return_ratio() * 100.0, 1, Plus::Shown);
            marks.push(mark(trade.exit_bar, !is_long, colour, format!("{percent}%")));
        }
    }
    marks.sort_by_key(|(bar, _)| *bar);
    marks.into_iter().map(|(_, value)| value).collect()
}
