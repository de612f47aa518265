//! The best so far by the number of cells done.

use std::rc::Rc;

use leptos::prelude::*;

use super::canvas::{Align, Canvas, Pen};
use super::look::Look;
use super::scale::Span;
use crate::cells::Question;
use crate::format::{locale, progress};
use crate::state::Cells;

const HEIGHT: f64 = 210.0;
const LEFT: f64 = 88.0;
const BELOW: f64 = 22.0;

/// The chart.
#[component]
pub(super) fn CourseCard(look: Look) -> impl IntoView {
    let answer = look.answer(move || Some(Question::Course { goal: look.goal.get() }));
    let draw = move |pen: &Pen| {
        let goal = look.goal.get().column;
        if let Some(cells) = answer.get() {
            paint(pen, look, &cells, goal);
        }
    };
    let said = Signal::derive_local(move || {
        let cells = answer.get()?;
        let (last, n) = (cells.numbers.chunks_exact(2).last()?[1], cells.numbers.len() / 2 - 1);
        let goal = look.goal.get().column;
        let text = look.columns.with_value(|columns| columns.text(&locale::separators(), goal, last));
        Some(format!("best {text}, improved {} times", locale::count(n.saturating_sub(1) as f64)))
    });
    let label = Signal::derive(move || {
        look.columns.with_value(|columns| {
            format!("The best {} so far by combinations done", columns.name(look.goal.get().column))
        })
    });
    view! {
        <section class="card">
            <div class="card-head"><h2>"Best so far"</h2><span class="muted small">{move || said.get()}</span></div>
            <div class="card-body"><Canvas label height=HEIGHT draw /></div>
        </section>
    }
}

fn paint(pen: &Pen, look: Look, cells: &Rc<Cells>, goal: usize) {
    let points: Vec<&[f64]> = cells.numbers.chunks_exact(2).collect();
    let (Some(span), Some(n)) =
        (Span::of(points.iter().map(|point| point[1])), points.last().map(|point| point[0].max(1.0)))
    else {
        return pen.text("no values", (pen.width / 2.0, HEIGHT / 2.0), Align::Middle, pen.width);
    };
    let (width, height) = ((pen.width - LEFT - 8.0).max(1.0), HEIGHT - BELOW);
    let x = |cell: f64| LEFT + width * cell / n;
    let y = |number: f64| 8.0 + (height - 16.0) * (1.0 - span.share(number));
    let separators = locale::separators();
    for tick in span.ticks(5) {
        pen.line(&pen.line, 1.0, [(LEFT, y(tick)), (pen.width, y(tick))]);
        let text = look.columns.with_value(|columns| columns.text(&separators, goal, tick));
        pen.text(&text, (LEFT - 6.0, y(tick)), Align::Right, LEFT - 8.0);
    }
    for tick in (Span { min: 0.0, max: n }).ticks((width / 90.0) as usize) {
        let align = if tick > 0.9 * n { Align::Right } else { Align::Middle };
        pen.text(&progress::short(&separators, tick), (x(tick), HEIGHT - BELOW / 2.0), align, 80.0);
    }
    // A step: the best holds until the next better cell.
    let mut corners = Vec::with_capacity(points.len() * 2);
    for point in &points {
        if let Some((_, before)) = corners.last().copied() {
            corners.push((x(point[0]), before));
        }
        corners.push((x(point[0]), y(point[1])));
    }
    pen.line(&pen.accent, 1.75, corners);
}
