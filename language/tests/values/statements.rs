//! What statements do, worked out by hand: the value that is left on the last bar.

use crate::bars::{N, bars};
use crate::run::{same, stopped, text_of, values_of};

/// Statements, an expression of numbers, and what it is on the last bar.
fn expect(version: u32, cases: &[(&str, &str, &str)]) {
    for (statements, expression, expected) in cases {
        let text = text_of(version, statements, &format!("str.tostring({expression})"));
        assert_eq!(text, *expected, "{statements}\n{expression}");
    }
}

#[test]
fn loops_count_as_the_language_says() {
    expect(
        6,
        &[
            ("s = 0\nfor i = 1 to 4\n    s += i", "s", "10"),
            ("s = 0\nfor i = 5 to 1 by 2\n    s := s * 10 + i", "s", "531"),
            ("s = 0\nfor i = 0 to -1\n    s := s * 10 + i + 2", "s", "21"),
            ("s = 0\nfor i = 0 to na\n    s += 1", "s", "0"),
            (
                "s = 0\nfor i = 0 to 9\n    if i == 2\n        continue\n    if i == 5\n        break\n    s := s * 10 + i",
                "s",
                "134",
            ),
            ("s = 0\nn = 3\nfor i = 1 to n\n    n := 5\n    s += 1", "s", "5"),
            ("s = 0\nwhile s < 7\n    s += 2", "s", "8"),
            ("x = for i = 0 to 3\n    i * 2", "x", "6"),
            ("s = 0.0\nfor [i, x] in array.from(1.5, 2.5)\n    s += i * 10 + x", "s", "14"),
            (
                "m = map.new<string, int>()\nm.put(\"b\", 2)\nm.put(\"a\", 1)\ns = \"\"\nfor [k, v] in m\n    s += k + str.tostring(v)",
                "s",
                "b2a1",
            ),
        ],
    );
    // Version 5 fixes the end of a loop when it begins.
    expect(5, &[("s = 0\nn = 3\nfor i = 1 to n\n    n := 5\n    s := s + 1", "s", "3")]);
}

#[test]
fn the_end_of_a_loop_that_remembers_is_asked_once() {
    let statements = "s = 0\nfor i = 1 to 2 + int(ta.cum(0))\n    s += 1\nc = 0.0\nfor i = 1 to int(ta.cum(1))\n    c += 1";
    let expected: Vec<f64> = (0..N).map(|i| 2.0 + (i + 1) as f64).collect();
    same(&values_of(6, statements, "s + c"), &expected, "the loop's end");
}

#[test]
fn branches_have_the_value_of_their_last_line() {
    expect(
        6,
        &[
            ("x = if close < 0\n    1\nelse if close > 0\n    y = 2\n    y * 3\nelse\n    4", "x", "6"),
            ("x = if close < 0\n    1", "x", "NaN"),
            ("x = if close < 0\n    true", "x", "false"),
            ("x = switch 3\n    1 => 10\n    3 =>\n        y = 5\n        y + 1\n    => 0", "x", "6"),
            ("x = switch\n    close < 0 => 1\n    => 2", "x", "2"),
            ("[a, b] = if close > 0\n    [1, 2]\nelse\n    [3, 4]", "a * 10 + b", "12"),
            ("x = close > 0 ?\n   1 :\n   2", "x", "1"),
        ],
    );
}

#[test]
fn arithmetic_follows_the_version() {
    expect(
        6,
        &[
            ("", "7 / 2", "3.5"),
            ("", "-7 % 3", "2"),
            ("", "int(-2.7)", "-2"),
            ("", "math.round(-2.5)", "-3"),
            ("x = 0", "na(1 / x)", "true"),
        ],
    );
    expect(
        5,
        &[
            ("", "7 / 2", "3"),
            ("x = 7", "x / 2.0", "3.5"),
            ("", "bool(na) ? 1 : 2", "2"),
            ("", "close and 0 ? 1 : 2", "2"),
        ],
    );
}

