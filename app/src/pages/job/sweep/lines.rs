//! Parallel coordinates: a line per cell through its parameters and numbers; brushing an axis filters the cells, here and in the table.

use std::rc::Rc;

use leptos::prelude::*;

use super::canvas::{Align, Canvas, Pen, Pointer};
use super::filters;
use super::look::Look;
use super::scale::Span;
use crate::cells::{Filter, Question};
use crate::format::locale;
use crate::state::Cells;

const HEIGHT: f64 = 320.0;
const TOP: f64 = 42.0;
const BELOW: f64 = 22.0;
const SIDE: f64 = 44.0;
/// Lines that are drawn at most of a sweep that is over.
const N_LINES: usize = 1_200;
/// Lines that are drawn of one that runs, twice a second: a browser without a graphics processor takes 8 ms for a thousand, on a core
/// that it shares with the workers.
const N_LINES_LIVE: usize = 300;
/// Colours among them: lines of one colour are drawn in one go.
const N_COLOURS: usize = 16;
/// Statistics shown beside the parameters and the objective, where there is room.
const SHOWN: [&str; 3] = ["return", "max_drawdown", "trades"];
/// A drag shorter than this is a click, which removes the brush.
const MIN_DRAG: f64 = 4.0;

/// A brush being drawn: axis, from, to.
type Brush = Option<(usize, f64, f64)>;

/// The picture.
#[component]
pub(super) fn LinesCard(look: Look) -> impl IntoView {
    let dims = Memo::new(move |_| {
        let goal = look.goal.get().column;
        look.columns.with_value(|columns| {
            let shown = SHOWN.iter().filter_map(|key| columns.position(key)).filter(|at| *at != goal);
            (0..columns.n_axes).chain(std::iter::once(goal)).chain(shown).collect::<Vec<usize>>()
        })
    });
    let n = Memo::new(move |_| {
        if look.job.record.with(|record| record.state.is_active()) { N_LINES_LIVE } else { N_LINES }
    });
    let answer = look.answer(move || {
        let (columns, goal, filters) = (dims.get(), look.goal.get(), look.filters.get());
        Some(Question::Sample { columns, goal, filters, n: n.get() })
    });
    let brush = RwSignal::new(None as Brush);
    let width = StoredValue::new(0.0);
    let on_pointer = Callback::new(move |pointer: Pointer| {
        let dims = dims.get_untracked();
        match pointer {
            Pointer::Down(x, y) => {
                let at = nearest(x, width.get_value(), dims.len());
                brush.set(at.map(|at| (at, y, y)));
            }
            Pointer::Move(_, y) => {
                if let Some((at, from, _)) = brush.get_untracked() {
                    brush.set(Some((at, from, y)));
                }
            }
            Pointer::Up(_, y) => {
                let Some((at, from, _)) = brush.get_untracked() else { return };
                brush.set(None);
                let column = dims[at];
                let span = answer.with_untracked(|cells| cells.as_ref().and_then(|cells| span(cells, at)));
                if (y - from).abs() < MIN_DRAG {
                    look.filters.update(|filters| filters.retain(|filter| filter.column != column));
                } else if let Some(span) = span {
                    let (low, high) = (number(span, from.max(y)), number(span, from.min(y)));
                    filters::set(look, Filter { column, min: Some(low), max: Some(high) });
                }
            }
        }
    });
    let draw = move |pen: &Pen| {
        width.set_value(pen.width);
        let (dims, filters, brush) = (dims.get(), look.filters.get(), brush.get());
        if let Some(cells) = answer.get() {
            paint(pen, look, &cells, &dims, &filters, brush);
        }
    };
    let said = move || answer.get().map(|cells| about(&cells, dims.with(Vec::len))).unwrap_or_default();
    let label = Signal::derive(move || {
        let names: Vec<String> =
            look.columns.with_value(|columns| dims.get().into_iter().map(|at| columns.name(at)).collect());
        format!("Parallel coordinates of {}. The filters of the table narrow it down.", names.join(", "))
    });
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Parallel coordinates"</h2>
                <span class="muted small">{said}</span>
            </div>
            <div class="card-body">
                <div class="brushes"><Canvas label height=HEIGHT draw on_pointer /></div>
                <p class="readout">
                    "Drag along an axis to filter by its range; click the axis to clear the filter. The table's filters do the same from the keyboard."
                </p>
            </div>
        </section>
    }
}

fn about(cells: &Cells, n_dims: usize) -> String {
    let count = |n: usize| locale::count(n as f64);
    let drawn = cells.numbers.len().saturating_sub(2 * n_dims) / (n_dims + 1);
    let matched = cells.answer.n_matched as usize;
    if drawn < matched {
        format!("{} of {} combinations: the best, and some of the others", count(drawn), count(matched))
    } else {
        format!("{} combinations", count(drawn))
    }
}

