//! Two parameters against one another, the best cell of each pair as a colour.

use std::rc::Rc;

use leptos::prelude::*;

use super::canvas::{Align, Canvas, Pen, Pointer};
use super::columns::Columns;
use super::look::Look;
use super::open::opener;
use super::scale::{Span, labelled};
use crate::cells::{AxisLevels, Question};
use crate::format::locale;
use crate::state::Cells;

const HEIGHT: f64 = 380.0;
/// Room for the labels at the left and below.
const LEFT: f64 = 64.0;
const BELOW: f64 = 40.0;

/// What is shown of which parameters.
#[derive(Clone, Copy)]
struct Axes {
    x: RwSignal<usize>,
    y: RwSignal<usize>,
    /// The level that a parameter is kept at; `None`: the best over all.
    fixed: RwSignal<Vec<Option<usize>>>,
}

/// The map with its controls.
#[component]
pub(super) fn HeatCard(look: Look) -> impl IntoView {
    let n_axes = look.columns.with_value(|columns| columns.n_axes);
    let axes = Axes {
        x: RwSignal::new(n_axes - 1),
        y: RwSignal::new(n_axes - 2),
        fixed: RwSignal::new(vec![None; n_axes]),
    };
    let answer = look.answer(move || {
        let (x, y) = (axes.x.get(), axes.y.get());
        let mut fixed = axes.fixed.get();
        (fixed[x], fixed[y]) = (None, None);
        (x != y).then(|| Question::Heat { x, y, goal: look.goal.get(), fixed })
    });
    let cursor = RwSignal::new(None::<(usize, usize)>);
    let open = opener(look);
    let size = move || answer.with(|cells| cells.as_ref().map(|cells| size(cells)));
    let shown_width = StoredValue::new(0.0);
    let on_pointer = Callback::new(move |pointer: Pointer| {
        let Some((n_x, n_y)) = size() else { return };
        let (Pointer::Down(x, y) | Pointer::Move(x, y) | Pointer::Up(x, y)) = pointer;
        let across = (x - LEFT) / (shown_width.get_value() - LEFT).max(1.0);
        let up = 1.0 - y / (HEIGHT - BELOW);
        let at = |share: f64, n: usize| ((share * n as f64).max(0.0) as usize).min(n.saturating_sub(1));
        if (0.0..=1.0).contains(&across) && (0.0..=1.0).contains(&up) {
            cursor.set(Some((at(across, n_x), at(up, n_y))));
        }
    });
    let on_key = Callback::new(move |key: String| {
        let Some((n_x, n_y)) = size() else { return false };
        let (x, y) = cursor.get_untracked().unwrap_or_default();
        let next = match key.as_str() {
            "ArrowLeft" => (x.saturating_sub(1), y),
            "ArrowRight" => ((x + 1).min(n_x - 1), y),
            "ArrowDown" => (x, y.saturating_sub(1)),
            "ArrowUp" => (x, (y + 1).min(n_y - 1)),
            "Enter" => {
                let cell =
                    answer.with_untracked(|cells| cells.as_ref().and_then(|cells| value(cells, (x, y))));
                cell.into_iter().for_each(|(_, cell)| open(cell));
                return true;
            }
            _ => return false,
        };
        cursor.set(Some(next));
        true
    });
    let draw = move |pen: &Pen| {
        shown_width.set_value(pen.width);
        let (x, y) = (axes.x.get(), axes.y.get());
        if let Some(cells) = answer.get() {
            look.columns.with_value(|columns| paint(pen, columns, &cells, (x, y), cursor.get()));
        }
    };
    let label = Signal::derive(move || {
        look.columns.with_value(|columns| {
            let (x, y, goal) = (columns.name(axes.x.get()), columns.name(axes.y.get()), look.goal.get());
            format!(
                "Heat map of {} by {x} and {y}. Arrow keys move, Enter opens the combination.",
                columns.name(goal.column)
            )
        })
    });
    view! {
        <section class="card">
            <div class="card-head"><h2>"Heat map"</h2><Controls look axes /></div>
            <div class="card-body">
                <Canvas label height=HEIGHT draw on_pointer on_key />
                <p class="readout" aria-live="polite">{move || readout(look, axes, answer.get(), cursor.get())}</p>
                <Legend look answer=Signal::derive_local(move || answer.get()) />
            </div>
        </section>
    }
}