#[test]
fn objects_are_references_and_copies_are_not() {
    let types = "type P\n    float x = 1.5\n    int n\ntype Q\n    P p\n    array<P> all\n";
    for (statements, expression, expected) in [
        ("a = P.new()\nb = a\nb.x := 4", "a.x", "4"),
        ("a = P.new()\nb = a.copy()\nb.x := 4", "a.x", "1.5"),
        ("a = P.new(n = 3)", "a.x + a.n", "4.5"),
        ("q = Q.new(P.new(2), array.new<P>())\nq.all.push(q.p)\nq.p.x += 1", "q.all.get(0).x", "3"),
        ("P a = na", "na(a)", "true"),
    ] {
        expect(6, &[(&format!("{types}{statements}"), expression, expected)]);
    }
    let methods = "type C\n    int n = 0\nmethod add(C this, int by = 1) =>\n    this.n += by\n    this\nmethod twice(int x) => x * 2\nmethod twice(string s) => s + s\nvar c = C.new()\nc.add().add(2)";
    let expected: Vec<f64> = (0..N).map(|i| 3.0 * (i + 1) as f64 + 10.0).collect();
    same(&values_of(6, methods, "c.n + (5).twice()"), &expected, "methods");
    assert_eq!(text_of(6, methods, "\"ab\".twice()"), "abab");
}

#[test]
fn collections_do_what_their_names_say() {
    expect(
        6,
        &[
            ("a = array.from(3, 1, 2)\na.sort(order.descending)", "a", "[3, 2, 1]"),
            ("a = array.new<int>(2, 7)\na.unshift(1)\na.insert(1, 5)\na.remove(2)", "a", "[1, 5, 7]"),
            (
                "a = array.from(1, 2, 3, 4)",
                "a.slice(1, 3).sum() * 100 + a.indexof(3) * 10 + a.get(-1)",
                "524",
            ),
            ("a = array.from(1.0, 2, 4)", "a.stdev() * a.stdev()", "1.5555555556"),
            ("a = array.from(1, 5, 3)", "a.max() * 100 + a.max(1) * 10 + a.min()", "531"),
            (
                "a = array.from(1, 3, 5)",
                "a.binary_search(3) * 100 + a.binary_search_leftmost(4) * 10 + a.binary_search_rightmost(4)",
                "112",
            ),
            ("m = map.new<string, bool>()", "m.get(\"x\") == false", "true"),
            (
                "m = map.new<int, float>()\nm.put(1, 5)\nold = m.put(1, 6)\nm.put(2, 7)\nm.remove(1)",
                "old * 100 + m.size() * 10 + m.keys().get(0)",
                "512",
            ),
            (
                "m = matrix.new<float>(2, 2, 1)\nm.set(0, 1, 3)\nm.add_row(2, array.from(5.0, 7))",
                "m.rows() * 100 + m.transpose().get(1, 2) * 10 + m.sum(m).get(0, 1)",
                "376",
            ),
            (
                "m = matrix.new<float>(2, 2, 0)\nm.set(0, 0, 2)\nm.set(1, 1, 4)",
                "m.inv().get(1, 1) + m.det() * 10 + m.mult(array.from(1.0, 2)).get(1) * 100",
                "880.25",
            ),
            (
                "m = matrix.new<float>(3, 2, 0)\nm.set(0, 0, 2)\nm.set(2, 0, 1)\nm.set(2, 1, 9)\nm.sort(0, order.descending)",
                "m.get(0, 0) * 100 + m.get(1, 1) * 10 + m.get(2, 1)",
                "290",
            ),
        ],
    );
}

#[test]
fn a_variable_may_have_the_name_of_a_library() {
    let statements = "color = color.red\nmath = math.abs(-3)\norder = 1\na = array.from(1, 2)\na.sort(order.descending)\n\
         label = label.new(7, high)\nlabel.set_x(label, 9)\nlabel.set_x(label.get_x() + 1)\n\
         f(color, line) => color == color.red ? line : 0";
    expect(
        6,
        &[(
            statements,
            "f(color.red, math.max(math, 2)) * 1000 + a.first() * 100 + label.get_x() + order",
            "3211",
        )],
    );
}

#[test]
fn drawings_keep_their_coordinates() {
    expect(
        6,
        &[
            ("l = line.new(10, 1.0, 20, 2.0)\nl.set_y2(3)", "l.get_price(15) + l.get_x2()", "22"),
            (
                "l = line.new(chart.point.from_index(4, 1.5), chart.point.from_index(6, 2.5))",
                "l.get_x1() + l.get_y2()",
                "6.5",
            ),
            (
                "b = box.new(1, 9, 3, 4)\nb.set_rightbottom(5, 2)",
                "b.get_right() * 100 + b.get_top() * 10 + b.get_bottom()",
                "592",
            ),
            ("p = chart.point.now(7)\np.price += 1", "p.price + p.index - bar_index", "8"),
            (
                "a = line.new(1, 2, 3, 4)\nf = linefill.new(a, line.copy(a), color.red)\na.set_x1(8)",
                "f.get_line1().get_x1() * 10 + f.get_line2().get_x1()",
                "81",
            ),
            ("line a = na", "a.get_y1()", "NaN"),
            ("", "array.size(label.all)", "0"),
        ],
    );
    assert_eq!(
        text_of(6, "l = label.new(bar_index, high, \"old\")\nl.set_text(\"new\")", "l.get_text()"),
        "new"
    );
}

