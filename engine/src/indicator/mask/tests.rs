//! Bits against a look at each bar.

use super::*;
use crate::indicator::Column;
use crate::indicator::column::{Late, LateValues, Values};

/// Bars of two tiles and a part of a third, not a multiple of a word.
const N: usize = 2 * TILE + 777;

/// Two columns that touch, cross and lack values, at the start and in between, and stay apart for stretches longer than a word.
fn columns() -> [Vec<f64>; 2] {
    let mut state = 7_u64;
    let mut dice = move |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let mut columns = [vec![f64::NAN; 70], vec![f64::NAN; 131]];
    let mut apart = 0.0;
    for bar in 0..N {
        if dice(90) == 0 {
            apart = [0.0, 9.0, -9.0][dice(3) as usize];
        }
        for (column, apart) in columns.iter_mut().zip([apart, 0.0]) {
            if bar >= column.len() {
                column.push(if dice(400) == 0 { f64::NAN } else { dice(4) as f64 + apart });
            }
        }
    }
    columns
}

/// Every bit, each way to it.
fn check(mask: &Mask, what: &str, expected: impl Fn(usize) -> bool) {
    let bars: Vec<usize> = (0..N).filter(|bar| expected(*bar)).collect();
    let mut found = Vec::new();
    let mut bar = mask.next(0..N);
    while bar < N {
        found.push(bar);
        bar = mask.next(bar + 1..N);
    }
    assert_eq!(found, bars, "{what}");
    assert!((0..N).all(|bar| mask.at(bar) == expected(bar)), "{what}");
    assert!(mask.is_done(), "{what}");
    for end in [1, WORD, TILE - 1, TILE, TILE + 1, N] {
        let first = bars.iter().copied().find(|bar| *bar < end);
        assert_eq!(mask.next(0..end), first.unwrap_or(end), "{what} before {end}");
    }
}

fn mask(a: impl Into<Operand>, test: Test, b: impl Into<Operand>) -> Mask {
    Mask::comparison(N, Comparison { a: a.into(), test, b: b.into() })
}

#[test]
fn a_comparison_holds_where_a_look_at_each_bar_says_so() {
    let [a, b] = columns();
    let (of_a, of_b) = (Column::new(a.clone()), Column::new(b.clone()));
    check(&mask(&of_a, Test::Above, &of_b), "above", |bar| a[bar] > b[bar]);
    check(&mask(&of_a, Test::AtLeast, &of_b), "at least", |bar| a[bar] >= b[bar]);
    check(&mask(&of_a, Test::Above, 2.0), "above a level", |bar| a[bar] > 2.0);
    check(&mask(2.0, Test::AtLeast, &of_a), "at most a level", |bar| a[bar] <= 2.0);
    for n in [1, 2, 63, 64, 65, TILE, N] {
        let ago = |bar: usize| bar.checked_sub(n).map_or(f64::NAN, |bar| b[bar]);
        check(&mask(&of_a, Test::Above, of_b.ago(n)), &format!("above {n} ago"), |bar| a[bar] > ago(bar));
    }
}

#[test]
fn crossings_are_where_a_look_at_each_bar_finds_them() {
    let [a, b] = columns();
    let (of_a, of_b) = (Column::new(a.clone()), Column::new(b.clone()));
    let up = |a: [f64; 2], b: [f64; 2]| a[1] > b[1] && a[0] <= b[0];
    let at = |of: &[f64], bar: usize| [bar.checked_sub(1).map_or(f64::NAN, |bar| of[bar]), of[bar]];
    let [above, below] = Mask::crosses(N, (&of_a).into(), (&of_b).into());
    check(&above, "crosses above", |bar| up(at(&a, bar), at(&b, bar)));
    check(&below, "crosses below", |bar| up(at(&b, bar), at(&a, bar)));
    assert!((0..N).filter(|bar| above.at(*bar)).count() > 500);
    for level in [1.0, 2.5] {
        let [above, below] = Mask::crosses(N, (&of_a).into(), level.into());
        check(&above, "crosses above a level", |bar| up(at(&a, bar), [level; 2]));
        check(&below, "crosses below a level", |bar| up([level; 2], at(&a, bar)));
    }
}

/// A crossing on every bar in turn, with values that touch before it or not.
#[test]
fn a_single_crossing_is_found_at_every_bar() {
    for at in (0..300).chain(TILE - 3..TILE + 3) {
        for touches in [false, true] {
            let value = |bar: usize| match bar {
                _ if bar >= at => 3.0,
                _ if bar + 1 == at && touches => 2.0,
                _ => 1.0,
            };
            let column = Column::new((0..N).map(value).collect::<Vec<f64>>());
            for (a, b, is_above) in
                [(Operand::from(&column), 2.0.into(), true), (2.0.into(), (&column).into(), false)]
            {
                let [above, below] = Mask::crosses(N, a, b);
                let expected = if at > 0 { at } else { N };
                let found = [above.next(0..N), below.next(0..N)];
                assert_eq!(found, if is_above { [expected, N] } else { [N, expected] }, "at {at}, {touches}");
            }
        }
    }
}

