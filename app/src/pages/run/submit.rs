//! What will run, in a few lines, and the button that makes a job of it.

use engine::ENGINE_VERSION;
use engine::config::RunConfig;
use engine::strategy::param::ParamKind;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::dataset::{Dataset, DatasetRef};
use shared::job::{JobSpec, RunSpec};

use super::draft::field;
use super::form::{Form, Start};
use super::in_words;
use super::parse::Parsed;
use super::sweep;
use crate::components::toast::{Offer, Toasts};
use crate::format::locale;
use crate::pages::job::all_settings;
use crate::router::Route;
use crate::state::{Jobs, NewJob, Scripts};

/// The summary beside the form.
#[component]
pub(super) fn Summary(form: Form) -> impl IntoView {
    let parsed = form.parsed();
    let n_problems = Memo::new(move |_| {
        let n_elsewhere = usize::from(form.dataset().is_none()) + usize::from(sweep::is_too_short(form));
        parsed.with(|parsed| parsed.problems.len()) + n_elsewhere
    });
    let problems = move || match n_problems.get() {
        0 => None,
        1 => Some("One field needs attention.".to_owned()),
        n => Some(format!("{n} fields need attention.")),
    };
    let proposed = form.start().script.map(|_| form.start().config);
    let differs = Memo::new(move |_| {
        let names = differences(&proposed?, &parsed.with(|parsed| parsed.config));
        (!names.is_empty()).then(|| names.join(", "))
    });
    let words = Memo::new(move |_| {
        let say = |parsed: &Parsed| in_words::in_words(&form.info(), parsed, &locale::separators());
        parsed.with(|parsed| parsed.problems.is_empty().then(|| say(parsed)))
    });
    let too_long = Memo::new(move |_| {
        let dataset = form.dataset()?;
        parsed.with(|parsed| in_words::too_long(&form.info(), parsed, &dataset, &locale::separators()))
    });
    let window = Memo::new(move |_| form.dataset().filter(|dataset| misses(&parsed.get(), dataset)));
    view! {
        <aside class="card run-summary" aria-label="Summary">
            <div class="card-body stack">
                <dl class="facts">
                    <div><dt>"Strategy"</dt><dd>{form.info().name}</dd></div>
                    <div><dt>"Dataset"</dt><dd>{move || form.dataset().map_or_else(|| "none".into(), |dataset| dataset.name)}</dd></div>
                    <div><dt>"Work"</dt><dd>{move || work(form)}</dd></div>
                </dl>
                {move || words.get().map(|words| words.map(|text| view! { <p>{text}</p> }).collect_view())}
                {move || too_long.get().map(|text| view! { <p class="notice warn small">{text}</p> })}
                {move || {
                    differs.get().map(|names| {
                        view! { <p class="small muted">"Differs from what the script proposes: "{names}"."</p> }
                    })
                }}
                {move || {
                    window.with(Option::is_some).then(|| {
                        view! {
                            <p class="notice warn small">
                                "The trading window holds no bar of this dataset: the job would fail."
                            </p>
                        }
                    })
                }}
                {move || problems().map(|text| view! { <p class="field-error" role="status">{text}</p> })}
                <button type="submit" class="button primary" aria-disabled=move || (n_problems.get() > 0).then_some("true")>
                    "Submit job"
                </button>
                <button type="button" class="button quiet small" on:click=move |_| form.reset()>"Reset to defaults"</button>
            </div>
        </aside>
    }
}

/// Why no job can be made of a form: the field and what is wrong with it.
pub(super) struct Refused {
    pub(super) field: String,
    pub(super) sentence: String,
}

/// The job that a form is of.
pub(super) fn job_of(form: Form) -> Result<NewJob, Refused> {
    let refused =
        |field: &str, sentence: &str| Refused { field: field.to_owned(), sentence: sentence.to_owned() };
    let parsed = form.parsed().get_untracked();
    let dataset = form.dataset().ok_or_else(|| refused(field::DATASET, "Choose a dataset first."))?;
    if let Some(problem) = parsed.problems.first() {
        return Err(refused(&problem.field, &problem.message));
    }
    if sweep::is_too_short(form) {
        return Err(refused(field::FOLDS_COUNT, "The dataset is too short for so many folds."));
    }
    let more_datasets = if parsed.folds.is_some() { Vec::new() } else { more_datasets(form, &dataset) };
    Ok(new_job(form.start(), parsed, dataset, more_datasets))
}