#[test]
fn pivot_levels_are_of_the_day_before() {
    let (data, _) = bars();
    // Four bars a day.
    let expected: Vec<f64> = (0..N)
        .map(|i| {
            let Some(from) = (i / 4 * 4).checked_sub(4) else { return f64::NAN };
            let high = data.high[from..from + 4].iter().copied().fold(f64::MIN, f64::max);
            let low = data.low[from..from + 4].iter().copied().fold(f64::MAX, f64::min);
            let pivot = (high + low + data.close[from + 3]) / 3.0;
            pivot * 2.0 - low
        })
        .collect();
    let statements = "levels = ta.pivot_point_levels(\"Traditional\", timeframe.change(\"1D\"))";
    same(&values_of(6, statements, "levels.get(1)"), &expected, "R1");
    let input = "kind = input.string(\"Classic\", \"Kind\")\nlevels = ta.pivot_point_levels(kind, timeframe.change(\"1D\"))";
    same(&values_of(6, input, "levels.get(1)"), &expected, "R1 of an input");
}

#[test]
fn history_is_of_what_a_call_or_a_variable_was() {
    let (data, _) = bars();
    let before = |x: &dyn Fn(usize) -> f64, n: usize| -> Vec<f64> {
        (0..N).map(|i| if i >= n { x(i - n) } else { f64::NAN }).collect()
    };
    same(
        &values_of(6, "", "(close + open)[2]"),
        &before(&|i| data.close[i] + data.open[i], 2),
        "of an expression",
    );
    same(
        &values_of(6, "x = close * 2\ny = x[3]", "y"),
        &before(&|i| data.close[i] * 2.0, 3),
        "of a variable",
    );
    same(&values_of(6, "f(s) => s[1]", "f(high)"), &before(&|i| data.high[i], 1), "of a parameter");
    let offset = "n = bar_index % 4";
    let expected: Vec<f64> = (0..N).map(|i| data.low[i - i % 4]).collect();
    same(&values_of(6, offset, "low[n]"), &expected, "by a number that changes");
    let ema = "float e = na\ne := na(e[1]) ? close : 0.5 * close + 0.5 * e[1]";
    let mut value = f64::NAN;
    let expected: Vec<f64> = data
        .close
        .iter()
        .map(|c| {
            value = if value.is_nan() { *c } else { 0.5 * c + 0.5 * value };
            value
        })
        .collect();
    same(&values_of(6, ema, "e"), &expected, "of a variable that is assigned to");
}

#[test]
fn random_numbers_with_a_seed_are_the_same_at_each_run_and_lie_between_their_bounds() {
    let first = values_of(6, "", "math.random(2, 5, 7)");
    same(&values_of(6, "", "math.random(2, 5, 7)"), &first, "again");
    assert!(first.iter().all(|x| (2.0..5.0).contains(x)));
    assert!(first.windows(2).any(|pair| pair[0] != pair[1]));
}

#[test]
fn a_run_that_goes_wrong_stops_with_a_sentence() {
    for (statements, sentence) in [
        ("a = array.new<float>(2)\nx = a.get(5)", "Index 5 is out of bounds: the array has 2 elements."),
        ("x = close[bar_index - 200]", "The number of bars to look back is -200; it must be 0 or more."),
        ("type P\n    float x\nP p = na\nx = p.x", "The object is na: it has no fields."),
        ("while true\n    x = 1", "A loop took more than 5,000,000 turns in one bar."),
        ("a = array.new<float>(1000000)", "An array holds at most 100,000 elements."),
        ("m = matrix.new<float>(10000, 10000)", "A matrix has at most 100,000 cells."),
        ("s = \"ab\"\nfor i = 0 to 30\n    s := s + s", "A string is longer than 40,960 characters."),
        ("var a = array.new<array<float>>()", "nothing"),
    ] {
        let source = format!("//@version=6\nstrategy(\"s\")\n{statements}\n");
        if sentence == "nothing" {
            assert!(language::compile(&source).is_ok());
        } else {
            assert_eq!(stopped(&source), sentence, "{statements}");
        }
    }
}
