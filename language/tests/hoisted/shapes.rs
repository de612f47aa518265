//! Shapes of conditions, whether each may skip bars, and faults that were found.

use std::rc::Rc;

use engine::series::Series;
use engine::synthetic::minute_series;

use super::ways::{Seen, check, compiled};

fn run(name: &str, source: &str, series: &Rc<Series>) -> Seen {
    check(name, &compiled(name, source), series)
}

#[test]
fn shapes_of_conditions_give_the_same_with_columns_and_step_by_step() {
    let series = Rc::new(minute_series(11, 5_000));
    let head = "//@version=6\nstrategy(\"T\")\nf = ta.sma(close, 7)\ns = ta.sma(close, 19)\n";
    let old = head.replace("version=6", "version=5");
    let bodies = [
        // Skips: a guard alone, lazily with the position, in a choice, with `not` and `or`.
        (
            true,
            "if ta.crossover(f, s)\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(f, s)\n    strategy.close(\"L\")",
        ),
        (
            true,
            "up = ta.crossover(f, s)\nif up and strategy.position_size <= 0\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(f, s) and strategy.position_size > 0\n    strategy.close(\"L\")",
        ),
        (
            true,
            "x = f > s ? close > f : close < f\ny = f > s and close > f or not (close < s)\nif x and y and ta.crossover(close, f)\n    strategy.entry(\"L\", strategy.long)\nif strategy.position_size > 0\n    if f < s\n        strategy.close(\"L\")",
        ),
        (
            true,
            "var float last = na\nif ta.crossover(f, s)\n    last := close\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(f, s) and close > last\n    strategy.close(\"L\")",
        ),
        (
            true,
            "r = f - s\nif r > 0 and r[1] <= 0 and ta.rsi(close, 9)[2] > 40\n    strategy.entry(\"L\", strategy.long)\nif nz(r[3]) > 0 and ta.crossunder(r, 0)\n    strategy.close(\"L\")",
        ),
        (
            true,
            "if hour == 3 and minute == 5\n    strategy.entry(\"L\", strategy.long)\nif hour == 4 and minute == 5\n    strategy.close_all()",
        ),
        // Something on every bar: a counter, a history of the position, an order without a guard, an `else`.
        (
            false,
            "var n = 0\nn += 1\nif n % 50 == 0\n    strategy.entry(\"L\", strategy.long)\nif n % 50 == 25\n    strategy.close(\"L\")",
        ),
        (
            false,
            "if ta.crossover(f, s)\n    strategy.entry(\"L\", strategy.long)\nif strategy.position_size[1] > 0 and ta.crossunder(f, s)\n    strategy.close(\"L\")",
        ),
        (
            false,
            "if ta.crossover(f, s)\n    strategy.entry(\"L\", strategy.long)\nstrategy.exit(\"X\", \"L\", profit = 30, loss = 30)",
        ),
        (false, "if f > s\n    strategy.entry(\"L\", strategy.long)\nelse\n    strategy.close(\"L\")"),
        // A function that keeps a state and is not always called.
        (
            true,
            "if f > s and ta.crossover(close, s)\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(f, s)\n    strategy.close(\"L\")",
        ),
        // What stops: a length that is na, at some bar.
        (
            true,
            "n = bar_index > 3000 ? na : 5\nq = ta.sma(close, n)\nif ta.crossover(q, s)\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(q, s)\n    strategy.close(\"L\")",
        ),
        (
            false,
            "i = 0\nsum = 0.0\nfor k = 1 to 3\n    sum := sum + close[k]\nif ta.crossover(f, s)\n    strategy.entry(\"L\", strategy.long)\nif ta.crossunder(f, s)\n    strategy.close(\"L\")",
        ),
    ];
    for (skips, body) in bodies {
        for head in [head, &old] {
            let seen = run(body, &format!("{head}{body}\n"), &series);
            assert!(seen.n_trades > 1, "{body}: {seen:?}");
            assert_eq!(seen.skips_bars, skips, "{body}");
        }
    }
}

