//! Lines over the bars of a run as SVG.

use std::ops::Range;

use super::Writing;
use super::escape::text;
use crate::format::number::Plus;

const WIDTH: f64 = 960.0;
/// Room for the numbers of the axis, at the right as on the page.
const RIGHT: f64 = 78.0;
/// Room for the dates.
const BELOW: f64 = 22.0;
const ABOVE: f64 = 8.0;
/// Points along a line: as many places as it is wide, about.
const PLACES: usize = 880;
/// Dates along the axis.
const DATES: usize = 6;
/// Lines across, about.
const LEVELS: f64 = 5.0;

/// What the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Money.
    Cash,
    /// Percent already.
    Percent,
}

/// A line.
pub(super) struct Line<'a> {
    /// A value for each bar.
    pub(super) values: &'a [f64],
    /// Class in the style.
    pub(super) class: &'static str,
    /// Whether the room between it and zero is filled.
    pub(super) is_filled: bool,
}

/// What all lines have in common.
pub(super) struct Axis<'a> {
    /// Open times of the bars.
    pub(super) times: &'a [i64],
    /// Usual distance between them.
    pub(super) interval_ms: i64,
    /// How numbers and times are written.
    pub(super) writing: &'a Writing<'a>,
}

/// From values to heights.
struct Scale {
    low: f64,
    high: f64,
    height: f64,
}

impl Scale {
    fn y(&self, value: f64) -> f64 {
        ABOVE + (self.high - value) / (self.high - self.low) * (self.height - ABOVE - BELOW)
    }
}

/// The chart; nothing where there is nothing to draw.
pub(super) fn svg(label: &str, lines: &[Line], unit: Unit, height: f64, axis: &Axis) -> String {
    let n = axis.times.len();
    let values = || lines.iter().flat_map(|line| line.values).copied().filter(|value| value.is_finite());
    let (Some(low), Some(high)) = (values().reduce(f64::min), values().reduce(f64::max)) else {
        return String::new();
    };
    // Of an equity that never moved, a line in the middle. One that moved by a few last bits did not move either: the levels between them
    // would be so many steps from zero that one more cannot be counted.
    let size = high.abs().max(low.abs());
    let room = if high - low > 1e-9 * size { 0.0 } else { size.max(1.0) * 0.01 };
    let scale = Scale { low: low - room, high: high + room, height };
    let right = WIDTH - RIGHT;
    let x = |bar: usize| if n > 1 { bar as f64 / (n - 1) as f64 * right } else { right / 2.0 };
    let mut svg =
        format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">\n", text(label));
    let step = step((scale.high - scale.low) / LEVELS);
    let mut level = (scale.low / step).ceil();
    while level * step <= scale.high {
        let (y, value) = (scale.y(level * step), level * step);
        let number = axis.writing.separators.fixed(value, decimals(step), Plus::Hidden);
        let sign = if unit == Unit::Percent { "%" } else { "" };
        svg += &format!(
            "<path class=\"grid\" d=\"M0 {y:.1}H{right}\"/><text x=\"{:.1}\" y=\"{:.1}\">{}{sign}</text>\n",
            right + 6.0,
            y + 4.0,
            text(&number),
        );
        level += 1.0;
    }
    let mut dates: Vec<usize> = (0..DATES).map(|at| at * n.saturating_sub(1) / (DATES - 1)).collect();
    dates.dedup();
    for (at, bar) in dates.iter().enumerate() {
        let anchor = match at {
            0 => "start",
            at if at + 1 == dates.len() => "end",
            _ => "middle",
        };
        let date = text(&axis.writing.bar(axis.times[*bar], axis.interval_ms));
        svg += &format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{date}</text>\n",
            x(*bar),
            height - 6.0
        );
    }
    for line in lines {
        let points: Vec<String> = drawn(line.values)
            .into_iter()
            .map(|bar| format!("{:.1} {:.1}", x(bar), scale.y(line.values[bar])))
            .collect();
        let (class, path) = (line.class, points.join("L"));
        if line.is_filled {
            let zero = scale.y(0.0_f64.clamp(scale.low, scale.high));
            let end = x(n.saturating_sub(1));
            svg += &format!(
                "<path class=\"area {class}\" d=\"M{:.1} {zero:.1}L{path}L{end:.1} {zero:.1}Z\"/>\n",
                x(0)
            );
        }
        svg += &format!("<path class=\"line {class}\" d=\"M{path}\"/>\n");
    }
    svg + "</svg>\n"
}

