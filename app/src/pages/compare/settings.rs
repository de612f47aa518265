//! What the jobs were made with, as far as it differs.

use leptos::prelude::*;
use shared::id::JobId;

use super::load::{Member, Members, base_of};
use super::mark::ColumnHead;
use crate::compared::{SettingRow, setting_rows};
use crate::format::NONE;

/// The card.
#[component]
pub(super) fn SettingsCard(members: Members, base: Memo<Option<JobId>>) -> impl IntoView {
    let all = RwSignal::new(false);
    let table = move || {
        let members = members.get();
        let base = base_of(&members, base.get());
        let facts: Vec<_> = members
            .iter()
            .map(|member| [member.loaded.identity.clone(), member.loaded.settings.clone()].concat())
            .collect();
        let mut rows = setting_rows(&facts);
        if !all.get() {
            rows.retain(|row| row.differs);
        }
        if rows.is_empty() {
            return view! { <p class="card-body muted">"No setting differs."</p> }.into_any();
        }
        let head =
            |(at, member): (usize, Member)| view! { <ColumnHead member is_base=at == base number=false /> };
        view! {
            <table class="table compared-table" aria-label="Settings of the compared jobs">
                <thead>
                    <tr><th scope="col">"Setting"</th>{members.into_iter().enumerate().map(head).collect_view()}</tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| line(row, base)).collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <section class="card" aria-labelledby="compared-settings">
            <div class="card-head">
                <h2 id="compared-settings">"Settings"</h2>
                <div class="actions">
                    <span class="muted small">{move || if all.get() { "all; differences to the baseline are marked" } else { "those that differ" }}</span>
                    <label class="check small">
                        <input type="checkbox" prop:checked=move || all.get() on:change=move |event| all.set(event_target_checked(&event)) />
                        "Show all settings"
                    </label>
                </div>
            </div>
            <div class="table-scroll">{table}</div>
        </section>
    }
}

fn line(row: SettingRow, base: usize) -> impl IntoView {
    let SettingRow { name, values, .. } = row;
    let of_base = values[base].clone();
    let cell = |value: Option<String>| {
        let differs = value != of_base;
        view! { <td class:differs=differs>{value.unwrap_or_else(|| NONE.to_owned())}</td> }
    };
    let cells = values.into_iter().map(cell).collect_view();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }
}
