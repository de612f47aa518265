//! How a sweep chooses its cells and what it looks for; there once a parameter is swept.

use engine::strategy::param::ParamKind;
use leptos::prelude::*;
use shared::dataset::Dataset;

use super::draft::field;
use super::form::Form;
use super::sweep_fields::objectives;
use crate::components::field::{FieldFoot, Select, TextField};
use crate::state::Datasets;

const METHODS: &[(&str, &str)] =
    &[("grid", "every combination"), ("random", "some at random"), ("search", "a search for the best")];
const BETTER: &[(&str, &str)] = &[("higher", "highest"), ("lower", "lowest")];

/// The section.
#[component]
pub(super) fn SweepSection(form: Form) -> impl IntoView {
    let switches: Vec<RwSignal<String>> = form
        .info
        .params
        .iter()
        .filter(|param| param.kind != ParamKind::Bool)
        .map(|param| form.field(&field::axis(param.key, "swept")))
        .collect();
    let is_swept = Memo::new(move |_| switches.iter().any(|switch| !switch.get().is_empty()));
    move || is_swept.get().then(|| view! { <Fields form /> })
}

#[component]
fn Fields(form: Form) -> impl IntoView {
    let method = form.field(field::SWEEP_METHOD);
    let number = move |name: &'static str, label: &'static str, help: &'static str| {
        view! { <TextField id=name label value=form.field(name) error=form.error(name) help number=true /> }
    };
    let how = move || {
        match method.get().as_str() {
        "random" => view! {
            {number(field::SWEEP_COUNT, "Cells", "How many different ones are drawn.")}
            {number(field::SWEEP_SEED, "Seed", "The same seed draws the same cells.")}
        }
        .into_any(),
        "search" => view! {
            {number(field::SWEEP_POPULATION, "Cells in a generation", "They run at the same time on all workers.")}
            {number(field::SWEEP_GENERATIONS, "Generations", "Each is chosen by the results of those before.")}
            {number(field::SWEEP_SEED, "Seed", "The same seed searches the same way, however many workers there are.")}
        }
        .into_any(),
        _ => ().into_any(),
    }
    };
    let constraints = field::SWEEP_CONSTRAINTS;
    view! {
        <section class="card" aria-labelledby="sweep-title">
            <div class="card-head"><h2 id="sweep-title">"Sweep"</h2></div>
            <div class="card-body field-grid">
                <div class="field">
                    <label for=field::SWEEP_METHOD>"Cells"</label>
                    <Select id=field::SWEEP_METHOD value=method options=METHODS chosen=form.setter(field::SWEEP_METHOD) />
                </div>
                {how}
                <Objective form name=field::OBJECTIVES[0] label="Look for the" is_first=true />
                <Objective form name=field::OBJECTIVES[1] label="and beside it the" is_first=false />
                <TextField
                    id=constraints
                    label="Constraints"
                    value=form.field(constraints)
                    error=form.error(constraints)
                    placeholder="none"
                    help="Between parameters, by their keys: fast < slow; slow >= 2 * fast + 5"
                />
                <MoreDatasets form />
            </div>
        </section>
    }
}

/// A direction and a statistic.
#[component]
fn Objective(form: Form, name: &'static str, label: &'static str, is_first: bool) -> impl IntoView {
    let better = field::better(name);
    let (direction, chosen) = (form.field(&better), form.field(name));
    let option = move |info: &'static engine::statistics::StatInfo| {
        view! { <option value=info.key selected=move || chosen.get() == info.key>{info.name}</option> }
    };
    let choose = move |event| {
        let key = event_target_value(&event);
        // The direction that is usually good; the other can be chosen beside.
        let info = engine::statistics::info(&key);
        let is_lower = info.is_some_and(|info| info.better == Some(engine::statistics::Better::Lower));
        direction.set(if is_lower { "lower" } else { "higher" }.into());
        chosen.set(key);
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <div class="field-pair">
                <Select id=better.clone() value=direction options=BETTER chosen=form.setter(&better) aria_label="Direction" />
                <select id=name class="select" on:change=choose>
                    {(!is_first).then(|| view! { <option value="" selected=move || chosen.get().is_empty()>"nothing"</option> })}
                    {objectives().map(option).collect_view()}
                </select>
            </div>
            <FieldFoot id=name error=form.error(name) />
        </div>
    }
}

/// Every cell runs on each of these, too.
#[component]
fn MoreDatasets(form: Form) -> impl IntoView {
    let rows = Datasets::expect().rows();
    let ticked = form.field(field::SWEEP_DATASETS);
    let others = Memo::new(move |_| {
        let first = form.dataset().map(|dataset| dataset.id);
        rows.with(|rows| {
            rows.iter().filter(|dataset| Some(dataset.id) != first).cloned().collect::<Vec<Dataset>>()
        })
    });
    let tick = move |dataset: Dataset| {
        let id = dataset.id.to_string();
        let is_ticked = {
            let id = id.clone();
            move || ticked.with(|ticked| ticked.split_whitespace().any(|other| other == id))
        };
        let toggle = move |event| {
            let is_on = event_target_checked(&event);
            ticked.update(|ticked| {
                let mut ids: Vec<&str> = ticked.split_whitespace().filter(|other| *other != id).collect();
                if is_on {
                    ids.push(&id);
                }
                *ticked = ids.join(" ");
            });
        };
        view! {
            <label class="check small"><input type="checkbox" prop:checked=is_ticked on:change=toggle />{dataset.name}</label>
        }
    };
    move || {
        others.with(|others| !others.is_empty()).then(|| {
            view! {
                <fieldset class="field more-datasets">
                    <legend class="field-label">"Also run on"</legend>
                    {others.get().into_iter().map(tick).collect_view()}
                </fieldset>
            }
        })
    }
}
