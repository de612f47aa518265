//! Requests whose interval is reckoned from inputs and from the chart's interval.

use crate::bars::{N, START, STEP};
use crate::run::{same, values_of};
use language::compile;

#[test]
fn an_interval_may_be_made_of_inputs_and_of_the_chart_interval() {
    let plain = values_of(6, "", "request.security(syminfo.tickerid, \"D\", ta.sma(close, 3))");
    let ways = [
        ("", "timeframe.isintraday ? \"D\" : \"W\""),
        (
            "kind = input.string(\"Day\", \"Kind\", options = [\"Day\", \"Week\"])\ntf = switch kind\n    \"Day\" => \"D\"\n    => \"W\"",
            "tf",
        ),
        ("own() =>\n    if timeframe.in_seconds() < 86400\n        \"D\"\n    else\n        \"W\"", "own()"),
        (
            "use = input.bool(true)\nhigher = input.timeframe(\"D\")\nvar string tf = use ? higher : timeframe.period",
            "tf",
        ),
    ];
    for (before, interval) in ways {
        let request = format!("request.security(syminfo.tickerid, {interval}, ta.sma(close, 3))");
        same(&values_of(6, before, &request), &plain, interval);
    }
    let inside = "mean(string tf, int n) =>\n    wanted = tf == \"\" ? \"D\" : tf\n    request.security(syminfo.tickerid, wanted, ta.sma(close, n))";
    same(&values_of(6, inside, "mean(\"\", 3)"), &plain, "in a function");
}

#[test]
fn an_interval_that_changes_from_bar_to_bar_is_refused() {
    let source = "//@version=6\nstrategy(\"s\")\nx = request.security(syminfo.tickerid, close > open ? \"D\" : \"W\", close)\n";
    let sentence = "The interval of a request must not change from bar to bar.";
    assert!(compile(source).is_err_and(|all| all[0].sentence == sentence));
}

#[test]
fn the_open_of_a_period_is_known_on_its_first_bar() {
    let (data, _) = crate::bars::bars();
    let ahead = "lookahead = barmerge.lookahead_on)";
    let expected: Vec<f64> = (0..N).map(|bar| data.open[bar - bar % 4]).collect();
    let open = format!("request.security(syminfo.tickerid, \"D\", open, {ahead}");
    same(&values_of(6, "", &open), &expected, "open");
    let both = format!("[o, t] = request.security(syminfo.tickerid, \"D\", [open, time], {ahead}");
    let expected: Vec<f64> = (0..N).map(|bar| (START + (bar - bar % 4) as i64 * STEP) as f64).collect();
    same(&values_of(6, &both, "t"), &expected, "time");
    let close = format!(
        "//@version=6\nstrategy(\"s\")\nx = request.security(syminfo.tickerid, \"D\", close, {ahead}\n"
    );
    assert!(compile(&close).is_err_and(|all| all[0].sentence.starts_with("This looks ahead")));
}

#[test]
fn what_a_request_builds_on_may_change_through_functions_and_methods() {
    let plain = values_of(6, "", "request.security(syminfo.tickerid, \"D\", ta.sma(close, 3))");
    let mean = "m = a.size() < 3 ? na : a.avg()";
    let keep = "    if list.size() > 3\n        list.shift()\n    list.size()";
    let ways = [
        format!("var a = array.new<float>()\nadd(float x, array<float> list) =>\n    list.push(x)\n{keep}\nadd(close, a)\n{mean}"),
        format!("var a = array.new<float>()\nadd(float x, array<float> list) =>\n    list.push(x)\n{keep}\nn = add(close, a)\n{mean}"),
        format!("var a = array.new<float>()\nmethod add(array<float> list, float x) =>\n    list.push(x)\n{keep}\nn = a.add(close)\n{mean}"),
        "var a = array.new<float>()\nadd() =>\n    a.push(close)\n    if a.size() > 3\n        a.shift()\n    0\nn = 1 + add()\nm = a.size() < 3 ? na : a.avg()".to_owned(),
        "type Mean\n    array<float> a\n    float value\nmethod add(Mean this, float x) =>\n    this.a.push(x)\n    if this.a.size() > 3\n        this.a.shift()\n    this.value := this.a.size() < 3 ? na : this.a.avg()\n    this\nvar o = Mean.new(array.new<float>())\nn = o.add(close).a.size()\nm = o.value".to_owned(),
    ];
    for before in ways {
        same(&values_of(6, &before, "request.security(syminfo.tickerid, \"D\", m)"), &plain, &before);
    }
}

