//! Marks where trades were entered and left, and lines between the two.

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

/// The time of the point that holds a bar, in seconds as the library has it.
fn point_time(view: &View, time: &[i64], bar: u32) -> i64 {
    let point = (bar as usize - view.first) / view.size;
    time[view.bars(point).start].div_euclid(1_000)
}

/// Lines from entry to exit of the trades in sight, in the colour of what they brought; the chosen trade has a band behind it, and the
/// only line where all would be too many.
pub(super) fn lines(
    trades: &[Trade],
    time: &[i64],
    view: &View,
    seen: &Range<usize>,
    (colours, chosen): (&Colours, Option<usize>),
) -> Vec<Value> {
    let is_in_sight = |trade: &Trade| {
        let (entry, exit) = (trade.entry_bar as usize, trade.exit_bar as usize);
        entry >= view.first && exit < view.end && entry < seen.end && exit >= seen.start
    };
    let in_sight: Vec<(usize, &Trade)> =
        trades.iter().enumerate().filter(|(_, trade)| is_in_sight(trade)).collect();
    let few = in_sight.len() <= MAX_MARKS;
    let line = |(at, trade): (usize, &Trade)| {
        let colour = if trade.profit >= 0.0 { &colours.gain } else { &colours.loss };
        json!({
            "from": { "time": point_time(view, time, trade.entry_bar), "price": trade.entry_price },
            "to": { "time": point_time(view, time, trade.exit_bar), "price": trade.exit_price },
            "colour": colour,
            "band": (chosen == Some(at)).then(|| format!("{}1f", colours.accent)),
        })
    };
    in_sight.into_iter().filter(|(at, _)| few || chosen == Some(*at)).map(line).collect()
}

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
    let mark = |bar: u32, up: bool, colour: &str, text: String| {
        let value = json!({
            "time": point_time(view, time, bar),
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

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use engine::config::RunConfig;
    use engine::registry::{built_in, prepare};
    use engine::series::{Bar, Series};
    use engine::strategy::catalog::find;

    use super::*;

    /// A strategy that is in and out all the time, over so many minutes.
    fn traded(n_bars: usize) -> (Vec<Trade>, Vec<i64>) {
        let bar = |i: usize| {
            let close = 90.0 + 2.0 * (5.0 - (i % 10) as f64).abs();
            let (time, volume) = (60_000 * i as i64, 1.0);
            Bar { time, open: close, high: close + 1.0, low: close - 1.0, close, volume }
        };
        let bars: Vec<Bar> = (0..n_bars).map(bar).collect();
        let series = Rc::new(Series::from_bars(&bars, 60_000).unwrap());
        let mut params = find("sma_cross").unwrap().defaults();
        params.set("fast", 1.0);
        params.set("slow", 2.0);
        let run =
            prepare(&built_in("sma_cross").unwrap(), &params, &RunConfig::default(), Rc::clone(&series));
        (run.unwrap().finish().trades, series.time().to_vec())
    }

    fn colours() -> Colours {
        let [surface, ink, line, accent, gain, loss, benchmark] =
            ["surface", "ink", "line", "#000000", "gain", "loss", "benchmark"].map(str::to_owned);
        let series = vec!["series".to_owned()];
        Colours { surface, ink, line, accent, gain, loss, benchmark, series, compared: Vec::new() }
    }

    #[test]
    fn each_trade_in_sight_has_a_line_from_entry_to_exit_and_the_chosen_one_a_band() {
        let (trades, time) = traded(100);
        let view = View::whole(time.len());
        let all = lines(&trades, &time, &view, &(0..time.len()), (&colours(), Some(3)));
        assert_eq!(all.len(), trades.len());
        for (at, (line, trade)) in all.iter().zip(&trades).enumerate() {
            assert_eq!(line["from"], json!({ "time": trade.entry_time / 1_000, "price": trade.entry_price }));
            assert_eq!(line["to"], json!({ "time": trade.exit_time / 1_000, "price": trade.exit_price }));
            assert_eq!(line["colour"], if trade.profit >= 0.0 { "gain" } else { "loss" });
            assert_eq!(line["band"], if at == 3 { json!("#0000001f") } else { Value::Null });
        }
        let entry = trades[3].entry_bar as usize;
        let few = lines(&trades, &time, &view, &(entry..entry + 1), (&colours(), None));
        assert!((1..=2).contains(&few.len()), "{few:?}");
    }

    #[test]
    fn where_the_lines_would_be_too_many_the_chosen_one_stays() {
        let (trades, time) = traded(1_000);
        assert!(trades.len() > MAX_MARKS);
        let drawn = |chosen| {
            lines(&trades, &time, &View::whole(time.len()), &(0..time.len()), (&colours(), chosen)).len()
        };
        assert_eq!((drawn(None), drawn(Some(3))), (0, 1));
    }
}