/// Number of levels of x and y.
fn size(cells: &Cells) -> (usize, usize) {
    let n = |at: usize| cells.answer.levels.get(at).map_or(0, |levels| levels.values.len());
    (n(0), n(1))
}

/// The best at a pair of levels and its cell.
fn value(cells: &Cells, (x, y): (usize, usize)) -> Option<(f64, u64)> {
    let (n_x, n_y) = size(cells);
    let at = y * n_x + x;
    let (best, cell) = (*cells.numbers.get(at)?, *cells.numbers.get(n_x * n_y + at)?);
    (!cell.is_nan()).then_some((best, cell as u64))
}

fn best(cells: &Cells) -> Option<Span> {
    let (n_x, n_y) = size(cells);
    Span::of(cells.numbers.iter().take(n_x * n_y).copied())
}

fn paint(
    pen: &Pen,
    columns: &Columns,
    cells: &Cells,
    (x_axis, y_axis): (usize, usize),
    cursor: Option<(usize, usize)>,
) {
    let ((n_x, n_y), Some(span)) = (size(cells), best(cells)) else { return };
    let (width, height) = ((pen.width - LEFT).max(1.0), HEIGHT - BELOW);
    // One colour per step, not one per cell: a map may have a million.
    let steps: Vec<[u8; 3]> = (0..=255).map(|step| pen.heat.at(f64::from(step) / 255.0)).collect();
    let mut pixels = Vec::with_capacity(n_x * n_y * 4);
    for y in (0..n_y).rev() {
        for number in &cells.numbers[y * n_x..(y + 1) * n_x] {
            let [r, g, b] = steps[(span.share(*number) * 255.0) as usize];
            pixels.extend([r, g, b, if number.is_nan() { 0 } else { 255 }]);
        }
    }
    // A picture that the browser does not take leaves the labels.
    let _ = pen.picture(&pixels, n_x, (LEFT, 0.0, width, height));
    pen.frame(&pen.line, 1.0, (LEFT, 0.5, width, height - 0.5));
    let (w, h) = (width / n_x as f64, height / n_y as f64);
    let levels = &cells.answer.levels;
    for at in labelled(n_x, (width / 56.0) as usize) {
        pen.text(
            &text(columns, x_axis, &levels[0], at),
            (LEFT + w * (at as f64 + 0.5), height + 11.0),
            Align::Middle,
            54.0,
        );
    }
    for at in labelled(n_y, (height / 22.0) as usize) {
        pen.text(
            &text(columns, y_axis, &levels[1], at),
            (LEFT - 6.0, height - h * (at as f64 + 0.5)),
            Align::Right,
            LEFT - 8.0,
        );
    }
    pen.text(
        &format!("{} →  ↑ {}", columns.title(x_axis), columns.title(y_axis)),
        (LEFT + width / 2.0, height + 29.0),
        Align::Middle,
        width,
    );
    if let Some((x, y)) = cursor.filter(|(x, y)| *x < n_x && *y < n_y) {
        let corner = (LEFT + w * x as f64, height - h * (y as f64 + 1.0));
        pen.frame(&pen.accent, 2.0, (corner.0, corner.1, w.max(3.0), h.max(3.0)));
    }
}

/// A level in words.
fn text(columns: &Columns, axis: usize, levels: &AxisLevels, at: usize) -> String {
    let text = |value: &f64| columns.text(&locale::separators(), axis, *value);
    levels.values.get(at).map(text).unwrap_or_default()
}

