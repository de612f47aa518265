//! `ta.*` against the plain definitions: on whole and on holed values, with length 1 and with a length that changes.

use crate::bars::{Data, N, bars};
use crate::plain as p;
use crate::run::{same, values_of};

/// Sources as a script writes them, and as columns.
fn sources(data: &Data) -> Vec<(&'static str, Vec<f64>)> {
    let close = &data.close;
    let with = |is_na: fn(usize) -> bool| {
        close.iter().enumerate().map(|(i, x)| if is_na(i) { f64::NAN } else { *x }).collect::<Vec<_>>()
    };
    vec![
        ("close", close.clone()),
        ("(bar_index < 9 ? na : close)", with(|i| i < 9)),
        ("(bar_index % 11 == 7 ? na : close)", with(|i| i % 11 == 7)),
    ]
}

/// Lengths as a script writes them, and by bar.
fn lengths() -> Vec<(&'static str, Vec<usize>)> {
    vec![
        ("1", vec![1; N]),
        ("2", vec![2; N]),
        ("14", vec![14; N]),
        ("2 + bar_index % 7", (0..N).map(|i| 2 + i % 7).collect()),
    ]
}

/// An expression with `{x}` and `{n}`, and its definition.
type Row = (&'static str, fn(&Data, &[f64], &[usize]) -> Vec<f64>);

/// Functions of a source whose length may change from bar to bar.
const OF_SERIES_LENGTH: &[Row] = &[
    ("ta.sma({x}, {n})", |_, x, n| p::sma(x, n)),
    ("ta.wma({x}, {n})", |_, x, n| p::wma(x, n)),
    ("ta.alma({x}, {n}, 0.85, 6)", |_, x, n| p::alma(x, n, 0.85, 6.0)),
    ("ta.linreg({x}, {n}, 0)", |_, x, n| p::linreg(x, n, 0.0)),
    ("ta.linreg({x}, {n}, 3)", |_, x, n| p::linreg(x, n, 3.0)),
    ("ta.stdev({x}, {n})", |_, x, n| p::variance(x, n, 0.0).iter().map(|v| v.sqrt()).collect()),
    ("ta.variance({x}, {n})", |_, x, n| p::variance(x, n, 0.0)),
    ("ta.dev({x}, {n})", |_, x, n| p::deviation(x, n)),
    ("ta.mom({x}, {n})", |_, x, n| p::change(x, n)),
    ("ta.change({x}, {n})", |_, x, n| p::change(x, n)),
    ("ta.roc({x}, {n})", |_, x, n| p::change(x, n).iter().zip(x).map(|(d, x)| 100.0 * d / (x - d)).collect()),
    ("ta.cmo({x}, {n})", |_, x, n| p::cmo(x, n)),
    ("ta.cog({x}, {n})", |_, x, n| p::cog(x, n)),
    ("ta.highest({x}, {n})", |_, x, n| p::extreme(x, n, 1.0)),
    ("ta.lowest({x}, {n})", |_, x, n| p::extreme(x, n, -1.0)),
    ("ta.highestbars({x}, {n})", |_, x, n| p::extreme_bars(x, n, 1.0)),
    ("ta.lowestbars({x}, {n})", |_, x, n| p::extreme_bars(x, n, -1.0)),
    ("ta.median({x}, {n})", |_, x, n| {
        p::window(x, n, |w| (p::sorted(w)[(w.len() - 1) / 2] + p::sorted(w)[w.len() / 2]) / 2.0)
    }),
    ("ta.range({x}, {n})", |_, x, n| p::window(x, n, |w| p::sorted(w)[w.len() - 1] - p::sorted(w)[0])),
    ("math.sum({x}, {n})", |_, x, n| p::window(x, n, |w| w.iter().sum())),
    ("ta.percentile_nearest_rank({x}, {n}, 30)", |_, x, n| {
        p::window(x, n, |w| p::sorted(w)[((0.3 * w.len() as f64).ceil() as usize).max(1) - 1])
    }),
    ("ta.mode({x}, {n})", |_, x, n| {
        let count = |w: &[f64], x: f64| w.iter().filter(|y| **y == x).count();
        p::window(x, n, |w| {
            let most = w.iter().map(|x| count(w, *x)).max().unwrap_or(0);
            p::sorted(w).into_iter().find(|x| count(w, *x) == most).unwrap_or(f64::NAN)
        })
    }),
];

#[test]
fn functions_of_a_window_are_their_definitions_for_every_source_and_length() {
    let (data, _) = bars();
    for (row, definition) in OF_SERIES_LENGTH {
        for (source, x) in sources(&data) {
            for (length, n) in lengths() {
                let expression = row.replace("{x}", source).replace("{n}", length);
                same(&values_of(6, "", &expression), &definition(&data, &x, &n), &expression);
            }
        }
    }
}

/// Functions whose length is fixed.
const OF_FIXED_LENGTH: &[Row] = &[
    ("ta.ema({x}, {n})", |_, x, n| p::ema(x, n[0])),
    ("ta.rma({x}, {n})", |_, x, n| p::rma(x, n[0])),
    ("ta.hma({x}, {n})", |_, x, n| p::hma(x, n[0])),
    ("ta.rsi({x}, {n})", |_, x, n| p::rsi(x, n[0])),
];

#[test]
fn averages_that_go_on_are_their_definitions_for_every_source() {
    let (data, _) = bars();
    for (row, definition) in OF_FIXED_LENGTH {
        for (source, x) in sources(&data) {
            for (length, n) in &lengths()[..3] {
                let expression = row.replace("{x}", source).replace("{n}", length);
                same(&values_of(6, "", &expression), &definition(&data, &x, n), &expression);
            }
        }
    }
}

fn combined(a: &[f64], b: &[f64], f: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect()
}

#[test]
fn functions_of_whole_bars_are_their_definitions() {
    let (data, _) = bars();
    let Data { high, low, close, volume, .. } = &data;
    let all = |n: usize| vec![n; N];
    let hlc3: Vec<f64> = (0..N).map(|i| (high[i] + low[i] + close[i]) / 3.0).collect();
    let range = p::true_range(&data, 0.0);
    let deviations: Vec<f64> = p::variance(close, &all(20), 0.0).iter().map(|v| v.sqrt()).collect();
    let middle = p::sma(close, &all(20));
    let upper = combined(&middle, &deviations, |m, d| m + 2.0 * d);
    let lower = combined(&middle, &deviations, |m, d| m - 2.0 * d);
    let macd = combined(&p::ema(close, 5), &p::ema(close, 9), |a, b| a - b);
    let signal = p::ema(&macd, 4);
    let keltner = |sign: f64| combined(&p::ema(close, 7), &p::ema(&range, 7), |m, r| m + sign * 1.5 * r);
    let highest = p::extreme(high, &all(10), 1.0);
    let lowest = p::extreme(low, &all(10), -1.0);
    let wpr = (0..N)
        .map(|i| {
            if highest[i] == lowest[i] {
                f64::NAN
            } else {
                100.0 * (close[i] - highest[i]) / (highest[i] - lowest[i])
            }
        })
        .collect();
    let rows: Vec<(&str, &str, Vec<f64>)> = vec![
        ("", "ta.tr", p::true_range(&data, f64::NAN)),
        ("", "ta.tr(true)", range.clone()),
        ("", "ta.tr(false)", p::true_range(&data, f64::NAN)),
        ("", "ta.atr(7)", p::rma(&range, 7)),
        ("", "ta.vwma(close, 6)", p::vwma(&data, close, &all(6))),
        ("", "ta.swma(close)", p::swma(close)),
        ("[a, b, c] = ta.bb(close, 20, 2)", "a", middle.clone()),
        ("[a, b, c] = ta.bb(close, 20, 2)", "b", upper.clone()),
        ("[a, b, c] = ta.bb(close, 20, 2)", "c", lower.clone()),
        (
            "",
            "ta.bbw(close, 20, 2)",
            combined(&combined(&upper, &lower, |a, b| a - b), &middle, |a, b| a / b),
        ),
        ("[a, b, c] = ta.macd(close, 5, 9, 4)", "a", macd.clone()),
        ("[a, b, c] = ta.macd(close, 5, 9, 4)", "b", signal.clone()),
        ("[a, b, c] = ta.macd(close, 5, 9, 4)", "c", combined(&macd, &signal, |a, b| a - b)),
        ("[a, b, c] = ta.kc(close, 7, 1.5)", "a", p::ema(close, 7)),
        ("[a, b, c] = ta.kc(close, 7, 1.5)", "b", keltner(1.0)),
        ("[a, b, c] = ta.kc(close, 7, 1.5)", "c", keltner(-1.0)),
        ("", "ta.stoch(close, high, low, 10)", p::stoch(close, high, low, &all(10))),
        ("", "ta.cci(hlc3, 8)", p::cci(&hlc3, &all(8))),
        ("", "ta.mfi(hlc3, 6)", p::mfi(&data, &hlc3, 6)),
        ("", "ta.wpr(10)", wpr),
        ("", "ta.tsi(close, 4, 7)", p::tsi(close, 4, 7)),
        ("", "ta.rci(close, 8)", p::rci(close, 8)),
        ("", "ta.percentrank(close, 9)", p::percent_rank(close, 9)),
        ("", "ta.correlation(close, volume, 12)", p::correlation(close, volume, 12)),
        (
            "",
            "ta.stdev(close, 9, false)",
            p::variance(close, &all(9), 1.0).iter().map(|v| v.sqrt()).collect(),
        ),
        ("", "ta.pivothigh(high, 3, 2)", p::pivot(high, 3, 2, 1.0)),
        ("", "ta.pivothigh(3, 2)", p::pivot(high, 3, 2, 1.0)),
        ("", "ta.pivotlow(low, 2, 4)", p::pivot(low, 2, 4, -1.0)),
        ("", "ta.highest(5)", p::extreme(high, &all(5), 1.0)),
        ("", "ta.lowestbars(5)", p::extreme_bars(low, &all(5), -1.0)),
        ("x = ta.crossover(close, open)", "x ? 1.0 : 0.0", p::crossing(close, &data.open, 1.0)),
        ("x = ta.crossunder(close, open)", "x ? 1.0 : 0.0", p::crossing(close, &data.open, -1.0)),
        ("", "ta.cum(volume)", (0..N).map(|i| volume[..=i].iter().sum()).collect()),
        ("", "ta.max(close)", (0..N).map(|i| close[..=i].iter().copied().fold(f64::MIN, f64::max)).collect()),
        ("", "ta.min(close)", (0..N).map(|i| close[..=i].iter().copied().fold(f64::MAX, f64::min)).collect()),
    ];
    for (statements, expression, definition) in rows {
        same(&values_of(6, statements, expression), &definition, &format!("{statements} {expression}"));
    }
}

#[test]
fn rising_and_falling_compare_with_each_of_the_values_before() {
    let (data, _) = bars();
    let rising = |sign: f64, n: usize| -> Vec<f64> {
        let x = &data.close;
        (0..N)
            .map(|i| f64::from(u8::from(i >= n && (1..=n).all(|k| sign * x[i] > sign * x[i - k]))))
            .collect()
    };
    same(&values_of(6, "x = ta.rising(close, 3)", "x ? 1.0 : 0.0"), &rising(1.0, 3), "rising");
    same(&values_of(6, "x = ta.falling(close, 2)", "x ? 1.0 : 0.0"), &rising(-1.0, 2), "falling");
}

#[test]
fn memories_of_events_count_from_the_event() {
    let (data, _) = bars();
    let up = |i: usize| data.close[i] > data.open[i];
    let since = (0..N).map(|i| (0..=i).rev().position(up).map_or(f64::NAN, |n| n as f64)).collect::<Vec<_>>();
    same(&values_of(6, "", "ta.barssince(close > open)"), &since, "barssince");
    for k in 0..3 {
        let value = |i: usize| (0..=i).rev().filter(|j| up(*j)).nth(k).map_or(f64::NAN, |j| data.low[j]);
        let expression = format!("ta.valuewhen(close > open, low, {k})");
        same(&values_of(6, "", &expression), &(0..N).map(value).collect::<Vec<_>>(), &expression);
    }
}

#[test]
fn a_call_that_is_skipped_remembers_the_bars_on_which_it_ran() {
    let (data, _) = bars();
    // On every third bar alone: the sum of the last two closes of such bars.
    let third: Vec<usize> = (0..N).filter(|i| i % 3 == 0).collect();
    let sum = |i: usize| {
        let at = third.iter().position(|of| *of == i);
        at.filter(|at| *at > 0).map_or(f64::NAN, |at| data.close[third[at]] + data.close[third[at - 1]])
    };
    let expected: Vec<f64> = (0..N).map(sum).collect();
    same(&values_of(6, "", "bar_index % 3 == 0 ? math.sum(close, 2) : na"), &expected, "in an arm of `?`");
    let block = "float x = na\nif bar_index % 3 == 0\n    x := math.sum(close, 2)";
    same(&values_of(6, block, "x"), &expected, "in a block");
    // Behind `and`, version 6 skips it; version 5 does not.
    let statements = "x = bar_index % 3 == 0 and math.sum(bar_index, 2) == 2 * bar_index - 3";
    let every_third = |i: usize| f64::from(u8::from(i.is_multiple_of(3) && i > 0));
    same(&values_of(6, statements, "x ? 1.0 : 0.0"), &(0..N).map(every_third).collect::<Vec<_>>(), "lazy");
    same(&values_of(5, statements, "x ? 1.0 : 0.0"), &[0.0; N], "in version 5");
}

#[test]
fn two_written_calls_have_two_states_and_a_function_has_one_for_each_call() {
    let statements =
        "f() =>\n    var int n = 0\n    n += 1\n    n\na = f()\nb = f()\nc = bar_index % 2 == 0 ? f() : 0";
    let expected: Vec<f64> =
        (0..N).map(|i| (2 * (i + 1)) as f64 + if i % 2 == 0 { (i / 2 + 1) as f64 } else { 0.0 }).collect();
    same(&values_of(6, statements, "a + b + c"), &expected, "states");
}

#[test]
fn a_length_that_makes_no_sense_stops_the_run_with_a_sentence() {
    for (expression, sentence) in [
        ("ta.sma(close, 0)", "A length is 0; it must be at least 1."),
        ("ta.sma(close, bar_index - 5)", "A length is -5; it must be at least 1."),
        ("ta.sma(close, 1000000000)", "A length is 1000000000; at most 100,000 are possible."),
        ("ta.highest(close, int(na))", "A length is na."),
    ] {
        let source = format!("//@version=6\nstrategy(\"s\")\nx = {expression}\n");
        assert_eq!(crate::run::stopped(&source), sentence, "{expression}");
    }
}
