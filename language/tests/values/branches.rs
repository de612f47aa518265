//! Branches, what they are known to be, and loops over matrices.

use language::compile;

use crate::bars::N;
use crate::run::{same, values_of};

const NA: f64 = f64::NAN;

fn compiles(version: u32, body: &str) {
    if let Err(diagnostics) = compile(&format!("//@version={version}\nstrategy(\"s\")\n{body}\n")) {
        let texts: Vec<String> = diagnostics.iter().map(|of| of.render("script")).collect();
        panic!("{body}\n{}", texts.join("\n"));
    }
}

fn of_bars(value: impl Fn(usize) -> f64) -> Vec<f64> {
    (0..N).map(value).collect()
}

#[test]
fn each_value_of_a_tuple_is_na_where_no_branch_is_taken() {
    let expected = of_bars(|bar| if bar % 3 == 0 { 20.0 * bar as f64 } else { NA });
    let by_if = "[a, b] = if bar_index % 3 == 0\n    [bar_index * 10, bar_index * 20]";
    same(&values_of(6, by_if, "b"), &expected, "if");
    let by_switch = "[a, b] = switch\n    bar_index % 3 == 0 => [bar_index * 10, bar_index * 20]";
    same(&values_of(6, by_switch, "b"), &expected, "switch");
    let truth = "[a, b] = if bar_index % 3 == 0\n    [1, true]";
    let expected = of_bars(|bar| if bar % 3 == 0 { 1.0 } else { 0.0 });
    same(&values_of(6, truth, "b ? 1 : 0"), &expected, "truth is false and not na");
}

#[test]
fn so_many_bars_ago_that_it_is_na_is_na() {
    let never = "n = ta.barssince(close < 0)\nx = close * 2";
    same(&values_of(6, never, "close[n]"), &[NA; N], "price");
    same(&values_of(6, never, "x[n]"), &[NA; N], "variable");
    same(&values_of(6, never, "ta.sma(close[n], 3)"), &[NA; N], "source of an average");
}

#[test]
fn a_branch_chosen_by_an_input_is_as_steady_as_the_input() {
    let choose = "kind = input.string(\"a\", \"Kind\", options = [\"a\", \"b\"])";
    compiles(6, &format!("{choose}\nn = switch kind\n    \"a\" => 10\n    => 20\nx = ta.ema(close, n)"));
    compiles(6, &format!("{choose}\nn = if kind == \"a\"\n    10\nelse\n    20\nx = ta.rsi(close, n)"));
    compiles(
        6,
        &format!(
            "{choose}\n[m, n] = switch kind\n    \"a\" => [5, 10]\n    => [9, 20]\nx = ta.ema(close, m) - ta.ema(close, n)"
        ),
    );
    compiles(6, "n = timeframe.in_seconds() > 3600 ? 10 : 20\nx = ta.ema(close, n)");
    let changing = compile(
        "//@version=6\nstrategy(\"s\")\nn = if close > open\n    10\nelse\n    20\nx = ta.ema(close, n)\n",
    );
    assert!(changing.is_err_and(|all| all[0].sentence.contains("is simple, and this is series")));
}

#[test]
fn what_a_function_assigns_to_is_no_variable_of_the_same_name_outside() {
    let inside = "f(x) =>\n    len = 1\n    len := len + x\n    len\ny = f(2)";
    compiles(6, &format!("len = input.int(14)\n{inside}\nx = ta.ema(close, len)"));
    compiles(6, &format!("{inside}\nlen = input.int(14)\nx = ta.ema(close, len)"));
    compiles(6, "if close > open\n    n = 1\n    n += 1\nn = 14\nx = ta.ema(close, n)");
    let outside = compile(
        "//@version=6\nstrategy(\"s\")\nlen = 14\nif close > open\n    len := 9\nx = ta.ema(close, len)\n",
    );
    assert!(outside.is_err_and(|all| all[0].sentence.contains("is simple, and this is series")));
}

#[test]
fn a_loop_goes_through_a_matrix_row_by_row() {
    let made = "m = matrix.new<float>(3, 2, 1)\nm.set(1, 0, 5)\nm.set(2, 1, bar_index)";
    let sum =
        "sum = 0.0\nfor [at, row] in m\n    sum += at * row.sum()\nfor row in m\n    sum += row.first()";
    let expected = of_bars(|bar| 1.0 * 6.0 + 2.0 * (1.0 + bar as f64) + 7.0);
    same(&values_of(6, &format!("{made}\n{sum}"), "sum"), &expected, "rows");
}

#[test]
fn a_colour_has_its_parts_and_equals_only_itself() {
    let part = |expression: &str| values_of(6, "", expression)[0];
    assert_eq!(part("color.r(#ff8001)"), 255.0);
    assert_eq!(part("color.g(#ff8001)"), 128.0);
    assert_eq!(part("color.b(#ff8001)"), 1.0);
    assert_eq!(part("color.t(color.new(color.red, 40))"), 40.0);
    assert_eq!(part("color.t(color.red)"), 0.0);
    assert_eq!(part("color.r(color.rgb(1, 2, 3))"), 1.0);
    assert_eq!(part("color.g(color.from_gradient(5, 0, 10, #000000, #006400))"), 50.0);
    assert_eq!(part("color.new(color.red, 20) == color.new(color.green, 20) ? 1 : 0"), 0.0);
    assert_eq!(part("color.new(color.red, 0) == color.red ? 1 : 0"), 1.0);
    let changing = "c = close > open ? color.new(color.green, 10) : color.new(color.red, bar_index % 50)";
    let (data, _) = crate::bars::bars();
    let expected = of_bars(|bar| if data.close[bar] > data.open[bar] { 10.0 } else { (bar % 50) as f64 });
    same(&values_of(6, changing, "color.t(c)"), &expected, "transparency");
    assert!(part("color.r(color(na))").is_nan());
}
