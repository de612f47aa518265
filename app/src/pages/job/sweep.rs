//! The cells of a sweep: sortable, and each opens as a backtest with its parameters.

use std::rc::Rc;

use engine::statistics;
use engine::strategy::catalog;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::job::{JobSpec, RunSpec};
use shared::table::CellTable;

use super::certificate::Certificate;
use crate::components::notice::{ErrorNotice, Loading};
use crate::components::save;
use crate::components::sort::{Order, SortHeader};
use crate::components::toast::Toasts;
use crate::components::virtual_table::VirtualTable;
use crate::format::number::Plus;
use crate::format::{locale, stat};
use crate::router::{Route, location};
use crate::state::{JobHandle, Jobs, NewJob};

/// Loads the table and shows it.
#[component]
pub(super) fn Sweep(job: JobHandle) -> impl IntoView {
    let jobs = Jobs::expect();
    let cells = LocalResource::new(move || async move { jobs.cells(job.id).await });
    move || match cells.get() {
        None => view! { <Loading text="Reading the cells…" /> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
        Some(Ok(table)) => {
            let result_hash = table.result_hash.clone();
            let n_cells = table.n_cells();
            view! {
                <Table job table=Rc::new(table) />
                <Certificate job result_hash facts=vec![("Cells".into(), locale::count(n_cells as f64))] />
            }
            .into_any()
        }
    }
}

#[component]
fn Table(job: JobHandle, table: Rc<CellTable>) -> impl IntoView {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    let n = table.n_cells() as usize;
    let info = catalog::find(&table.run.strategy);
    let axis_name = |key: &str| {
        info.and_then(|info| info.param(key)).map_or_else(|| key.to_owned(), |param| param.name.to_owned())
    };
    let axes: Vec<String> = table.grid.axes().iter().map(|axis| axis_name(&axis.param)).collect();
    let n_axes = axes.len();
    let stats: Vec<_> = table.columns.iter().map(|key| statistics::info(key)).collect();
    let names: Vec<(String, &'static str, &'static str)> = axes
        .iter()
        .map(|name| (name.clone(), "", ""))
        .chain(table.columns.iter().zip(&stats).map(|(key, info)| match info {
            Some(info) => (info.name.to_owned(), stat::unit(info.unit), info.definition),
            None => (key.clone(), "", ""),
        }))
        .collect();
    let n_columns = names.len() + 1;
    let sharpe = table.columns.iter().position(|key| key == "sharpe").map_or(0, |at| at + n_axes);
    let order = RwSignal::new(Order { column: sharpe, descending: true });
    let skipped =
        (0..table.n_cells()).filter(|cell| table.row(*cell).iter().all(|number| number.is_nan())).count();
    let table = StoredValue::new_local(table);
    let sorted = Memo::new(move |_| {
        let order = order.get();
        let keys: Vec<f64> = table.with_value(|table| {
            let key = |cell: u64| match order.column {
                column if column < n_axes => table.grid.values(cell)[column],
                column => table.row(cell)[column - n_axes],
            };
            (0..table.n_cells()).map(key).collect()
        });
        order.permutation(&keys)
    });
    let version = Memo::new(move |before: Option<&u64>| {
        sorted.track();
        before.map_or(0, |before| before + 1)
    });
    let open = move |cell: u64| {
        let new = table.with_value(|table| cell_job(job, table, cell));
        spawn_local(async move {
            match jobs.submit(new).await {
                Ok(id) => location::go(&Route::Job(id)),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    let export = move |_| table.with_value(|table| save::text("sweep-cells.csv", "text/csv", &csv(table)));
    let head = move || {
        let header = |(column, (text, unit, title)): (usize, (String, &'static str, &'static str))| {
            view! { <SortHeader text unit title column order /> }
        };
        let headers = names.clone().into_iter().enumerate().map(header).collect_view();
        view! { <tr>{headers}<th scope="col"><span class="visually-hidden">"Open"</span></th></tr> }
            .into_any()
    };
    let row = move |at: usize| {
        let Some(cell) = sorted.with_untracked(|sorted| sorted.get(at).copied()) else {
            return ().into_any();
        };
        let cell = u64::from(cell);
        let texts: Vec<(String, &'static str)> = table.with_value(|table| {
            let separators = locale::separators();
            let axis = table.grid.values(cell).into_iter().map(|value| (value.to_string(), "number"));
            let number = |(value, info): (&f64, &Option<&'static statistics::StatInfo>)| {
                let text = match info {
                    _ if value.is_nan() => crate::format::NONE.to_owned(),
                    Some(info) => stat::number(&separators, info, *value, 0),
                    None => separators.fixed(*value, 3, Plus::Hidden),
                };
                let is_profit = info.is_some_and(|info| matches!(info.key, "net_profit" | "return"));
                let class = if is_profit { stat::cell_class(&text) } else { "number" };
                (text, class)
            };
            axis.chain(table.row(cell).iter().zip(&stats).map(number)).collect()
        });
        view! {
            <tr aria-rowindex=(at + 2).to_string()>
                {texts.into_iter().map(|(text, class)| view! { <td class=class>{text}</td> }).collect_view()}
                <td>
                    <button type="button" class="button small" aria-label=format!("Open cell {}", cell + 1) on:click=move |_| open(cell)>
                        "Open"
                    </button>
                </td>
            </tr>
        }
        .into_any()
    };
    let about = match skipped {
        0 => format!("{} cells", locale::count(n as f64)),
        skipped => format!(
            "{} cells, {} of them skipped because their parameters make no sense together",
            locale::count(n as f64),
            locale::count(skipped as f64),
        ),
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Cells"</h2>
                <div class="actions">
                    <span class="muted small">{about}</span>
                    <button type="button" class="button small" on:click=export>"Export CSV"</button>
                </div>
            </div>
            <VirtualTable label="Cells" row_height=36.0 n_rows=Signal::stored(n) n_columns version head row />
        </section>
    }
}

/// The backtest of one cell: what the sweep shares, with the cell's parameters.
fn cell_job(job: JobHandle, table: &CellTable, cell: u64) -> NewJob {
    let run = RunSpec { params: table.params(cell), ..table.run.clone() };
    let values: Vec<String> = table.grid.values(cell).iter().map(f64::to_string).collect();
    let name = catalog::find(&run.strategy).map_or(run.strategy.as_str(), |info| info.name);
    let title = format!("{name} ({}) on {}", values.join(", "), run.dataset_name);
    NewJob { spec: JobSpec::Backtest { run }, title, parent: Some((job.id, cell)) }
}

/// All cells with every digit; what is undefined is empty.
fn csv(table: &CellTable) -> String {
    let axes = table.grid.axes().iter().map(|axis| axis.param.clone());
    let header: Vec<String> = axes.chain(table.columns.iter().cloned()).collect();
    let mut text = format!("{}\r\n", header.join(","));
    for cell in 0..table.n_cells() {
        let values = table.grid.values(cell);
        let numbers = values.iter().chain(table.row(cell));
        let cells: Vec<String> =
            numbers.map(|number| if number.is_nan() { String::new() } else { number.to_string() }).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}
