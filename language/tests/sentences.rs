//! Wrong programs: each gets its sentence, at its place.

use language::compile;
use language::refusal::REFUSALS;

const HEAD: &str = "//@version=6\nstrategy(\"s\")\n";

/// The first thing said about a script, as `line:column: sentence [did you mean]`.
fn said(source: &str) -> String {
    match compile(source) {
        Ok(_) => "nothing".to_owned(),
        Err(diagnostics) => {
            let first = &diagnostics[0];
            let meant = first.suggestion.as_ref().map(|name| format!(" [{name}]")).unwrap_or_default();
            format!("{}:{}: {}{meant}", first.line, first.column, first.sentence)
        }
    }
}

fn expect(cases: &[(&str, &str)]) {
    for (body, sentence) in cases {
        assert_eq!(said(&format!("{HEAD}{body}\n")), *sentence, "{body}");
    }
}

#[test]
fn misspelt_names_are_told_with_what_was_meant() {
    expect(&[
        ("x = ta.smma(close, 20)", "3:5: `ta.smma` does not exist. [ta.sma]"),
        ("x = clsoe", "3:5: `clsoe` is not declared. [close]"),
        (
            "x = strategy.positon_size",
            "3:5: `strategy.positon_size` does not exist. [strategy.position_size]",
        ),
        ("length = 3\nx = ta.sma(close, lenght)", "4:19: `lenght` is not declared. [length]"),
        ("x = ta.sma(close, lenth = 3)", "3:19: `ta.sma` has no argument `lenth`. [length]"),
        ("f(a) => a\nx = g(1)", "4:5: There is no function `g`. [f]"),
        ("type T\n    float a\nt = T.new(1)\nx = t.b", "6:7: `T` has no field `b`. [a]"),
        ("enum E\n    one\nx = E.ona", "5:5: `E` has no field `ona`. [one]"),
        ("floot x = 1.0", "3:1: There is no type `floot`. [float]"),
    ]);
}

#[test]
fn types_that_do_not_fit_are_told_with_both() {
    expect(&[
        ("x = close and true", "3:5: A condition is a bool, and this is float."),
        ("x = 1\nx := 1.5", "4:6: `x` is int, but this is float."),
        ("x = na", "3:5: `x` needs a type, because na has none."),
        ("x = \"a\" + 1", "3:5: `+` cannot join a string and int."),
        ("x = true > 1", "3:5: `>` does not work with bool and int."),
        (
            "x = ta.ema(close, bar_index)",
            "3:19: `length` of `ta.ema` is simple, and this is series: it may change from bar to bar.",
        ),
        ("if close\n    x = 1", "3:4: A condition is a bool, and this is float."),
        ("bool x = na", "3:10: In version 6 a bool is never na, but `x` is one."),
        ("x = close > open ? 1 : \"a\"", "3:5: The branches have values of different types: int and string."),
    ]);
}

#[test]
fn what_cannot_be_read_is_told_with_what_was_expected() {
    expect(&[
        ("x = ta.sma(close, 20", "3:11: This `(` is never closed."),
        ("x = (1 + ) * 2", "3:10: Expected a value, but `)` was found."),
        ("if close > open\nx = 1", "3:16: Expected an indented block after `if`, but the line ends."),
        ("x = 1 < 2 < 3", "3:11: Comparisons cannot be chained: write `a < b and b < c`."),
        (
            "x = 1\n    y = 2",
            "4:5: This line is indented, but the line above it begins no block. To continue a line, indent by a number of spaces that is no multiple of four.",
        ),
        ("x = \"open", "3:5: This string is never closed: a string ends in the line in which it begins."),
        ("x = 1 $ 2", "3:7: `$` means nothing outside of a string."),
    ]);
}

#[test]
fn names_are_declared_once_and_assigned_to_where_that_is_allowed() {
    expect(&[
        ("x := 1", "3:1: `x` is not declared."),
        ("x = 1\nx = 2", "4:1: `x` is declared already."),
        (
            "x = 1.0\nf() =>\n    x := 2\nf()",
            "5:5: A function cannot assign to `x`, which is declared outside of it.",
        ),
        ("f(a) =>\n    a := 2\nf(1)", "4:5: `a` is a parameter: it cannot be assigned to."),
        ("f(a) => f(a)\nx = f(1)", "3:9: `f` calls itself: the language has no recursion."),
        ("break", "3:1: `break` is allowed only inside a loop."),
        (
            "if close > open\n    f(a) => a",
            "4:5: A function is declared at the top level of the script, not inside of a block.",
        ),
    ]);
}

#[test]
fn what_is_not_supported_is_refused_by_name() {
    expect(&[
        ("import a/b/1", "3:1: Libraries are not available; paste the functions into the script."),
        (
            "x = request.security(\"NASDAQ:AAPL\", \"D\", close)",
            "3:22: Another symbol needs other data: use `syminfo.tickerid`.",
        ),
        (
            "x = request.security(syminfo.tickerid, \"D\", close, lookahead = barmerge.lookahead_on)",
            "3:45: This looks ahead: use `expression[1]` with `lookahead_on`, or `lookahead_off`.",
        ),
        (
            "x = request.financial(\"a\", \"b\", \"c\")",
            "3:5: Only `request.security` of the chart's own symbol is available: other requests need other data.",
        ),
        (
            "x = ticker.heikinashi(\"a\")",
            "3:5: Other symbols and chart types need other data: use `syminfo.tickerid`.",
        ),
        (
            "x = math.random()",
            "3:5: `math.random` without a seed gives other numbers at each run: give it one, as in `math.random(0, 1, 42)`.",
        ),
        (
            "if barstate.islast\n    strategy.entry(\"L\", strategy.long)",
            "4:5: An order must not depend on where the bars end: that would look ahead.",
        ),
        (
            "x = bar_index > last_bar_index - 5\nif x\n    strategy.close_all()",
            "5:5: An order must not depend on where the bars end: that would look ahead.",
        ),
        (
            "strategy.entry(\"L\", strategy.long, when = true)",
            "3:43: Version 6 has no argument `when` of `strategy.entry`.",
        ),
    ]);
}

#[test]
fn a_script_that_is_no_strategy_of_version_5_or_6_is_told_so() {
    assert_eq!(
        said("x = 1\n"),
        "1:1: The script does not say its version: its first line must be `//@version=6` (or 5)."
    );
    assert_eq!(
        said("//@version=4\nx = 1\n"),
        "1:1: This script is version 4; convert it in TradingView's editor first."
    );
    assert_eq!(
        said("//@version=6\nindicator(\"i\")\n"),
        "2:1: This is an indicator; a strategy needs `strategy(` and orders."
    );
    assert_eq!(
        said("//@version=6\nx = 1\n"),
        "1:1: This is an indicator; a strategy needs `strategy(` and orders."
    );
}

#[test]
fn several_mistakes_are_all_told() {
    let source = format!("{HEAD}x = clsoe\ny = (1 + \nz = hgih\n");
    let Err(diagnostics) = compile(&source) else { panic!("it is wrong") };
    assert!(diagnostics.len() >= 2, "{diagnostics:?}");
}

#[test]
fn every_refusal_is_a_sentence() {
    for refusal in REFUSALS {
        assert!(refusal.sentence.ends_with('.') && refusal.sentence.len() > 15, "{refusal:?}");
    }
}
