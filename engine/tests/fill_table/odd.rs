//! What the words of a row cannot say: sizes and prices that are not numbers, and the sign of a zero.

use engine::order::{Activation, Order};
use engine::report::{NoteKind, Report};
use engine::trade::Side::{self, Long, Short};

use crate::notation::Ask;
use crate::play;
use crate::row::{Row, rows};

const THREE_BARS: &str = "# quiet\n100\n100\n100";

fn run(prepare: impl FnOnce(&mut Row<'_>)) -> Report {
    let mut row = rows(THREE_BARS).remove(0);
    prepare(&mut row);
    play::report(&row)
}

fn submit(row: &mut Row<'_>, bar: usize, order: Order) {
    row.asks[bar].push(Ask::Submit(order));
}

#[test]
fn an_order_at_a_senseless_price_is_noted() {
    for price in [f64::NAN, -1.0, 0.0, f64::INFINITY] {
        let report = run(|row| {
            submit(row, 0, Order::entry("a", Long).stop(price));
            submit(row, 0, Order::entry("b", Long).limit(price));
            submit(row, 0, Order::net("c", Long).stop(100.0).limit(price));
            submit(row, 0, Order::exit("x", "a").stop(price).limit(105.0));
        });
        assert!(report.trades.is_empty(), "{price}");
        assert_eq!(report.n_notes, 4, "{price}");
        assert!(report.notes.iter().all(|note| note.kind == NoteKind::BadPrice));
    }
}

#[test]
fn a_thousand_notes_are_kept_and_the_rest_is_counted() {
    let report = run(|row| (0..1_005).for_each(|_| submit(row, 0, Order::entry("a", Long).stop(f64::NAN))));
    assert_eq!((report.notes.len(), report.n_notes), (1_000, 1_005));
}

#[test]
fn an_exit_without_any_price_is_noted() {
    let report = run(|row| submit(row, 0, Order::exit("x", "a")));
    assert_eq!((report.n_notes, report.notes[0].kind), (1, NoteKind::BadPrice));
}

#[test]
fn rule_11_a_trailing_stop_of_a_senseless_distance_is_noted() {
    for (ticks, offset) in [(f64::NAN, 1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, f64::INFINITY)] {
        let report = run(|row| {
            row.config.instrument.tick_size = Some(1.0);
            submit(row, 0, Order::exit_all("x").trail(Activation::Ticks(ticks), offset));
        });
        assert_eq!((report.n_notes, report.notes[0].kind), (1, NoteKind::BadPrice), "{ticks} {offset}");
    }
}

#[test]
fn a_trailing_stop_tells_where_it_stood_and_what_it_was_given() {
    let text = "# gap\nset tick 1\n100 | buy a; exit x of a trail 5 from +4\n100 108 100 108\n90 120 89 119";
    let cause = play::report(&rows(text)[0]).trades[0].exit_cause.unwrap();
    assert_eq!((cause.level, cause.raw_price, cause.decided), (Some(103.0), 90.0, 0));
    assert_eq!((cause.levels.activation, cause.levels.offset), (Some(104.0), Some(5.0)));
}

#[test]
fn rule_21_an_exit_of_a_senseless_size_is_noted_and_closes_nothing() {
    for units in [f64::NAN, -1.0, 0.0, 0.5] {
        let report = run(|row| {
            row.config.instrument.lot_step = Some(1.0);
            submit(row, 0, Order::entry("a", Long));
            submit(row, 1, Order::exit("x", "a").limit(100.0).quantity(units));
        });
        assert!(report.trades[0].is_open(), "{units} units");
        assert_eq!((report.n_notes, report.notes[0].kind), (1, NoteKind::SizeIsZero));
    }
}

#[test]
fn rule_21_an_entry_of_a_senseless_size_is_noted() {
    for units in [f64::NAN, -1.0, 0.0, f64::INFINITY] {
        let report = run(|row| submit(row, 0, Order::entry("a", Long).quantity(units)));
        assert!(report.trades.is_empty(), "{units} units");
        assert_eq!((report.n_notes, report.notes[0].kind), (1, NoteKind::SizeIsZero));
    }
}

fn there_and_back(side: Side) -> Report {
    run(|row| {
        submit(row, 0, Order::entry("a", side));
        submit(row, 1, Order::close("a"));
    })
}

#[test]
fn excursions_a_flat_position_and_a_profit_of_nothing_are_never_negative_zero() {
    for side in [Long, Short] {
        let report = there_and_back(side);
        let trade = &report.trades[0];
        let zeros = [trade.max_favourable, trade.max_adverse, trade.profit, report.positions[1].1];
        assert_eq!(zeros.map(f64::to_bits), [0; 4], "{side:?}");
    }
}