#[test]
fn a_request_of_a_local_variable_that_changes_is_refused() {
    let changed = "f(tf) =>\n    x = close\n    if close > open\n        x := high\n    request.security(syminfo.tickerid, tf, x)\ny = f(\"D\")";
    let taken = "f(tf) =>\n    [m, u, l] = ta.bb(close, 5, 2)\n    request.security(syminfo.tickerid, tf, u)\ny = f(\"D\")";
    for body in [changed, taken] {
        let source = format!("//@version=6\nstrategy(\"s\")\nx = open\nu = open\n{body}\n");
        assert!(
            compile(&source)
                .is_err_and(|all| all[0].sentence.starts_with("This request uses a local variable")),
            "{body}"
        );
    }
    let plain = values_of(6, "", "request.security(syminfo.tickerid, \"D\", ta.sma(close, 3))");
    let fixed = "f(tf) =>\n    x = ta.sma(close, 3)\n    request.security(syminfo.tickerid, tf, x)";
    same(&values_of(6, fixed, "f(\"D\")"), &plain, "a local variable that stays");
    // The parameter is meant, and not the variable of the same name outside.
    let branches = "src = open\nf(tf, src, kind) =>\n    x = switch kind\n        1 => ta.sma(src, 3)\n        => src\n    request.security(syminfo.tickerid, tf, x)";
    same(&values_of(6, branches, "f(\"D\", close, 1)"), &plain, "a local variable with branches");
}

#[test]
fn requests_beside_each_other_are_none_inside_of_another() {
    let plain = values_of(6, "", "request.security(syminfo.tickerid, \"D\", ta.sma(close, 3))");
    let before = "f(tf, src, kind) =>\n    x = switch kind\n        1 => ta.sma(src, 3)\n        => src\n    request.security(syminfo.tickerid, tf, x)\na = f(\"D\", close, 1)\nx = ta.sma(close, 3)\nb = request.security(syminfo.tickerid, \"D\", x)\nvar l = array.new<float>()\nl.push(a)\nvar k = array.new<float>()\nk.push(x)\nc = request.security(syminfo.tickerid, \"D\", array.last(k))";
    same(&values_of(6, before, "b"), &plain, "b");
    same(&values_of(6, before, "c"), &plain, "c");
}

#[test]
fn the_own_symbol_may_be_put_together() {
    let plain = values_of(6, "", "request.security(syminfo.tickerid, \"D\", close)");
    for symbol in [
        "syminfo.prefix + \":\" + syminfo.ticker",
        "ticker.new(syminfo.prefix, syminfo.ticker)",
        "ticker.standard(syminfo.tickerid)",
        "ticker.standard()",
        "ticker.modify(syminfo.tickerid)",
    ] {
        same(&values_of(6, "", &format!("request.security({symbol}, \"D\", close)")), &plain, symbol);
        let named = format!("own = {symbol}");
        if symbol.starts_with("ticker") {
            same(&values_of(6, &named, "request.security(own, \"D\", close)"), &plain, symbol);
        }
    }
    for symbol in [
        "ticker.new(\"BINANCE\", \"BTCUSDT\")",
        "ticker.heikinashi(syminfo.tickerid)",
        "ticker.new(syminfo.prefix, syminfo.ticker, session.extended)",
    ] {
        let source = format!("//@version=6\nstrategy(\"s\")\nx = request.security({symbol}, \"D\", close)\n");
        let sentence = "Other symbols and chart types need other data: use `syminfo.tickerid`.";
        assert!(compile(&source).is_err_and(|all| all[0].sentence == sentence), "{symbol}");
    }
}