/// Where an axis stands.
fn place(at: usize, width: f64, n: usize) -> f64 {
    let room = (width - 2.0 * SIDE).max(1.0);
    SIDE + if n > 1 { room * at as f64 / (n - 1) as f64 } else { room / 2.0 }
}

/// The axis beside a point.
fn nearest(x: f64, width: f64, n: usize) -> Option<usize> {
    let apart = |at: &usize| (place(*at, width, n) - x).abs();
    (0..n).min_by(|a, b| apart(a).total_cmp(&apart(b))).filter(|at| apart(at) < SIDE)
}

/// Least and largest number of a column over all cells.
fn span(cells: &Cells, at: usize) -> Option<Span> {
    let (min, max) = (*cells.numbers.get(2 * at)?, *cells.numbers.get(2 * at + 1)?);
    (!min.is_nan()).then_some(Span { min, max })
}

fn height(span: Span, number: f64) -> f64 {
    TOP + (HEIGHT - TOP - BELOW) * (1.0 - span.share(number))
}

fn number(span: Span, y: f64) -> f64 {
    span.at((1.0 - (y - TOP) / (HEIGHT - TOP - BELOW)).clamp(0.0, 1.0))
}

fn paint(pen: &Pen, look: Look, cells: &Rc<Cells>, dims: &[usize], filters: &[Filter], brush: Brush) {
    let n = dims.len();
    let spans: Vec<Option<Span>> = (0..n).map(|at| span(cells, at)).collect();
    let Some(rows) = cells.numbers.get(2 * n..) else { return };
    let goal = look.goal.get_untracked();
    let Some(goal_at) = dims.iter().position(|at| *at == goal.column) else { return };
    let Some(goal_span) = spans[goal_at] else { return };
    let rows: Vec<&[f64]> = rows.chunks_exact(n + 1).collect();
    let colour_of = |row: &[f64]| {
        let share = goal_span.share(row[1 + goal_at]);
        let share = if goal.is_lower_better { 1.0 - share } else { share };
        ((share * N_COLOURS as f64) as usize).min(N_COLOURS - 1)
    };
    for colour in 0..N_COLOURS {
        let lines = rows.iter().filter(|row| colour_of(row) == colour).map(|row| {
            let point = |at: usize| Some((place(at, pen.width, n), height(spans[at]?, row[1 + at])));
            (0..n).filter(|at| !row[1 + at].is_nan()).filter_map(point).collect::<Vec<_>>()
        });
        pen.lines(&pen.heat.css((colour as f64 + 0.5) / N_COLOURS as f64), 1.0, lines);
    }
    let separators = locale::separators();
    let room = (place(1, pen.width, n) - place(0, pen.width, n)).abs().max(2.0 * SIDE) - 6.0;
    let room = if n > 2 { room.min((pen.width - 2.0 * SIDE) / (n - 1) as f64 - 4.0).max(24.0) } else { room };
    for (at, column) in dims.iter().enumerate() {
        let x = place(at, pen.width, n);
        pen.line(&pen.ink, 1.0, [(x, TOP), (x, HEIGHT - BELOW)]);
        look.columns.with_value(|columns| {
            // Two rows of names: neighbours do not run into one another.
            let y = if at % 2 == 0 { 9.0 } else { 23.0 };
            pen.text(&columns.title(*column), (x, y), Align::Middle, room * 1.9);
            if let Some(span) = spans[at] {
                pen.text(&columns.text(&separators, *column, span.max), (x, TOP - 6.0), Align::Middle, room);
                pen.text(
                    &columns.text(&separators, *column, span.min),
                    (x, HEIGHT - BELOW + 10.0),
                    Align::Middle,
                    room,
                );
            }
        });
        let filter = filters.iter().find(|filter| filter.column == *column);
        let brushed = filter.zip(spans[at]).map(|(filter, span)| {
            (
                filter.max.map_or(TOP, |max| height(span, max)),
                filter.min.map_or(HEIGHT - BELOW, |min| height(span, min)),
            )
        });
        let drawn = brush.filter(|(axis, ..)| *axis == at).map(|(_, from, to)| (from.min(to), from.max(to)));
        if let Some((from, to)) = drawn.or(brushed) {
            pen.fill(&pen.accent, 0.25, (x - 8.0, from, 16.0, (to - from).max(2.0)));
            pen.frame(&pen.accent, 1.5, (x - 8.0, from, 16.0, (to - from).max(2.0)));
        }
    }
}
