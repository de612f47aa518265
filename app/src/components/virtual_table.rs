//! Long tables of rows of one height: only those in view are in the document.

use std::ops::Range;

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyView;

/// Rows drawn beyond each edge, so that scrolling by a little shows no gap.
const OVERSCAN: usize = 12;

/// Browsers draw no element much higher than this. Longer tables scroll faster than their rows.
const MOST_HEIGHT: f64 = 15_000_000.0;

/// Height that is always filled: a short table is lower, and is not measured again when it grows.
const LEAST_HEIGHT: f64 = 640.0;

/// Which rows are in the document.
pub fn visible(scroll_top: f64, height: f64, row_height: f64, n_rows: usize) -> Range<usize> {
    let first = (scroll_top.max(0.0) / row_height) as usize;
    let n = (height / row_height).ceil() as usize + 1;
    first.saturating_sub(OVERSCAN).min(n_rows)..first.saturating_add(n + OVERSCAN).min(n_rows)
}

/// Where rows stand in a table that may be higher than a browser can draw.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Layout {
    /// First row in the document, and the one behind the last.
    rows: (usize, usize),
    /// Height above them.
    before: f64,
    /// Height below them.
    after: f64,
}

impl Layout {
    fn new(scroll_top: f64, height: f64, row_height: f64, n_rows: usize) -> Self {
        let real = n_rows as f64 * row_height;
        let total = real.min(MOST_HEIGHT);
        // The share of the way that is scrolled is that of the rows.
        let share = if total > height { (scroll_top / (total - height)).clamp(0.0, 1.0) } else { 0.0 };
        let top = if real > total { share * (real - height) } else { scroll_top };
        let rows = visible(top, height, row_height, n_rows);
        let drawn = rows.len() as f64 * row_height;
        let before =
            (scroll_top - (top - rows.start as f64 * row_height)).clamp(0.0, (total - drawn).max(0.0));
        Self { rows: (rows.start, rows.end), before, after: (total - drawn - before).max(0.0) }
    }
}

/// By how much a key scrolls where the table scrolls faster than its rows, in pixels of rows.
fn key_step(key: &str, height: f64, row_height: f64) -> Option<f64> {
    match key {
        "ArrowDown" => Some(row_height),
        "ArrowUp" => Some(-row_height),
        "PageDown" => Some(height - 2.0 * row_height),
        "PageUp" => Some(2.0 * row_height - height),
        _ => None,
    }
}

/// A table whose body is as long as it likes. Rows are drawn by position; `row` must give a `<tr>` of `row_height` pixels.
#[component]
pub fn VirtualTable<H, F>(
    /// Name of the table.
    #[prop(into)]
    label: String,
    /// Number of rows.
    #[prop(into)]
    n_rows: Signal<usize>,
    /// Height of a row in pixels.
    #[prop(default = 32.0)]
    row_height: f64,
    /// Number of columns.
    n_columns: usize,
    /// Changes whenever other rows stand at the same positions.
    #[prop(into)]
    version: Signal<u64>,
    /// The header row.
    head: H,
    /// The row at a position.
    row: F,
) -> impl IntoView
where
    H: Fn() -> AnyView + Send + Sync + 'static,
    F: Fn(usize) -> AnyView + Send + Sync + Clone + 'static,
{
    let node = NodeRef::<html::Div>::new();
    let (scroll, set_scroll) = signal((0.0, LEAST_HEIGHT));
    let measure = move || {
        if let Some(div) = node.get_untracked() {
            let height = f64::from(div.client_height()).max(LEAST_HEIGHT);
            set_scroll.set((f64::from(div.scroll_top()), height));
        }
    };
    Effect::new(move |_| {
        node.track();
        measure();
    });
    let layout = Memo::new(move |_| {
        let (top, height) = scroll.get();
        Layout::new(top, height, row_height, n_rows.get())
    });
    let range = Memo::new(move |_| layout.get().rows);
    let before = move || format!("{}px", layout.get().before);
    let after = move || format!("{}px", layout.get().after);
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let real = n_rows.get_untracked() as f64 * row_height;
        let Some(div) = node.get_untracked().filter(|_| real > MOST_HEIGHT) else { return };
        let height = f64::from(div.client_height());
        if let Some(step) = key_step(&event.key(), height, row_height) {
            event.prevent_default();
            let top = f64::from(div.scroll_top()) + step * (MOST_HEIGHT - height) / (real - height);
            div.set_scroll_top(top.round() as i32);
        }
    };
    let keys = move || {
        let version = version.get();
        let (first, end) = range.get();
        (first..end).map(move |at| (version, at)).collect::<Vec<_>>()
    };
    let columns = n_columns.to_string();
    let region = label.clone();
    view! {
        <div class="table-scroll virtual" node_ref=node tabindex="0" role="region" aria-label=region on:scroll=move |_| measure() on:keydown=on_key>
            <table class="table" aria-label=label aria-rowcount=move || (n_rows.get() + 1).to_string()>
                <thead>{head()}</thead>
                <tbody>
                    <tr class="spacer" aria-hidden="true"><td colspan=columns.clone() style:height=before></td></tr>
                    <For each=keys key=|key| *key children=move |(_, at)| row(at) />
                    <tr class="spacer" aria-hidden="true"><td colspan=columns style:height=after></td></tr>
                </tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_in_view_are_drawn_and_never_more_than_there_are() {
        assert_eq!(visible(0.0, 320.0, 32.0, 10_000), 0..23);
        assert_eq!(visible(32_000.0, 320.0, 32.0, 10_000), 988..1_023);
        assert_eq!(visible(1e9, 320.0, 32.0, 5), 5..5);
        assert_eq!(visible(-50.0, 320.0, 32.0, 0), 0..0);
    }

    #[test]
    fn a_million_rows_are_all_reached_in_less_than_a_browser_can_draw() {
        let n = 1_000_000;
        let height = 600.0;
        let at = |top: f64| Layout::new(top, height, 32.0, n);
        assert_eq!(at(0.0).rows.0, 0);
        assert_eq!(at(MOST_HEIGHT - height).rows.1, n);
        let (half, next) = (at(7_000_000.0), at(7_000_100.0));
        assert!(half.rows.0 > 450_000 && next.rows.0 > half.rows.0 && next.rows.0 - half.rows.0 < 15);
        for top in [0.0, 1_234_567.0, 7_000_000.0, MOST_HEIGHT - height] {
            let Layout { rows: (first, end), before, after } = at(top);
            let whole = before + (end - first) as f64 * 32.0 + after;
            assert!((whole - MOST_HEIGHT).abs() < 1.0, "{whole}");
            // What is drawn covers what is in sight.
            let below = before + (end - first) as f64 * 32.0;
            assert!(
                before <= top && below >= (top + height).min(MOST_HEIGHT) - 1.0,
                "{before} {top} {below}"
            );
        }
        let short = Layout::new(320.0, 320.0, 32.0, 100);
        assert_eq!((short.before, short.rows), (0.0, (0, 33)));
    }
}
