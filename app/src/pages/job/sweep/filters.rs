//! Which cells are wanted: bounds on any column, typed here or brushed in the parallel coordinates.

use leptos::prelude::*;

use super::look::Look;
use crate::cells::Filter;
use crate::format::locale;

/// The bounds there are, and the way to more.
#[component]
pub(super) fn FilterBar(look: Look) -> impl IntoView {
    let column = RwSignal::new(look.columns.with_value(|columns| columns.goal().column));
    let (min, max) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let problem = RwSignal::new(None::<String>);
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let scale = look.columns.with_value(|columns| columns.scale(column.get_untracked()));
        match (bound(&min.get_untracked(), scale), bound(&max.get_untracked(), scale)) {
            (Ok(None), Ok(None)) => problem.set(Some("Enter a minimum or a maximum.".into())),
            (Ok(Some(least)), Ok(Some(most))) if least > most => {
                problem.set(Some("The minimum is above the maximum.".into()));
            }
            (Ok(least), Ok(most)) => {
                set(look, Filter { column: column.get_untracked(), min: least, max: most });
                problem.set(None);
                min.set(String::new());
                max.set(String::new());
            }
            (Err(text), _) | (_, Err(text)) => problem.set(Some(text)),
        }
    };
    let option = |at: usize| {
        let name = look.columns.with_value(|columns| columns.title(at));
        view! { <option value=at.to_string() selected=at == column.get_untracked()>{name}</option> }
    };
    let options = (0..look.columns.with_value(|columns| columns.len())).map(option).collect_view();
    let input = |label: &'static str, value: RwSignal<String>| {
        view! {
            <input
                class="input number"
                inputmode="decimal"
                autocomplete="off"
                aria-label=label
                placeholder=label
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
        }
    };
    view! {
        <form class="filter-bar" novalidate on:submit=add>
            <select
                class="select"
                aria-label="Column to filter"
                on:change=move |event| column.set(event_target_value(&event).parse().unwrap_or_default())
            >
                {options}
            </select>
            {input("at least", min)}
            {input("at most", max)}
            <button type="submit" class="button small">"Add filter"</button>
            {move || problem.get().map(|text| view! { <span class="field-error" role="alert">{text}</span> })}
            <ul class="chips" aria-label="Filters">
                <For each=move || look.filters.get() key=|filter| format!("{filter:?}") let:filter><Chip look filter /></For>
            </ul>
        </form>
    }
}

#[component]
fn Chip(look: Look, filter: Filter) -> impl IntoView {
    let text = words(look, filter);
    let label = format!("Remove filter {text}");
    let remove = move |_| look.filters.update(|filters| filters.retain(|other| *other != filter));
    view! {
        <li><button type="button" class="chip" aria-label=label on:click=remove>{text}<span aria-hidden="true">" ×"</span></button></li>
    }
}

/// Puts a filter in place of the one on the same column.
pub(super) fn set(look: Look, filter: Filter) {
    look.filters.update(|filters| {
        filters.retain(|other| other.column != filter.column);
        filters.push(filter);
    });
}

/// `Sharpe ratio ≥ 1`, `Return, % 5 to 10`.
fn words(look: Look, filter: Filter) -> String {
    let Filter { column, min, max } = filter;
    look.columns.with_value(|columns| {
        let separators = locale::separators();
        let text = |bound: f64| separators.shortest(bound * columns.scale(column), 4);
        let name = columns.title(column);
        match (min, max) {
            (Some(min), Some(max)) => format!("{name} {} to {}", text(min), text(max)),
            (Some(min), None) => format!("{name} ≥ {}", text(min)),
            (None, Some(max)) => format!("{name} ≤ {}", text(max)),
            (None, None) => name,
        }
    })
}

fn bound(text: &str, scale: f64) -> Result<Option<f64>, String> {
    if text.trim().is_empty() {
        Ok(None)
    } else {
        locale::separators().parse(text).map(|number| Some(number / scale))
    }
}
