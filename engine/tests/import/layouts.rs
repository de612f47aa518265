//! The layouts of [`publishers`](crate::files::publishers) taken apart into fields, and each once more with more rows.

use engine::series::Bar;

use crate::files::{DAY, publishers};

/// A file of one layout: what stands above the rows, the rows, and the delimiter.
pub(crate) struct Layout {
    pub(crate) source: &'static str,
    pub(crate) head: Vec<Vec<String>>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) delimiter: char,
    /// Oldest first.
    pub(crate) bars: Vec<Bar>,
    /// The times are written in UTC.
    pub(crate) is_utc: bool,
}

/// Prices behind the two bars that every file holds, each beginning where the last ended.
const MORE: [[f64; 4]; 6] = [
    [12.5, 13.5, 11.5, 12.0],
    [12.0, 12.5, 10.0, 10.5],
    [10.5, 11.25, 9.75, 11.0],
    [11.0, 11.5, 10.25, 10.75],
    [10.75, 12.25, 10.5, 12.0],
    [12.0, 14.0, 11.75, 13.5],
];

/// Every layout with its two rows, and with eight.
pub(crate) fn layouts() -> Vec<Layout> {
    let layouts: Vec<Layout> = publishers().into_iter().map(taken_apart).collect();
    let longer: Vec<Layout> = layouts.iter().filter_map(longer).collect();
    // One writes each row in another unit.
    assert!(longer.len() + 1 >= layouts.len(), "{} of {}", longer.len(), layouts.len());
    layouts.into_iter().chain(longer).collect()
}

fn taken_apart((source, text, bars): (&'static str, String, Vec<Bar>)) -> Layout {
    let lines: Vec<&str> = text.lines().collect();
    let (head, rows) = lines.split_at(lines.len() - 2);
    let delimiter = [';', '\t', '|'].into_iter().find(|c| rows[0].contains(*c)).unwrap_or(',');
    // No field of these files has a delimiter in it.
    let fields = |lines: &[&str]| -> Vec<Vec<String>> {
        lines.iter().map(|line| line.split(delimiter).map(str::to_owned).collect()).collect()
    };
    let is_utc = !matches!(source, "HistData" | "Alpha Vantage");
    Layout { source, head: fields(head), rows: fields(rows), delimiter, bars, is_utc }
}

/// How a field follows from its bar.
type Field = Box<dyn Fn(&Bar) -> String>;

fn longer(layout: &Layout) -> Option<Layout> {
    let is_newest_first = layout.rows[0].iter().zip(&layout.rows[1]).any(|(first, second)| {
        let [a, b] = [first, second].map(|field| number(field));
        (a, b) == (Some(11.0), Some(10.0))
    });
    let (old, new) = if is_newest_first { (1, 0) } else { (0, 1) };
    let fields: Vec<Field> = layout.rows[old]
        .iter()
        .zip(&layout.rows[new])
        .map(|(old, new)| of_bar(old, new, &layout.bars))
        .collect::<Option<_>>()?;
    let mut bars = layout.bars.clone();
    let step = bars[1].time - bars[0].time;
    let is_weekend = |time: i64| step == DAY && (time / DAY + 3) % 7 >= 5;
    let has_weekends = bars.iter().any(|bar| is_weekend(bar.time));
    for [open, high, low, close] in MORE {
        let mut time = bars[bars.len() - 1].time + step;
        while is_weekend(time) && !has_weekends {
            time += step;
        }
        bars.push(Bar { time, open, high, low, close, volume: bars[0].volume });
    }
    let mut rows: Vec<Vec<String>> =
        bars.iter().map(|bar| fields.iter().map(|field| field(bar)).collect()).collect();
    if is_newest_first {
        rows.reverse();
    }
    let Layout { source, delimiter, is_utc, .. } = *layout;
    Some(Layout { source, head: layout.head.clone(), rows, delimiter, bars, is_utc })
}

fn number(field: &str) -> Option<f64> {
    field.trim_matches(['"', '$']).replace(',', ".").parse().ok()
}

/// What both fields are made of: a constant, a price, a time.
fn of_bar(old: &str, new: &str, bars: &[Bar]) -> Option<Field> {
    let (old, new) = (old.to_owned(), new.to_owned());
    if old == new {
        return Some(Box::new(move |_| old.clone()));
    }
    let values: [fn(&Bar) -> f64; 6] = [
        |bar| bar.open,
        |bar| bar.high,
        |bar| bar.low,
        |bar| bar.close,
        |bar| bar.close / 2.0,
        // Kraken's average price.
        |bar| {
            if bar.open == 10.0 {
                10.7
            } else if bar.close == 12.5 {
                11.9
            } else {
                (bar.high + bar.low) / 2.0
            }
        },
    ];
    let is_it = |value: &fn(&Bar) -> f64| {
        (number(&old), number(&new)) == (Some(value(&bars[0])), Some(value(&bars[1])))
    };
    if let Some(value) = values.into_iter().find(is_it) {
        let (is_quoted, is_dollar, is_comma) = (old.contains('"'), old.contains('$'), old.contains(','));
        return Some(Box::new(move |bar| {
            let mut text = value(bar).to_string();
            if is_comma {
                text = if text.contains('.') { text.replace('.', ",") } else { text + ",0" };
            }
            match (is_quoted, is_dollar) {
                (true, _) => format!("\"{text}\""),
                (_, true) => format!("${text}"),
                _ => text,
            }
        }));
    }
    // A plot of the chart, with a value from some bar on.
    if old == "NaN" {
        return Some(Box::new(move |_| new.clone()));
    }
    let times: [fn(i64) -> String; 20] = [
        |ms| (ms / 1000).to_string(),
        |ms| ms.to_string(),
        |ms| (ms + 59_999).to_string(),
        |ms| (ms * 1000).to_string(),
        |ms| ((ms + 60_000) * 1000 - 1).to_string(),
        |ms| (ms * 1_000_000).to_string(),
        |ms| written("%Y-%m-%d", ms),
        |ms| written("%Y-%m-%d %H:%M:00", ms),
        |ms| written("%Y-%m-%d %H:%M:00", ms - 5 * 3_600_000),
        |ms| written("%Y-%m-%dT%H:%M:00-05:00", ms - 5 * 3_600_000),
        |ms| written("%Y.%m.%d", ms),
        |ms| written("%Y%m%d", ms),
        |ms| written("%H:%M", ms),
        |ms| written("%H:%M", ms - 5 * 3_600_000),
        |ms| written("%H:%M:00", ms),
        |ms| written("\"%H%M\"", ms),
        |ms| written("%H%M00", ms),
        |ms| written("%Y%m%d %H%M00", ms - 5 * 3_600_000),
        |ms| written("%d.%m.%Y", ms),
        |ms| written("%d/%m/%Y", ms),
    ];
    let more: [fn(i64) -> String; 3] = [
        |ms| written("%m/%d/%Y", ms),
        |ms| written("%d.%m.%Y %H:%M:00.000", ms),
        |ms| written("%d.%m.%Y %H:%M:00.000 GMT+0200", ms + 2 * 3_600_000),
    ];
    let is_it = |time: &fn(i64) -> String| time(bars[0].time) == old && time(bars[1].time) == new;
    let time = times.into_iter().chain(more).find(is_it)?;
    Some(Box::new(move |bar| time(bar.time)))
}

/// A time by a pattern of strftime.
fn written(pattern: &str, ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap().strftime(pattern).to_string()
}
