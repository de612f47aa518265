//! What was recognised, for the person to change: what each column holds, and how dates and numbers are written. The
//! preview follows every change.

use engine::import::{DateOrder, Format, ImportOptions, Role, TimeStyle};
use leptos::prelude::*;

use super::zone::ZoneField;
use crate::state::FilePreview;

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

const ORDERS: [DateOrder; 3] = [DateOrder::YearFirst, DateOrder::DayFirst, DateOrder::MonthFirst];

/// What a column with this role holds, in a word or three.
pub fn word(role: Role) -> &'static str {
    ROLES.iter().find(|(known, _)| *known == role).map_or("", |(_, word)| word)
}

/// How dates and numbers are taken, in a line.
pub fn notation(format: &Format, options: &ImportOptions) -> String {
    let dates = match (format.time, options.date_order) {
        (TimeStyle::Unix(_), _) => "Unix time".to_owned(),
        (TimeStyle::Calendar(order), answer) => format!("dates {}", answer.unwrap_or(order).words()),
    };
    let is_comma = options.decimal_comma.unwrap_or(format.decimal_comma);
    format!("{dates}, decimal {}", if is_comma { "comma" } else { "point" })
}

/// A list per column, and the notation; a change looks at the files again.
#[component]
pub fn Columns(
    /// The files; what is changed is the first one's.
    #[prop(into)]
    files: Signal<Vec<FilePreview>>,
    /// The answers so far.
    #[prop(into)]
    options: Signal<ImportOptions>,
    /// Called with the answers after a change.
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let file = Memo::new(move |_| files.with(|files| files.first().cloned()));
    let n_columns = Memo::new(move |_| {
        file.with(|file| {
            file.as_ref()
                .map_or(0, |file| file.format.roles.len().max(file.format.names.len()).max(file.fields.len()))
        })
    });
    // Opened where nothing is recognised, and left open when something is.
    let is_open = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || files.with(|files| files.iter().any(|file| file.problem.is_some()))
    });
    let is_dated = Memo::new(move |_| {
        let is_dated =
            |file: &FilePreview| file.problem.is_none() && matches!(file.format.time, TimeStyle::Calendar(_));
        file.with(|file| file.as_ref().is_some_and(is_dated))
    });
    let asks_zone = move || {
        let is_zone = |asked: &engine::import::Asked| asked.question.option() == "time_zone";
        files.with(|files| files.iter().flat_map(|file| &file.asked).any(is_zone))
    };
    let column = move |at: usize| view! { <Column at file n_columns options answer /> };
    view! {
        <details class="import-columns" prop:open=move || is_open.get()>
            <summary>"Change what was recognised"</summary>
            <div class="column-grid">
                <For each=move || 0..n_columns.get() key=|at| *at children=column />
            </div>
            <div class="column-grid">
                <Show when=move || is_dated.get()><Dates file options answer /></Show>
                <Decimal file options answer />
                // Where it is a question, it is asked above.
                <Show when=move || !asks_zone()>
                    <ZoneField id="import-zone" label="Time zone" options answer />
                </Show>
            </div>
        </details>
    }
}

#[component]
fn Column(
    at: usize,
    file: Memo<Option<FilePreview>>,
    n_columns: Memo<usize>,
    options: Signal<ImportOptions>,
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let id = format!("column-{at}");
    let name = move || file.with(|file| file.as_ref().map(|file| file.format.column_name(at)));
    let label = move || format!("Column {}", name().unwrap_or_default());
    let example = move || file.with(|file| file.as_ref().and_then(|file| file.fields.get(at).cloned()));
    // The person's last word, even while the files are still looked at by it.
    let roles = move || {
        options.with(|options| options.roles.clone()).unwrap_or_else(|| {
            file.with(|file| file.as_ref().map(|file| file.format.roles.clone())).unwrap_or_default()
        })
    };
    let now = Memo::new(move |_| roles().get(at).copied().flatten());
    let change = move |event| {
        let chosen = event_target_value(&event);
        let role = ROLES.iter().find(|(_, word)| *word == chosen).map(|(role, _)| *role);
        let mut roles = untrack(roles);
        roles.resize(n_columns.get_untracked(), None);
        // A role is one column's: the other loses it.
        roles.iter_mut().filter(|known| role.is_some() && **known == role).for_each(|known| *known = None);
        roles[at] = role;
        answer.run(ImportOptions { roles: Some(roles), swap_open_close: None, ..options.get_untracked() });
    };
    let listed = ROLES
        .map(|(role, word)| view! { <option value=word prop:selected=move || now.get() == Some(role)>{word}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="select" id=id on:change=change>
                <option value="" prop:selected=move || now.get().is_none()>"not used"</option>
                {listed}
            </select>
            <p class="field-help">{example}</p>
        </div>
    }
}

#[component]
fn Dates(
    file: Memo<Option<FilePreview>>,
    options: Signal<ImportOptions>,
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let now = Memo::new(move |_| {
        let recognised = file.with(|file| file.as_ref().map(|file| file.format.time));
        options.with(|options| options.date_order).or(match recognised {
            Some(TimeStyle::Calendar(order)) => Some(order),
            _ => None,
        })
    });
    let change = move |event| {
        let chosen = event_target_value(&event);
        let order = ORDERS.into_iter().find(|order| order.words() == chosen);
        answer.run(ImportOptions { date_order: order, ..options.get_untracked() });
    };
    let listed = ORDERS
        .map(|order| {
            view! { <option value=order.words() prop:selected=move || now.get() == Some(order)>{order.words()}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="import-dates">"Dates"</label>
            <select class="select" id="import-dates" on:change=change>{listed}</select>
        </div>
    }
}

#[component]
fn Decimal(
    file: Memo<Option<FilePreview>>,
    options: Signal<ImportOptions>,
    answer: Callback<ImportOptions>,
) -> impl IntoView {
    let is_comma = Memo::new(move |_| {
        let recognised = file.with(|file| file.as_ref().is_some_and(|file| file.format.decimal_comma));
        options.with(|options| options.decimal_comma).unwrap_or(recognised)
    });
    let change = move |event| {
        let decimal_comma = Some(event_target_value(&event) == "comma");
        answer.run(ImportOptions { decimal_comma, ..options.get_untracked() });
    };
    view! {
        <div class="field">
            <label for="import-decimal">"Decimal sign"</label>
            <select class="select" id="import-decimal" on:change=change>
                <option value="point" prop:selected=move || !is_comma.get()>"point"</option>
                <option value="comma" prop:selected=move || is_comma.get()>"comma"</option>
            </select>
        </div>
    }
}
