//! The objective by parameter: how it is spread over the cells at each value.

use std::rc::Rc;

use leptos::prelude::*;

use super::canvas::{Align, Canvas, Pen, Pointer};
use super::look::Look;
use super::scale::{Span, labelled};
use crate::cells::Question;
use crate::format::locale;
use crate::state::Cells;

const HEIGHT: f64 = 210.0;
const LEFT: f64 = 88.0;
const BELOW: f64 = 22.0;
/// Numbers per level: how many cells, least, lower quartile, median, upper quartile, largest.
const WIDTH: usize = 6;

/// A drawing for each parameter.
#[component]
pub(super) fn SpreadCard(look: Look) -> impl IntoView {
    let n_axes = look.columns.with_value(|columns| columns.n_axes);
    let title = move || {
        look.columns.with_value(|columns| format!("{} by parameter", columns.name(look.goal.get().column)))
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{title}</h2>
                <span class="muted small">"lines from least to largest, boxes around the middle half, ticks at the median"</span>
            </div>
            <div class="card-body spreads">{(0..n_axes).map(|axis| view! { <Spread look axis /> }).collect_view()}</div>
        </section>
    }
}

#[component]
fn Spread(look: Look, axis: usize) -> impl IntoView {
    let answer = look.answer(move || Some(Question::Spread { axis, column: look.goal.get().column }));
    let (cursor, width) = (RwSignal::new(None::<usize>), StoredValue::new(0.0));
    let n_levels =
        move || answer.with_untracked(|cells| cells.as_ref().map_or(0, |cells| cells.numbers.len() / WIDTH));
    let on_pointer = Callback::new(move |pointer: Pointer| {
        let (Pointer::Down(x, _) | Pointer::Move(x, _) | Pointer::Up(x, _)) = pointer;
        let share = (x - LEFT) / (width.get_value() - LEFT).max(1.0);
        let n = n_levels();
        cursor.set((n > 0 && (0.0..1.0).contains(&share)).then_some((share * n as f64) as usize));
    });
    let on_key = Callback::new(move |key: String| {
        let Some(last) = n_levels().checked_sub(1) else { return false };
        let at = cursor.get_untracked();
        cursor.set(Some(match key.as_str() {
            "ArrowRight" => at.map_or(0, |at| (at + 1).min(last)),
            "ArrowLeft" => at.map_or(last, |at| at.saturating_sub(1)),
            _ => return false,
        }));
        true
    });
    let draw = move |pen: &Pen| {
        width.set_value(pen.width);
        let goal = look.goal.get().column;
        if let Some(cells) = answer.get() {
            paint(pen, look, &cells, (axis, goal), cursor.get());
        }
    };
    let name = look.columns.with_value(|columns| columns.title(axis));
    let label = {
        let name = name.clone();
        Signal::derive(move || format!("The objective by {name}. Arrow keys read it value by value."))
    };
    view! {
        <div>
            <h3 class="spread-title">{name}</h3>
            <Canvas label height=HEIGHT draw on_pointer on_key />
            <p class="readout" aria-live="polite">{move || readout(look, axis, answer.get(), cursor.get())}</p>
        </div>
    }
}

fn paint(pen: &Pen, look: Look, cells: &Rc<Cells>, (axis, goal): (usize, usize), cursor: Option<usize>) {
    let rows: Vec<&[f64]> = cells.numbers.chunks_exact(WIDTH).collect();
    let Some(span) = Span::of(rows.iter().flat_map(|row| row[1..].iter().copied())) else {
        return pen.text("no values", (pen.width / 2.0, HEIGHT / 2.0), Align::Middle, pen.width);
    };
    let (width, height) = ((pen.width - LEFT).max(1.0), HEIGHT - BELOW);
    let y = |number: f64| 6.0 + (height - 12.0) * (1.0 - span.share(number));
    let separators = locale::separators();
    for tick in span.ticks(5) {
        pen.line(&pen.line, 1.0, [(LEFT, y(tick)), (pen.width, y(tick))]);
        let text = look.columns.with_value(|columns| columns.text(&separators, goal, tick));
        pen.text(&text, (LEFT - 6.0, y(tick)), Align::Right, LEFT - 8.0);
    }
    let step = width / rows.len().max(1) as f64;
    let half = (step * 0.35).clamp(0.5, 14.0);
    let x = |at: usize| LEFT + step * (at as f64 + 0.5);
    let with_numbers = || rows.iter().enumerate().filter(|(_, row)| row[0] > 0.0);
    pen.lines(&pen.ink, 1.0, with_numbers().map(|(at, row)| [(x(at), y(row[1])), (x(at), y(row[5]))]));
    for (at, row) in with_numbers() {
        let is_read = cursor == Some(at);
        let edges = (x(at) - half, y(row[4]), 2.0 * half, (y(row[2]) - y(row[4])).max(1.0));
        pen.fill(&pen.heat.css(if is_read { 1.0 } else { 0.45 }), 1.0, edges);
    }
    let tick =
        |(at, row): (usize, &&[f64])| [(x(at) - half - 1.0, y(row[3])), (x(at) + half + 1.0, y(row[3]))];
    pen.lines(&pen.accent, 2.0, with_numbers().map(tick));
    let levels = cells.answer.levels.first().map(|levels| levels.values.as_slice()).unwrap_or_default();
    for at in labelled(levels.len(), (width / 52.0) as usize) {
        let text = look.columns.with_value(|columns| columns.text(&separators, axis, levels[at]));
        pen.text(&text, (x(at), HEIGHT - BELOW / 2.0), Align::Middle, 50.0);
    }
}

fn readout(look: Look, axis: usize, cells: Option<Rc<Cells>>, cursor: Option<usize>) -> String {
    let said = || {
        let (cells, at) = (cells?, cursor?);
        let row = cells.numbers.get(at * WIDTH..(at + 1) * WIDTH)?;
        let level = *cells.answer.levels.first()?.values.get(at)?;
        let goal = look.goal.get_untracked().column;
        let separators = locale::separators();
        let text = |number: f64| look.columns.with_value(|columns| columns.text(&separators, goal, number));
        Some(format!(
            "{}: median {}, middle half {} to {}, all {} to {} ({} combinations)",
            look.columns.with_value(|columns| columns.text(&separators, axis, level)),
            text(row[3]),
            text(row[2]),
            text(row[4]),
            text(row[1]),
            text(row[5]),
            locale::count(row[0]),
        ))
    };
    said().unwrap_or_else(|| "\u{a0}".into())
}