fn readout(look: Look, axes: Axes, cells: Option<Rc<Cells>>, cursor: Option<(usize, usize)>) -> String {
    let (Some(cells), Some((x, y))) = (cells, cursor) else {
        return "Point at a combination, or use the arrow keys, to read it; Enter opens it.".into();
    };
    look.columns.with_value(|columns| {
        let range = |axis: usize, levels: Option<&AxisLevels>, at: usize| {
            let Some(levels) = levels else { return String::new() };
            let from = text(columns, axis, levels, at);
            match (levels.width, levels.values.get(at)) {
                (Some(width), Some(value)) => {
                    format!("{from} to {}", columns.text(&locale::separators(), axis, value + width))
                }
                _ => from,
            }
        };
        let (x_axis, y_axis) = (axes.x.get_untracked(), axes.y.get_untracked());
        let levels = &cells.answer.levels;
        let place = format!(
            "{} {}, {} {}",
            columns.name(x_axis),
            range(x_axis, levels.first(), x),
            columns.name(y_axis),
            range(y_axis, levels.get(1), y),
        );
        let goal = look.goal.get_untracked().column;
        match value(&cells, (x, y)) {
            Some((best, cell)) => {
                let number = columns.text(&locale::separators(), goal, best);
                format!(
                    "{place}: {} {number} {} (combination {})",
                    columns.name(goal),
                    columns.unit(goal),
                    locale::count(cell as f64 + 1.0)
                )
            }
            None => format!("{place}: no value"),
        }
    })
}

/// Which colour stands for what.
#[component]
fn Legend(look: Look, answer: Signal<Option<Rc<Cells>>, LocalStorage>) -> impl IntoView {
    move || {
        let span = answer.get().and_then(|cells| best(&cells))?;
        let goal = look.goal.get().column;
        let number =
            |value: f64| look.columns.with_value(|columns| columns.text(&locale::separators(), goal, value));
        let name = look.columns.with_value(|columns| columns.title(goal));
        Some(view! {
            <p class="heat-legend">
                <span>{name}</span><span>{number(span.min)}</span><span class="heat-bar" aria-hidden="true"></span><span>{number(span.max)}</span>
            </p>
        })
    }
}

#[component]
fn Controls(look: Look, axes: Axes) -> impl IntoView {
    let n_axes = look.columns.with_value(|columns| columns.n_axes);
    let name = move |at: usize| look.columns.with_value(|columns| columns.name(at));
    // Choosing the parameter of the other axis swaps them.
    let choose = move |mine: RwSignal<usize>, other: RwSignal<usize>, chosen: usize| {
        if other.get_untracked() == chosen {
            other.set(mine.get_untracked());
        }
        mine.set(chosen);
    };
    let axis = move |label: &'static str, mine: RwSignal<usize>, other: RwSignal<usize>| {
        let option = move |at: usize| {
            view! { <option value=at.to_string() prop:selected=move || mine.get() == at>{name(at)}</option> }
        };
        view! {
            <label class="inline-choice">
                {label}
                <select class="select" on:change=move |event| choose(mine, other, event_target_value(&event).parse().unwrap_or_default())>
                    {(0..n_axes).map(option).collect_view()}
                </select>
            </label>
        }
    };
    let others = move || {
        let others = (0..n_axes).filter(|at| *at != axes.x.get() && *at != axes.y.get());
        others.map(|at| view! { <Kept look axes at /> }).collect_view()
    };
    view! {
        <div class="actions">
            {axis("Across", axes.x, axes.y)}
            {axis("Up", axes.y, axes.x)}
            {others}
        </div>
    }
}

/// A parameter that is not on the map: the best over all its values, or one of them.
#[component]
fn Kept(look: Look, axes: Axes, at: usize) -> impl IntoView {
    let levels = Memo::new(move |_| {
        look.count()
            .with(|count| count.as_ref().and_then(|count| count.levels.get(at).cloned()))
            .unwrap_or_default()
    });
    let option = move |level: usize| {
        let text = look.columns.with_value(|columns| levels.with(|levels| text(columns, at, levels, level)));
        let is_chosen = move || axes.fixed.with(|fixed| fixed[at] == Some(level));
        view! { <option value=level.to_string() prop:selected=is_chosen>{text}</option> }
    };
    let choose = move |event| {
        let level = event_target_value(&event).parse().ok();
        axes.fixed.update(|fixed| fixed[at] = level);
    };
    view! {
        <label class="inline-choice">
            {look.columns.with_value(|columns| columns.name(at))}
            <select class="select" on:change=choose>
                <option value="best" prop:selected=move || axes.fixed.with(|fixed| fixed[at].is_none())>"best of all"</option>
                {move || (0..levels.with(|levels| levels.values.len())).map(option).collect_view()}
            </select>
        </label>
    }
}
