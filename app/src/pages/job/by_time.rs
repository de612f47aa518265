//! When a run made its money: by weekday and by hour.

use std::rc::Rc;

use engine::report::Report;
use engine::series::Series;
use engine::statistics::tables::{self, TableInfo, TimeGroup, TimeRow, returns_by};
use leptos::prelude::*;

use super::over_time::window;
use crate::format::number::Plus;
use crate::format::{NONE, locale, stat};

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A table with a bar in each row.
#[component]
pub(super) fn ByTime(
    group: TimeGroup,
    series: Rc<Series>,
    report: Rc<Report>,
    initial: f64,
) -> impl IntoView {
    let time = &series.time()[window(&series, &report)];
    let rows = returns_by(group, time, &report.equity, initial, &report.trades);
    let (info, column, class): (TableInfo, _, _) = match group {
        TimeGroup::Weekday => (tables::WEEKDAYS, "Weekday", "table"),
        TimeGroup::Hour => (tables::HOURS, "Hour", "table dense"),
    };
    let largest = rows.iter().filter_map(|row| row.return_ratio.ok()).map(f64::abs).fold(0.0, f64::max);
    view! {
        <section class="card">
            <div class="card-head">
                <h2 class="defined" title=info.definition>{info.name}</h2>
                <span class="muted small">"UTC; trades by their entry"</span>
            </div>
            <div class="table-scroll">
                <table class=class aria-label=info.name>
                    <thead>
                        <tr>
                            <th scope="col">{column}</th>
                            <th scope="col" class="bar-cell"><span class="visually-hidden">"Return as a bar"</span></th>
                            <th scope="col" class="number">"Return " <span class="unit">"%"</span></th>
                            <th scope="col" class="number">"Bars"</th>
                            <th scope="col" class="number">"Trades"</th>
                            <th scope="col" class="number">"Win rate " <span class="unit">"%"</span></th>
                            <th scope="col" class="number">"Profit"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| view! { <Row group row largest /> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn Row(group: TimeGroup, row: TimeRow, largest: f64) -> impl IntoView {
    let name = match group {
        TimeGroup::Weekday => WEEKDAYS[usize::from(row.slot)].to_owned(),
        TimeGroup::Hour => format!("{:02}:00", row.slot),
    };
    let signed = |value: f64| locale::fixed(value, 2, Plus::Shown);
    let (text, reason) = match row.return_ratio {
        Ok(ratio) => (signed(ratio * 100.0), None),
        Err(undefined) => (NONE.to_owned(), Some(undefined.reason())),
    };
    let tone = stat::cell_class(&text);
    let share = row.return_ratio.map_or(0.0, |ratio| if largest > 0.0 { ratio / largest } else { 0.0 });
    let win_rate = match row.n_trades {
        0 => NONE.to_owned(),
        n => locale::fixed(f64::from(row.n_wins) / f64::from(n) * 100.0, 1, Plus::Hidden),
    };
    let profit = if row.n_trades == 0 { NONE.to_owned() } else { signed(row.profit) };
    let profit_tone = stat::cell_class(&profit);
    let count = |n: u32| locale::count(f64::from(n));
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="bar-cell"><Bar share /></td>
            <td class=tone title=reason>{text}</td>
            <td class="number">{count(row.n_bars)}</td>
            <td class="number">{count(row.n_trades)}</td>
            <td class="number">{win_rate}</td>
            <td class=profit_tone>{profit}</td>
        </tr>
    }
}

/// A bar from the middle to the right for a gain, to the left for a loss; `share` is of the longest.
#[component]
fn Bar(share: f64) -> impl IntoView {
    let width = share.abs() * 100.0;
    let x = if share < 0.0 { -width } else { 0.0 };
    let class = if share < 0.0 { "bar loss" } else { "bar gain" };
    view! {
        <svg class="diverging" viewBox="-100 0 200 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class=class x=x.to_string() y="1" width=width.to_string() height="8" />
            <line class="zero" x1="0" y1="0" x2="0" y2="10" />
        </svg>
    }
}