#[test]
fn the_algebra_is_that_of_its_bits() {
    let [a, b] = columns();
    let (of_a, of_b) = (Column::new(a.clone()), Column::new(b.clone()));
    let (one, other) = (mask(&of_a, Test::Above, 2.0), mask(&of_b, Test::Above, 1.0));
    let (is_one, is_other) = (|bar: usize| a[bar] > 2.0, |bar: usize| b[bar] > 1.0);
    check(&(&one & &other), "and", |bar| is_one(bar) && is_other(bar));
    check(&(&one | &other), "or", |bar| is_one(bar) || is_other(bar));
    check(&!&one, "not", |bar| !is_one(bar));
    let rare = mask(&of_a, Test::Above, 11.0);
    for n in [0, 1, 5, 63, 64, 65, 200, TILE, TILE + 1, N, usize::MAX / 2] {
        let ago = |bar: usize| bar.checked_sub(n).is_some_and(|bar| a[bar] > 11.0);
        check(&rare.ago(n), &format!("{n} ago"), ago);
        let within = |bar: usize| (bar.saturating_sub(n)..=bar).rev().any(|bar| a[bar] > 11.0);
        check(&rare.within(n), &format!("within {n}"), within);
    }
}

#[test]
fn bits_are_worked_out_when_they_are_asked_for_and_columns_go_when_all_are_known() {
    let made = Rc::new(RefCell::new(Vec::new()));
    let (noted, of) = (Rc::clone(&made), Rc::new(()));
    let weak = Rc::downgrade(&of);
    let make = move |bars: Range<usize>| {
        let _ = &of;
        noted.borrow_mut().push(bars.clone());
        bars.map(|bar| bar as f64).collect()
    };
    let column = Column::new(Values::Late(Rc::new(Late::new(N, Made { make, slack: 0.0 }))));
    let mask = mask(&column, Test::AtLeast, 0.0);
    drop(column);
    assert!(made.borrow().is_empty());
    assert!(mask.at(N - 1) && !mask.is_done());
    assert_eq!(mask.next(0..1), 0);
    assert_eq!(mask.next(TILE..N), TILE);
    // A bar more, for crossings.
    assert_eq!(*made.borrow(), [2 * TILE - 1..N, 0..TILE, TILE - 1..2 * TILE]);
    assert!(mask.is_done() && weak.upgrade().is_none());
}

#[test]
fn a_column_for_one_condition_is_made_in_stretches_and_for_several_as_a_whole() {
    let n_made = Rc::new(Cell::new(0));
    let noted = Rc::clone(&n_made);
    let make = move |bars: Range<usize>| {
        noted.set(noted.get() + bars.len());
        bars.map(|bar| (bar % 7) as f64).collect()
    };
    let column = Column::new(Values::Late(Rc::new(Late::new(N, Made { make, slack: 0.0 }))));
    let one = mask(&column, Test::Above, 5.0);
    assert!(!one.at(TILE) && n_made.get() == TILE + 1);
    column.share();
    assert!(one.at(6));
    assert_eq!(n_made.get(), TILE + 1 + N);
    check(&one, "above", |bar| bar % 7 == 6);
    assert_eq!(n_made.get(), TILE + 1 + N);
}

/// A late column of what `make` makes, and nothing nearer than the slack before that is asked for.
struct Made<F> {
    make: F,
    slack: f64,
}

impl<F: Fn(Range<usize>) -> Vec<f64>> LateValues for Made<F> {
    fn near(&self, bars: Range<usize>) -> Vec<f64> {
        let off = |(k, value): (usize, f64)| value + [self.slack, 0.0, -self.slack, 0.7 * self.slack][k % 4];
        (self.make)(bars).into_iter().enumerate().map(off).collect()
    }

    fn slack(&self, _: Range<usize>) -> f64 {
        // Room for what adding it rounds.
        self.slack * 1.001
    }

    fn at(&self, bar: usize) -> f64 {
        (self.make)(bar..bar + 1)[0]
    }

    fn whole(&self) -> Vec<f64> {
        (self.make)(0..N)
    }
}

#[test]
fn of_values_that_are_only_near_the_bits_are_those_of_the_values() {
    let [a, b] = columns();
    let late = |values: &[f64], slack| {
        let values = values.to_vec();
        let make = move |bars: Range<usize>| values[bars].to_vec();
        Column::new(Values::Late(Rc::new(Late::new(N, Made { make, slack }))))
    };
    for slack in [1e-9, 0.3, 2.0] {
        let (of_a, of_b) = (late(&a, slack), late(&b, slack));
        check(&mask(&of_a, Test::Above, &of_b), "above", |bar| a[bar] > b[bar]);
        check(&mask(&of_a, Test::AtLeast, &of_b), "at least", |bar| a[bar] >= b[bar]);
        check(&mask(&of_a, Test::AtLeast, 2.0), "at least a number", |bar| a[bar] >= 2.0);
        let [above, below] = Mask::crosses(N, (&of_a).into(), (&of_b).into());
        check(&above, "crosses above", |bar| bar > 0 && a[bar] > b[bar] && a[bar - 1] <= b[bar - 1]);
        check(&below, "crosses below", |bar| bar > 0 && a[bar] < b[bar] && a[bar - 1] >= b[bar - 1]);
    }
}
