//! What each column holds, for the person to change.

use engine::import::{Format, ImportOptions, Role};
use leptos::prelude::*;

/// The roles that a column can have, in the order of the list.
const ROLES: [(Role, &str); 9] = [
    (Role::Time, "time"),
    (Role::TimeOfDay, "time of day"),
    (Role::Open, "open"),
    (Role::High, "high"),
    (Role::Low, "low"),
    (Role::Close, "close"),
    (Role::AdjustedClose, "adjusted close"),
    (Role::Volume, "volume"),
    (Role::Ticker, "ticker"),
];

/// A list per column; a change looks at the files again.
#[component]
pub fn Columns(
    /// How the first file is understood.
    format: Format,
    /// The fields of its first row.
    fields: Vec<String>,
    /// The answers so far.
    options: ImportOptions,
    /// Called with the answers after a change.
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let n_columns = format.roles.len().max(format.names.len()).max(fields.len());
    let mut roles = format.roles.clone();
    roles.resize(n_columns, None);
    let column = move |at: usize| {
        let id = format!("column-{at}");
        let (roles, options) = (roles.clone(), options.clone());
        let now = roles[at];
        let change = move |event| {
            let chosen = event_target_value(&event);
            let role = ROLES.iter().find(|(_, word)| *word == chosen).map(|(role, _)| *role);
            let mut roles = roles.clone();
            // A role is one column's: the other loses it.
            roles
                .iter_mut()
                .filter(|known| role.is_some() && **known == role)
                .for_each(|known| *known = None);
            roles[at] = role;
            answer.run(ImportOptions { roles: Some(roles), swap_open_close: None, ..options.clone() });
        };
        let listed = ROLES
            .map(|(role, word)| view! { <option value=word selected=now == Some(role)>{word}</option> })
            .collect_view();
        view! {
            <div class="field">
                <label for=id.clone()>{format!("Column {}", format.column_name(at))}</label>
                <select class="select" id=id on:change=change>
                    <option value="" selected=now.is_none()>"not used"</option>
                    {listed}
                </select>
                <p class="field-help">{fields.get(at).cloned().unwrap_or_default()}</p>
            </div>
        }
    };
    view! {
        <details class="import-columns">
            <summary>"Change what the columns hold"</summary>
            <div class="column-grid">{(0..n_columns).map(column).collect_view()}</div>
        </details>
    }
}
