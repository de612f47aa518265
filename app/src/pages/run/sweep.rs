//! How a sweep chooses its cells and what it looks for; there once a parameter is swept.

use engine::choice;
use engine::walk_forward::{FoldPlan, Scheme};
use leptos::prelude::*;
use shared::dataset::Dataset;

use super::axis_fields;
use super::draft::field;
use super::form::Form;
use super::sweep_fields::objectives;
use crate::components::field::{FieldFoot, Select, TextField};
use crate::components::segmented::Segmented;
use crate::format::locale;
use crate::state::Datasets;

const METHODS: &[(&str, &str)] =
    &[("grid", "every combination"), ("random", "some at random"), ("search", "a search for the best")];

/// The section.
#[component]
pub(super) fn SweepSection(form: Form) -> impl IntoView {
    let keys = axis_fields::keys(&form.info()).into_iter();
    let switches: Vec<RwSignal<String>> = keys.map(|key| form.field(&field::axis(&key, "swept"))).collect();
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
            {number(field::SWEEP_COUNT, "Number of combinations", "How many different combinations are drawn.")}
            {number(field::SWEEP_SEED, "Seed", "The same seed draws the same combinations.")}
        }
        .into_any(),
        "search" => view! {
            {number(field::SWEEP_POPULATION, "Combinations in a generation", "They run at the same time on all workers.")}
            {number(field::SWEEP_GENERATIONS, "Generations", "Each combination is chosen from the results of the earlier ones.")}
            {number(field::SWEEP_SEED, "Seed", "The same seed searches the same way, however many workers there are.")}
        }
        .into_any(),
        _ => ().into_any(),
    }
    };
    let constraints = field::SWEEP_CONSTRAINTS;
    let kind = form.field(field::SWEEP_KIND);
    let is_walk = Memo::new(move |_| kind.get() == "walk");
    let choose = Callback::new(move |at| kind.set(if at == 1 { "walk" } else { "sweep" }.into()));
    view! {
        <section class="card" aria-labelledby="sweep-title">
            <div class="card-head">
                <h2 id="sweep-title">{move || if is_walk.get() { "Walk-forward" } else { "Sweep" }}</h2>
                <Segmented label="Run as" name="sweep-kind" options=vec!["Sweep", "Walk-forward"]
                    chosen=Signal::derive(move || usize::from(is_walk.get())) choose />
            </div>
            <div class="card-body field-grid">
                {move || is_walk.get().then(|| view! { <FoldFields form /> })}
                <div class="field">
                    <label for=field::SWEEP_METHOD>"Combinations"</label>
                    <Select id=field::SWEEP_METHOD value=method options=METHODS chosen=form.setter(field::SWEEP_METHOD) />
                </div>
                {how}
                <Objective form name=field::OBJECTIVES[0] label="Objective" is_first=true />
                {move || {
                    let beside = field::OBJECTIVES[1];
                    (!is_walk.get()).then(|| view! { <Objective form name=beside label="Second objective" is_first=false /> })
                }}
                <TextField
                    id=constraints
                    label="Constraints"
                    value=form.field(constraints)
                    error=form.error(constraints)
                    placeholder="none"
                    help="Between parameters, by their keys: fast < slow; slow >= 2 * fast + 5"
                />
                {move || (!is_walk.get()).then(|| view! { <MoreDatasets form /> })}
            </div>
        </section>
    }
}

/// How the time is cut, and what that comes to in bars.
#[component]
fn FoldFields(form: Form) -> impl IntoView {
    let (count, seen, scheme) = (field::FOLDS_COUNT, field::FOLDS_SEEN, field::FOLDS_SCHEME);
    let words = Memo::new(move |_| cut(form));
    view! {
        <p class="field-wide field-help">
            "The bars are divided into folds. In each, the best combination of the in-sample window is traded on the bars right after it, which played no part in the choice."
        </p>
        <div class="field">
            <label for=scheme>"Choose on"</label>
            <Select id=scheme value=form.field(scheme) options=choice::WINDOWS.options chosen=form.setter(scheme) />
        </div>
        <TextField id=count label="Folds" value=form.field(count) error=form.error(count) number=true
            help="Number of out-of-sample windows." />
        <TextField id=seen label="Past per fold" value=form.field(seen) error=form.error(seen) number=true
            help="In-sample length ÷ out-of-sample length." />
        {move || {
            words.get().map(|words| match words {
                Ok(text) => view! { <p class="field-wide field-help" role="status">{text}</p> }.into_any(),
                Err(text) => view! { <p class="field-wide field-error" role="status">{text}</p> }.into_any(),
            })
        }}
    }
}

/// What the folds come to on the chosen dataset, or why they come to nothing; `None` where that cannot be known here.
fn cut(form: Form) -> Option<Result<String, String>> {
    let (folds, window) = form.parsed().with(|parsed| (parsed.folds, parsed.config.window));
    let (folds, dataset) = (folds?, form.dataset()?);
    // How many bars a part of the data has is known to the worker only, which says so if they are too few.
    let is_whole = window.start.is_none() && window.end.is_none();
    is_whole.then(|| folds_in_words(&folds, dataset.n_bars as usize))
}

/// Whether the chosen dataset is too short for the folds.
pub(super) fn is_too_short(form: Form) -> bool {
    matches!(cut(form), Some(Err(_)))
}

/// The lengths that a plan comes to, or why it comes to none.
fn folds_in_words(plan: &FoldPlan, n_bars: usize) -> Result<String, String> {
    let folds = plan.cut(n_bars).map_err(|problem| problem.message)?;
    let (first, last) = (&folds[0], &folds[folds.len() - 1]);
    let count = |n: usize| locale::count(n as f64);
    let seen = match plan.scheme {
        Scheme::Rolling => format!("{} bars", count(first.seen.len())),
        Scheme::Anchored => {
            format!("{} bars at first, {} in the end", count(first.seen.len()), count(last.seen.len()))
        }
    };
    Ok(format!(
        "Of {} bars, each fold chooses on {seen} and trades the next {}.",
        count(n_bars),
        count(first.traded.len())
    ))
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
                <Select id=better.clone() value=direction options=choice::DIRECTION.options chosen=form.setter(&better) aria_label="Direction" />
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
        let name = Datasets::expect().name_of(&dataset);
        view! {
            <label class="check small"><input type="checkbox" prop:checked=is_ticked on:change=toggle />{name}</label>
        }
    };
    view! {
        <Show when=move || others.with(|others| !others.is_empty())>
            <fieldset class="field more-datasets">
                <legend class="field-label">"Also run on"</legend>
                <For each=move || others.get() key=|dataset| dataset.id children=tick />
            </fieldset>
        </Show>
    }
}