/// Makes the job, or moves to the first field that keeps it from being made.
pub(super) fn submit(form: Form) {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    let job = match untrack(|| job_of(form)) {
        Ok(job) => job,
        Err(Refused { field, .. }) => return focus(&field),
    };
    let (scripts, used) = (Scripts::expect(), form.start().script.and_then(|script| script.script));
    spawn_local(async move {
        if let Some(id) = used {
            // The job brings its source along in any case.
            let _ = scripts.keep(id).await;
        }
        match jobs.submit(job).await {
            Ok(id) => toasts.say("Job created successfully", Offer::Link("Open job", Route::Job(id))),
            Err(error) => toasts.fail(error.message),
        }
    });
}

/// The job of settings that have no problems.
pub(super) fn new_job(
    start: Start,
    parsed: Parsed,
    dataset: Dataset,
    more_datasets: Vec<DatasetRef>,
) -> NewJob {
    let Start { info, script, .. } = start;
    let Parsed { config, params, sweep, folds, n_cells, .. } = parsed;
    let title = match n_cells.map(|n| n * (more_datasets.len() as u64 + 1)) {
        Some(n) if folds.is_some() => {
            let n_folds = folds.map_or(0, |folds| folds.n_folds);
            format!(
                "{} walk-forward, {n_folds} folds of {} combinations on {}",
                info.name,
                locale::count(n as f64),
                dataset.name
            )
        }
        Some(n) => {
            format!("{} sweep of {} combinations on {}", info.name, locale::count(n as f64), dataset.name)
        }
        None => {
            let values: Vec<String> = info
                .params
                .iter()
                .filter(|param| !matches!(param.kind, ParamKind::Switch(_)))
                .filter_map(|param| Some(param.shown(params.get(&param.key)?)))
                .collect();
            let values = if values.is_empty() { String::new() } else { format!(" ({})", values.join(", ")) };
            format!("{}{values} on {}", info.name, dataset.name)
        }
    };
    let run = RunSpec {
        strategy: info.strategy,
        params,
        dataset: dataset.into(),
        config,
        engine_version: ENGINE_VERSION.to_owned(),
        script: script.map(Box::new),
    };
    let spec = match (sweep, folds) {
        (None, _) => JobSpec::Backtest { run },
        (Some(sweep), None) => JobSpec::Sweep { run, sweep, more_datasets },
        (Some(sweep), Some(folds)) => JobSpec::WalkForward { run, sweep, folds },
    };
    NewJob { spec, title, parent: None }
}

/// The ticked datasets that are there, but the run's own.
fn more_datasets(form: Form, first: &Dataset) -> Vec<DatasetRef> {
    let ticked = untrack(|| form.ticked());
    let others = ticked.into_iter().filter(|dataset| dataset.id != first.id);
    others.map(DatasetRef::from).collect()
}

fn work(form: Form) -> String {
    let bars = form.dataset().map_or(0.0, |dataset| f64::from(dataset.n_bars));
    match form.parsed().with(|parsed| (parsed.n_cells, parsed.folds)) {
        (Some(n), Some(folds)) => {
            format!("{} folds × {} combinations", folds.n_folds, locale::count(n as f64))
        }
        (Some(n), None) => {
            let first = form.dataset().map(|dataset| dataset.id);
            let others = form.ticked().into_iter().filter(|dataset| Some(dataset.id) != first).count();
            let datasets = if others > 0 { format!(" × {} datasets", others + 1) } else { String::new() };
            format!("{} combinations × {} bars{datasets}", locale::count(n as f64), locale::count(bars))
        }
        (None, _) => format!("1 run of {} bars", locale::count(bars)),
    }
}

/// The settings that a script proposes and that are others in the form, but for the instrument and the window, which no script knows.
fn differences(proposed: &RunConfig, chosen: &RunConfig) -> Vec<String> {
    let chosen = RunConfig { instrument: proposed.instrument, window: proposed.window, ..*chosen };
    let (theirs, ours) = (all_settings(proposed), all_settings(&chosen));
    let differ = theirs.into_iter().zip(ours).filter(|(theirs, ours)| theirs != ours);
    differ.map(|((name, _), _)| name.to_lowercase()).collect()
}

/// Whether the trading window lies beside the data.
fn misses(parsed: &Parsed, dataset: &Dataset) -> bool {
    let window = parsed.config.window;
    window.start.is_some_and(|start| start > dataset.last_time)
        || window.end.is_some_and(|end| end <= dataset.first_time)
}

fn focus(field: &str) {
    use wasm_bindgen::JsCast;
    let element = document().get_element_by_id(field);
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // What cannot take the focus still shows its sentence.
        let _ = element.focus();
    }
}
