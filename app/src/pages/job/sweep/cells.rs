//! The cells as a table: any column sorts, filters narrow it down, each row opens as a backtest.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::blocks::Blocks;
use super::filters::FilterBar;
use super::look::Look;
use super::open::opener;
use crate::cells::{Answer, CellOrder, Question};
use crate::components::save;
use crate::components::sort::{Order, SortHeader};
use crate::components::toast::Toasts;
use crate::components::virtual_table::VirtualTable;
use crate::format::locale;

/// The table.
#[component]
pub(super) fn CellsCard(look: Look) -> impl IntoView {
    let goal = look.columns.with_value(|columns| columns.goal());
    let order = RwSignal::new(Order { column: goal.column, descending: !goal.is_lower_better });
    let by = RwSignal::new(cell_order(order.get_untracked()));
    Effect::new(move |_| by.set(cell_order(order.get())));
    let blocks = Blocks::new(look, by);
    let n_columns = look.columns.with_value(|columns| columns.len());
    let head = move || {
        let header = |column: usize| {
            look.columns.with_value(|columns| {
                let (text, unit, title) =
                    (columns.name(column), columns.unit(column), columns.definition(column));
                view! { <SortHeader text unit title column order /> }
            })
        };
        let headers = (0..n_columns).map(header).collect_view();
        view! { <tr>{headers}<th scope="col" class="row-action"><span class="visually-hidden">"Open"</span></th></tr> }
            .into_any()
    };
    let row = move |at: usize| view! { <Row look blocks at /> }.into_any();
    let version = Memo::new(move |before: Option<&u64>| {
        by.track();
        before.map_or(0, |before| before + 1)
    });
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Combinations"</h2>
                <div class="actions">
                    <span class="muted small cells-count">{move || about(look, blocks.n_rows.get())}</span>
                    <Export look by />
                </div>
            </div>
            <FilterBar look />
            <VirtualTable label="Combinations" row_height=36.0 n_rows=blocks.n_rows n_columns=n_columns + 1 version head row />
        </section>
    }
}

fn cell_order(order: Order) -> CellOrder {
    CellOrder { column: order.column, descending: order.descending }
}

/// How many cells there are, and how many of them are shown.
fn about(look: Look, n_shown: usize) -> String {
    let count = |n: u64| locale::count(n as f64);
    let Some(Answer { n_cells, n_stored, n_skipped, .. }) = look.count().get() else { return String::new() };
    let mut words = match (n_stored, n_cells) {
        (stored, all) if stored == all => format!("{} combinations", count(all)),
        (stored, all) => format!("{} of {} combinations so far", count(stored), count(all)),
    };
    if n_skipped > 0 {
        words += &format!(
            ", {} of them skipped because their parameters make no sense together",
            count(n_skipped)
        );
    }
    if look.filters.with(|filters| !filters.is_empty()) {
        words += &format!("; {} pass the filters", count(n_shown as u64));
    }
    words
}

#[component]
fn Export(look: Look, by: RwSignal<CellOrder>) -> impl IntoView {
    let toasts = Toasts::expect();
    let busy = RwSignal::new(false);
    let export = move |_| {
        let (Some(reader), Some(source)) = (look.reader(), look.source()) else { return };
        let question = Question::Csv { order: by.get_untracked(), filters: look.filters.get_untracked() };
        busy.set(true);
        spawn_local(async move {
            match reader.file(source, question).await {
                Ok(file) => save::blob("sweep-cells.csv", &file),
                Err(error) => toasts.fail(error.message),
            }
            busy.try_set(false);
        });
    };
    view! {
        <button type="button" class="button small" disabled=move || busy.get() on:click=export>
            {move || if busy.get() { "Writing…" } else { "Export CSV" }}
        </button>
    }
}

#[component]
fn Row(look: Look, blocks: Blocks, at: usize) -> impl IntoView {
    let open = opener(look);
    let n_columns = look.columns.with_value(|columns| columns.len());
    let row = Memo::new(move |_| Bits(blocks.row(at)));
    let numbers = move || {
        let Some(row) = row.get().0 else {
            return view! { <td class="muted" colspan=n_columns.to_string()>"…"</td> }.into_any();
        };
        let separators = locale::separators();
        let number = |column: usize| {
            look.columns.with_value(|columns| {
                let text = columns.text(&separators, column, row[column + 1]);
                let class = columns.class(column, &text);
                view! { <td class=class>{text}</td> }
            })
        };
        (0..n_columns).map(number).collect_view().into_any()
    };
    // While a sweep runs, other cells come to stand here: a button that has the focus keeps it.
    let cell = Memo::new(move |_| row.with(|row| row.0.as_ref().map(|row| row[0] as u64)));
    let is_there = Memo::new(move |_| cell.get().is_some());
    let label = move || cell.get().map(|cell| format!("Open combination {}", cell + 1));
    let click = move |_| cell.get_untracked().into_iter().for_each(open);
    view! {
        <tr aria-rowindex=(at + 2).to_string()>
            {numbers}
            <td class="row-action">
                <Show when=move || is_there.get()>
                    <button type="button" class="button small" aria-label=label on:click=click>"Open"</button>
                </Show>
            </td>
        </tr>
    }
}

/// The numbers of a row, equal if they are the same bits: what is no number equals itself here.
#[derive(Clone)]
struct Bits(Option<Vec<f64>>);

impl PartialEq for Bits {
    fn eq(&self, other: &Self) -> bool {
        let bits = |row: &Vec<f64>| row.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
        self.0.as_ref().map(bits) == other.0.as_ref().map(bits)
    }
}
