//! A slice is a window on its array.

use crate::bars::{N, START, STEP};
use crate::run::{same, stopped, text_of, values_of};

#[test]
fn what_changes_through_a_slice_or_its_array_is_seen_through_both() {
    let made = "a = array.from(1, 2, 3, 4, 5)\ns = a.slice(1, 4)";
    let shown = |statements: &str, of: &str| text_of(6, &format!("{made}\n{statements}"), of);
    assert_eq!(shown("s.set(0, 20)", "str.tostring(a)"), "[1, 20, 3, 4, 5]");
    assert_eq!(shown("a.set(3, 40)", "str.tostring(s)"), "[2, 3, 40]");
    assert_eq!(shown("s.push(9)", "str.tostring(a) + str.tostring(s)"), "[1, 2, 3, 4, 9, 5][2, 3, 4, 9]");
    assert_eq!(shown("x = s.shift()", "str.tostring(a) + str.tostring(s)"), "[1, 3, 4, 5][3, 4]");
    assert_eq!(shown("s.sort(order.descending)", "str.tostring(a)"), "[1, 4, 3, 2, 5]");
    assert_eq!(shown("s.clear()", "str.tostring(a) + str.tostring(s.size())"), "[1, 5]0");
    assert_eq!(shown("t = s.slice(1, 3)\nt.fill(0)", "str.tostring(a)"), "[1, 2, 0, 0, 5]");
    assert_eq!(shown("c = s.copy()\nc.set(0, 7)", "str.tostring(a)"), "[1, 2, 3, 4, 5]");
    assert_eq!(shown("m = matrix.new<int>(0, 3)\nm.add_row(0, s)", "str.tostring(m.row(0))"), "[2, 3, 4]");
    assert_eq!(shown("", "str.tostring(s.sum() + s.max() + a.indexof(s.first()))"), "14");
}

#[test]
fn a_slice_of_an_array_that_became_too_short_stops_the_run() {
    let source = "//@version=6\nstrategy(\"s\")\na = array.from(1, 2, 3)\ns = a.slice(0, 3)\nx = a.pop()\ny = s.sum()\n";
    assert_eq!(stopped(source), "The array has become shorter than its slice.");
}

#[test]
fn the_last_bar_of_a_session_ends_at_midnight() {
    let day = 86_400_000;
    let last = |bar: usize| (START + (bar as i64 + 1) * STEP) % day == 0;
    let expected: Vec<f64> = (0..N).map(|bar| f64::from(u8::from(last(bar)))).collect();
    same(&values_of(6, "", "session.islastbar ? 1 : 0"), &expected, "session.islastbar");
}