const ENTRY: &str = "if ta.crossover(close, ta.sma(close, 9))\n    strategy.entry(\"L\", strategy.long)\n";

fn with_entry(body: &str) -> String {
    format!("//@version=6\nstrategy(\"T\")\n{ENTRY}{body}\n")
}

#[test]
fn a_var_that_is_never_assigned_again_keeps_its_first_value() {
    let source = with_entry("var start = close\nif close < start - 0.2\n    strategy.close(\"L\")");
    assert!(run("var", &source, &Rc::new(minute_series(3, 3_000))).n_trades > 1);
}

#[test]
fn two_sessions_as_an_input_chooses_are_not_taken_for_one() {
    let body = "n = input.int(0, \"Which\", minval = 0, maxval = 2)\ns = n == 0 ? \"0000-0400\" : n == 1 ? \"0400-0800\" : \"0800-1200\"\nif not na(time(timeframe.period, s)) and close < close[1]\n    strategy.close(\"L\")";
    assert!(run("sessions", &with_entry(body), &Rc::new(minute_series(3, 3_000))).n_trades > 1);
}

#[test]
fn the_close_time_of_a_bar_before_a_gap_is_when_the_next_one_opens() {
    let all = minute_series(3, 4_000);
    let bars: Vec<_> = (0..all.len()).filter(|bar| bar % 50 < 37).map(|bar| all.bar(bar)).collect();
    let series = Rc::new(Series::from_bars(&bars, all.interval_ms()).unwrap());
    let source = with_entry(
        "if time_close[1] == time and time_close[3] - time_close[2] < -100000\n    strategy.close(\"L\")",
    );
    assert!(run("gaps", &source, &series).n_trades > 1);
}

#[test]
fn what_stops_a_script_is_what_comes_first_and_orders_before_it_are_made() {
    let series = Rc::new(minute_series(3, 3_000));
    for (first, second) in [(1_500, 1_500), (1_500, 1_400), (1_400, 1_500)] {
        let body = format!(
            "a = array.new_float(1, 0)\nstrategy.order(\"O\", strategy.short)\ni = bar_index >= {first} ? 5 : 0\nx = array.get(a, i)\nq = ta.sma(close, bar_index == {second} ? 0 : 5)\nif close > q + x\n    strategy.close(\"L\")"
        );
        let seen = run("stops", &with_entry(&body), &series);
        assert!(seen.is_stopped && seen.n_trades > 1, "{seen:?}");
    }
}

#[test]
fn orders_that_wait_meet_the_bars_that_are_skipped() {
    let series = Rc::new(minute_series(5, 6_000));
    for body in [
        "if up\n    strategy.entry(\"L\", strategy.long, stop = high + 0.03)\nif down\n    strategy.cancel(\"L\")\n    strategy.close(\"L\")",
        "if up\n    strategy.entry(\"L\", strategy.long)\n    strategy.exit(\"X\", \"L\", trail_points = 3, trail_offset = 2, stop = low - 0.2)",
        "if up\n    strategy.entry(\"L\", strategy.long, limit = low - 0.02)\n    strategy.exit(\"X\", \"L\", profit = 8, loss = 5)",
        "if up\n    strategy.entry(\"L\", strategy.long)\nif down\n    strategy.entry(\"S\", strategy.short, stop = low - 0.05)\n    strategy.exit(\"X\", \"L\", limit = close + 0.05)",
    ] {
        let head = "strategy(\"T\", pyramiding = 2)\nup = ta.crossover(close, ta.ema(close, 21))\ndown = ta.crossunder(close, ta.ema(close, 34))";
        let seen = run(body, &format!("//@version=6\n{head}\n{body}\n"), &series);
        assert!(seen.skips_bars && seen.n_trades > 20, "{body}: {seen:?}");
    }
}
