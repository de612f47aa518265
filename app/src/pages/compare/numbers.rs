//! The numbers of the jobs, with the difference to the baseline and the best of each row.

use leptos::prelude::*;
use shared::id::JobId;

use super::load::{Member, Members, base_of};
use super::mark::ColumnHead;
use crate::compared::{NumberRow, difference, number_rows};
use crate::components::stat_value::StatValue;
use crate::format::{locale, stat};
use crate::pages::job::chosen_preset;

/// The card.
#[component]
pub(super) fn NumbersCard(members: Members, base: Memo<Option<JobId>>) -> impl IntoView {
    let preset = chosen_preset();
    let all = RwSignal::new(false);
    let table = move || {
        let members = members.get();
        let base = base_of(&members, base.get());
        let statistics: Vec<_> = members.iter().map(|member| &member.loaded.report.statistics).collect();
        let rows = number_rows(&statistics, preset.get(), all.get());
        let intervals: Vec<i64> = members.iter().map(|member| member.loaded.interval_ms).collect();
        let rows = rows.into_iter().map(|row| line(row, base, &intervals)).collect_view();
        let head = |(at, member): (usize, Member)| view! { <ColumnHead member is_base=at == base /> };
        view! {
            <table class="table compared-table" aria-label="Numbers of the compared jobs">
                <thead>
                    <tr><th scope="col">"Number"</th>{members.into_iter().enumerate().map(head).collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    };
    view! {
        <section class="card" aria-labelledby="compared-numbers">
            <div class="card-head">
                <h2 id="compared-numbers">"Numbers"</h2>
                <div class="actions">
                    <span class="muted small">
                        {move || format!("as defined by {}; below each, the difference to the baseline (of percentages, in percentage points); best in bold", preset.get().name())}
                    </span>
                    <label class="check small">
                        <input type="checkbox" prop:checked=move || all.get() on:change=move |event| all.set(event_target_checked(&event)) />
                        "Show all numbers"
                    </label>
                </div>
            </div>
            <div class="table-scroll">{table}</div>
        </section>
    }
}

fn line(row: NumberRow, base: usize, intervals: &[i64]) -> impl IntoView + use<> {
    let NumberRow { info, values, is_best } = row;
    let of_base = values[base];
    let cell = |(at, (metric, is_best)): (usize, (engine::statistics::Metric, bool))| {
        let by = (at != base).then(|| difference(info, metric, of_base)).flatten();
        let by = by.map(|by| {
            view! { <span class="compared-by">{stat::difference(&locale::separators(), info, by)}</span> }
        });
        view! {
            <td class="number" class:best=is_best>
                <StatValue info metric interval_ms=intervals[at] />
                {is_best.then(|| view! { <span class="visually-hidden">" (best)"</span> })}
                {by}
            </td>
        }
    };
    let cells = values.into_iter().zip(is_best).enumerate().map(cell).collect_view();
    view! {
        <tr>
            <th scope="row"><span class="defined" title=info.definition>{info.name}</span></th>
            {cells}
        </tr>
    }
}