/// The bars through which a line is drawn: of each of many places the first, the lowest, the highest and the last, in their order, so
/// that no peak and no fall is lost.
fn drawn(values: &[f64]) -> Vec<usize> {
    let n = values.len();
    let size = n.div_ceil(PLACES).max(1);
    if size <= 4 {
        return (0..n).filter(|bar| values[*bar].is_finite()).collect();
    }
    let of_place = |bars: Range<usize>| {
        let finite = || bars.clone().filter(|bar| values[*bar].is_finite());
        let by = |a: &usize, b: &usize| values[*a].total_cmp(&values[*b]);
        let mut kept: Vec<usize> =
            [finite().next(), finite().min_by(by), finite().max_by(by), finite().next_back()]
                .into_iter()
                .flatten()
                .collect();
        kept.sort_unstable();
        kept.dedup();
        kept
    };
    (0..n).step_by(size).flat_map(|start| of_place(start..(start + size).min(n))).collect()
}

/// The next of 1, 2 and 5 with zeros that is at least so large.
fn step(least: f64) -> f64 {
    let power = format!("{least:e}").rsplit_once('e').and_then(|(_, power)| power.parse::<i32>().ok());
    let ten = |power: i32| format!("1e{power}").parse::<f64>().unwrap_or(1.0);
    let unit = ten(power.unwrap_or(0));
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * unit).find(|step| *step >= least).unwrap_or(unit)
}

/// Decimals that tell multiples of a step apart.
fn decimals(step: f64) -> usize {
    (0..10).find(|decimals| format!("{step:.decimals$}").parse() == Ok(step)).unwrap_or(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::number::Separators;

    #[test]
    fn steps_are_round_and_written_with_the_decimals_they_need() {
        for (least, expected, n) in
            [(0.7, 1.0, 0), (1.2, 2.0, 0), (2_100.0, 5_000.0, 0), (0.03, 0.05, 2), (6e-4, 1e-3, 3)]
        {
            assert!((step(least) - expected).abs() < 1e-12 * expected, "{least}");
            assert_eq!(decimals(expected), n);
        }
    }

    #[test]
    fn a_peak_and_a_fall_between_places_are_drawn() {
        let mut values: Vec<f64> = (0..100_000).map(|i| (i / 100) as f64).collect();
        (values[50_001], values[50_002]) = (-1e9, 1e9);
        let kept = drawn(&values);
        assert!(
            kept.contains(&50_001) && kept.contains(&50_002) && kept.contains(&0) && kept.contains(&99_999)
        );
        assert!(kept.len() < 4 * PLACES + 4 && kept.is_sorted());
        assert_eq!(drawn(&[1.0, f64::NAN, 2.0]), [0, 2]);
    }

    #[test]
    fn lines_stay_within_their_room() {
        let times: Vec<i64> = (0..500).map(|i| i * 86_400_000).collect();
        let values: Vec<f64> = (0..500).map(|i| 100.0 + (i % 50) as f64).collect();
        let writing = Writing { separators: &Separators::default(), zone: "UTC", offset_ms: &|_| 0 };
        let axis = Axis { times: &times, interval_ms: 86_400_000, writing: &writing };
        let line = || [Line { values: &values, class: "equity", is_filled: false }];
        let svg = svg("Equity", &line(), Unit::Cash, 300.0, &axis);
        let path = svg.split("class=\"line equity\" d=\"M").nth(1).unwrap().split('"').next().unwrap();
        let points: Vec<(f64, f64)> = path
            .split('L')
            .map(|point| point.split_once(' ').unwrap())
            .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
            .collect();
        assert_eq!(points.len(), 500);
        assert_eq!((points[0].0, points[499].0), (0.0, WIDTH - RIGHT));
        // The lowest value at the bottom, the highest at the top.
        assert_eq!((points[0].1, points[49].1), (300.0 - BELOW, ABOVE));
        assert!(svg.contains(">110<") && svg.contains(">140<") && svg.contains(">1970-01-01<"));
        let flat = [1_000.0; 500];
        let lines = [Line { values: &flat, class: "equity", is_filled: false }];
        assert!(!super::svg("Equity", &lines, Unit::Cash, 300.0, &axis).contains("NaN"));
        assert_eq!(super::svg("Equity", &[], Unit::Cash, 300.0, &axis), "");
    }

    #[test]
    fn an_equity_that_moves_by_its_last_bits_has_an_axis_that_ends() {
        let writing = Writing { separators: &Separators::default(), zone: "UTC", offset_ms: &|_| 0 };
        let axis = Axis { times: &[0, 86_400_000], interval_ms: 86_400_000, writing: &writing };
        for n_bits in 1..=4 {
            let values = [100_000.0, f64::from_bits(100_000.0_f64.to_bits() + n_bits)];
            let lines = [Line { values: &values, class: "equity", is_filled: false }];
            let svg = svg("Equity", &lines, Unit::Cash, 300.0, &axis);
            let levels = ["99,000", "99,500", "100,000", "100,500", "101,000"];
            assert!(levels.iter().all(|level| svg.contains(&format!(">{level}<"))), "{svg}");
            assert_eq!(svg.matches("class=\"grid\"").count(), levels.len());
        }
    }
}
