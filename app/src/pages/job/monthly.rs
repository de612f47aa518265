//! Returns by month, with the total of each year.

use std::rc::Rc;

use engine::report::Report;
use engine::series::Series;
use engine::statistics::tables::{self, Year};
use engine::statistics::{Metric, monthly_returns};
use leptos::prelude::*;

use crate::format::number::Plus;
use crate::format::time::MONTHS;
use crate::format::{NONE, locale, stat};

/// The table.
#[component]
pub(super) fn MonthlyCard(series: Rc<Series>, report: Rc<Report>, initial: f64) -> impl IntoView {
    let first = report.first_bar as usize;
    let time = &series.time()[first..first + report.equity.len()];
    let years = tables::years(&monthly_returns(time, &report.equity, initial));
    let cell = |month: Option<Metric>| match month {
        None => view! { <td></td> }.into_any(),
        Some(Err(undefined)) => view! { <td class="number" title=undefined.reason()>{NONE}</td> }.into_any(),
        Some(Ok(ratio)) => {
            let text = locale::fixed(ratio * 100.0, 2, Plus::Shown);
            let tone = stat::cell_class(&text);
            view! { <td class=tone>{text}</td> }.into_any()
        }
    };
    let row = |Year { year, months, total }: Year| {
        view! {
            <tr>
                <th scope="row">{year}</th>
                {months.map(cell).collect_view()}
                {cell(Some(total))}
            </tr>
        }
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2 class="defined" title=tables::MONTHS.definition>{tables::MONTHS.name}</h2>
                <span class="muted small">"%, of the equity"</span>
            </div>
            <div class="table-scroll months">
                <table class="table" aria-label=tables::MONTHS.name>
                    <thead>
                        <tr>
                            <th scope="col">"Year"</th>
                            {MONTHS.map(|month| view! { <th scope="col" class="number">{month}</th> }).collect_view()}
                            <th scope="col" class="number">"Year"</th>
                        </tr>
                    </thead>
                    <tbody>{years.into_iter().rev().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}
