//! Long tables of rows of one height: only those in view are in the document.

use std::ops::Range;

use leptos::html;
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyView;

/// Rows drawn beyond each edge, so that scrolling by a little shows no gap.
const OVERSCAN: usize = 12;

/// Height that is always filled: a short table is lower, and is not measured again when it grows.
const LEAST_HEIGHT: f64 = 640.0;

/// Which rows are in the document.
pub fn visible(scroll_top: f64, height: f64, row_height: f64, n_rows: usize) -> Range<usize> {
    let first = (scroll_top.max(0.0) / row_height) as usize;
    let n = (height / row_height).ceil() as usize + 1;
    first.saturating_sub(OVERSCAN).min(n_rows)..first.saturating_add(n + OVERSCAN).min(n_rows)
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
    let range = Memo::new(move |_| {
        let (top, height) = scroll.get();
        visible(top, height, row_height, n_rows.get())
    });
    let before = move || format!("{}px", range.get().start as f64 * row_height);
    let after =
        move || format!("{}px", (n_rows.get() - range.get().end.min(n_rows.get())) as f64 * row_height);
    let keys = move || {
        let version = version.get();
        range.get().map(move |at| (version, at)).collect::<Vec<_>>()
    };
    let columns = n_columns.to_string();
    let region = label.clone();
    view! {
        <div class="table-scroll virtual" node_ref=node tabindex="0" role="region" aria-label=region on:scroll=move |_| measure()>
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
}
