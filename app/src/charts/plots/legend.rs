//! Names and values of the series, in front of the chart as they are in it: what is above or below the chart keeps its place.

use engine::plot::PlotSpec;
use leptos::prelude::*;

use super::choice::Choice;
use super::lines::{Said, colour_of};
use crate::charts::colours::Colours;
use crate::state::IsDark;

/// A group of buttons at the top of each pane.
#[component]
pub(in crate::charts) fn PlotLegend(
    /// The series.
    specs: Vec<PlotSpec>,
    /// Why some are not drawn as the script says.
    notes: Vec<String>,
    choice: Choice,
    said: RwSignal<Said>,
) -> impl IntoView {
    let is_dark = expect_context::<IsDark>().0;
    let colours = Memo::new(move |_| {
        is_dark.track();
        Colours::now()
    });
    let n_panes = specs.iter().map(|spec| spec.pane).max().unwrap_or(0) + 1;
    let specs = StoredValue::new(specs);
    let notes = StoredValue::new(notes);
    let pane = move |pane: u32| {
        let of_pane = move || {
            let specs = specs.get_value().into_iter().enumerate().filter(|(_, spec)| spec.pane == pane);
            specs.map(|(at, spec)| view! { <Entry at spec choice said colours /> }).collect_view()
        };
        let top = move || said.with(|said| said.tops.get(pane as usize).map(|top| format!("{top}px")));
        let is_placed = move || pane == 0 || said.with(|said| said.tops.len() > pane as usize);
        view! {
            <div class=if pane == 0 { "plot-legend" } else { "plot-legend in-pane" } role="group" aria-label=if pane == 0 { "Series over the price" } else { "Series in the pane" } style:top=top hidden=move || !is_placed()>
                {of_pane()}
                {(pane == 0).then(|| view! { <Remarks notes said /> })}
            </div>
        }
    };
    (0..n_panes).map(pane).collect_view()
}

#[component]
fn Entry(
    at: usize,
    spec: PlotSpec,
    choice: Choice,
    said: RwSignal<Said>,
    colours: Memo<Colours>,
) -> impl IntoView {
    let value = Memo::new(move |_| said.with(|said| said.values.get(at).cloned()));
    let (key, title) = (StoredValue::new(spec.key.clone()), spec.title.clone());
    let is_on = move || !key.with_value(|key| choice.is_off(key));
    let tint = {
        let spec = spec.clone();
        move || colours.with(|colours| colour_of(&spec, at, colours))
    };
    view! {
        <button
            type="button"
            class="plot-entry"
            aria-pressed=move || is_on().to_string()
            title=move || if is_on() { "Switch this series off" } else { "Switch this series on" }
            on:click=move |_| key.with_value(|key| choice.toggle(key))
        >
            <span class="plot-swatch" style:background=tint></span>
            <span class="plot-title">{title}</span>
            <span class="plot-value" aria-hidden="true">
                {move || is_on().then(|| value.get().unwrap_or_else(|| if said.with(|said| said.failed.is_some()) { String::new() } else { "…".to_owned() }))}
            </span>
        </button>
    }
}

/// What a person should know of the series.
#[component]
fn Remarks(notes: StoredValue<Vec<String>>, said: RwSignal<Said>) -> impl IntoView {
    let failed = Memo::new(move |_| said.with(|said| said.failed.clone()));
    view! {
        {notes.get_value().into_iter().map(|note| view! { <p class="plot-note">{note}</p> }).collect_view()}
        {move || failed.get().map(|error| view! { <p class="plot-note warn" role="status">{format!("Series are not shown: {}", error.message)}</p> })}
    }
}
