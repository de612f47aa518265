//! Every setting a job was made with, in words.

use engine::choice::{self, Choice};
use engine::config::{Commission, RunConfig, Sizing, Slippage};
use engine::statistics::{self, Better};
use engine::strategy::declaration::StrategyRef;
use engine::strategy::param::ParamValue;
use engine::sweep::{Axis, AxisValues, Method, Setting, SweepSpec};
use engine::walk_forward::{FoldPlan, Scheme};
use leptos::prelude::*;
use shared::job::{JobSpec, RunSpec};

use crate::format::number::percent_of;
use crate::format::{account, locale, strategy, time};
use crate::names;
use crate::router::Route;
use crate::state::{Datasets, JobHandle};

/// A name and what it was set to.
pub(in super::super) type Fact = (String, String);

/// The settings as a card.
#[component]
pub(super) fn SettingsCard(job: JobHandle) -> impl IntoView {
    let spec = job.record.with_untracked(|record| record.spec.clone());
    let run = spec.run().clone();
    let datasets = Datasets::expect();
    let dataset = run.dataset.id;
    let dataset_name = names::shown(&run.dataset.name);
    let is_here = Memo::new(move |_| datasets.get(dataset).is_some());
    let dataset_link = move || {
        let name = dataset_name.clone();
        if is_here.get() {
            view! { <a href=Route::Dataset(dataset).href()>{name}</a> }.into_any()
        } else {
            view! { <span>{name}" (not in this browser)"</span> }.into_any()
        }
    };
    let list = |facts: Vec<Fact>| {
        facts
            .into_iter()
            .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
            .collect_view()
    };
    view! {
        <section class="card">
            <div class="card-head"><h2>"Settings"</h2></div>
            <div class="card-body">
                <dl class="facts wide">
                    <div>
                        <dt>"Strategy"</dt>
                        <dd><a href=strategy_route(&run).href()>{strategy_name(&run)}</a></dd>
                    </div>
                    <div><dt>"Dataset"</dt><dd>{dataset_link}</dd></div>
                    {list(params(&spec))}
                    {list(config(&spec))}
                </dl>
                {run.script.as_ref().map(|script| view! {
                    <details class="job-source">
                        <summary>"Source of the script"</summary>
                        <pre tabindex="0">{script.source.clone()}</pre>
                    </details>
                })}
            </div>
        </section>
    }
}

/// Where the strategy can be read: of a script whose record is not known, the job's own form has the parameters.
fn strategy_route(run: &RunSpec) -> Route {
    match run.script.as_ref().and_then(|script| script.script) {
        Some(id) => Route::Script(id),
        None => Route::Strategy(run.strategy.key().to_owned()),
    }
}

/// Name of the strategy, and its version or the hash of its source.
pub(in super::super) fn strategy_name(run: &RunSpec) -> String {
    let name = strategy::name(run);
    match &run.strategy {
        StrategyRef::BuiltIn { version, .. } => format!("{name}, version {version}"),
        StrategyRef::Script { hash, .. } => format!("{name}, source {}", hash.get(..12).unwrap_or(hash)),
    }
}

/// Name of a parameter, or of a setting that is swept like one.
pub(super) fn axis_name(run: &RunSpec, key: &str) -> String {
    let info = strategy::declaration(run);
    match info.as_ref().and_then(|info| info.param(key)) {
        Some(param) => param.name.clone().into_owned(),
        None => Setting::of_key(key).map_or_else(|| key.to_owned(), |setting| setting.name().to_owned()),
    }
}

/// A value of it: ratios among the settings in percent, as the form takes them.
pub(super) fn axis_text(run: &RunSpec, key: &str, value: &ParamValue) -> String {
    let info = strategy::declaration(run);
    let is_ratio = || Setting::of_key(key).is_some_and(|setting| setting.is_ratio(&run.config));
    match (info.as_ref().and_then(|info| info.param(key)), value) {
        (Some(param), _) => param.shown(value),
        (None, ParamValue::Number(ratio)) if is_ratio() => format!("{}%", percent_of(*ratio)),
        (None, _) => value.to_string(),
    }
}

/// Parameters, and the ranges of swept ones.
pub(in super::super) fn params(spec: &JobSpec) -> Vec<Fact> {
    let run = spec.run();
    let name = |key: &str| axis_name(run, key);
    let mut facts: Vec<Fact> =
        run.params.0.iter().map(|(key, value)| (name(key), axis_text(run, key, value))).collect();
    if let Some(sweep) = spec.sweep() {
        facts.extend(sweep.axes.iter().map(|axis| (name(&axis.param), axis_values(run, axis))));
        facts.extend(choice(sweep));
    }
    facts.extend(
        spec.datasets().into_iter().skip(1).map(|other| ("Also on".into(), names::shown(&other.name))),
    );
    if let JobSpec::WalkForward { folds, .. } = spec {
        facts.push(("Folds".into(), fold_plan(folds)));
    }
    facts
}

/// How a sweep chooses its cells, and what it looks for.
fn choice(sweep: &SweepSpec) -> Vec<Fact> {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let method = match sweep.method {
        Method::Grid => "the whole grid".to_owned(),
        Method::Random { seed, count } => format!("{count} drawn at random, seed {seed}"),
        Method::Search { seed, population, generations, .. } => {
            format!("differential evolution, {generations} generations of {population}, seed {seed}")
        }
    };
    let objective = |key: &str, better: Better| {
        let name = statistics::info(key).map_or(key, |info| info.name);
        match better {
            Better::Higher => format!("highest {name}"),
            Better::Lower => format!("lowest {name}"),
        }
    };
    let objectives = sweep.objectives.iter().map(|wanted| objective(&wanted.stat, wanted.better));
    let mut facts =
        vec![fact("Combinations", method), fact("Looks for", objectives.collect::<Vec<_>>().join(", "))];
    facts.extend(sweep.constraints.iter().map(|constraint| fact("Constraint", constraint.to_string())));
    facts
}

/// How a walk-forward run cuts the time.
fn fold_plan(folds: &FoldPlan) -> String {
    let seen = match folds.scheme {
        Scheme::Rolling => "rolling: each chooses on a stretch of fixed length",
        Scheme::Anchored => "anchored: each chooses on everything before it, at first on a stretch",
    };
    format!("{}, {seen}, {} times as long as the one traded", folds.n_folds, folds.seen_per_traded)
}

fn axis_values(run: &RunSpec, axis: &Axis) -> String {
    let text = |value: &ParamValue| axis_text(run, &axis.param, value);
    let values = match &axis.values {
        AxisValues::Range { from, to, step } => {
            let [from, to, step] = [from, to, step].map(|number| text(&ParamValue::Number(*number)));
            format!("{from} to {to} in steps of {step}")
        }
        AxisValues::List { values } => values.iter().map(text).collect::<Vec<_>>().join(", "),
    };
    format!("{values}{}", axis_unit(run, &axis.param))
}

/// What the numbers of a swept setting count.
fn axis_unit(run: &RunSpec, key: &str) -> &'static str {
    let account = &run.config.account;
    match Setting::of_key(key) {
        Some(Setting::Sizing) => match account.sizing {
            Sizing::Lots(_) => " lots",
            Sizing::Cash(_) => " cash",
            Sizing::EquityRatio(_) => " of equity",
        },
        Some(Setting::Commission) => match account.commission {
            Commission::ValueRatio(_) => " of value",
            Commission::CashPerOrder(_) => " per order",
            Commission::CashPerUnit(_) => " per unit",
        },
        Some(Setting::Slippage) => match account.slippage {
            Slippage::Ticks(_) => " ticks",
            Slippage::PriceRatio(_) => " of price",
        },
        _ => "",
    }
}

/// Account, costs, fill rules, window, but for what is swept.
pub(in super::super) fn config(spec: &JobSpec) -> Vec<Fact> {
    let axes = spec.sweep().into_iter().flat_map(|sweep| &sweep.axes);
    let swept: Vec<Setting> = axes.filter_map(|axis| Setting::of_key(&axis.param)).collect();
    let mut facts = all_settings(&spec.run().config);
    facts.retain(|(name, _)| swept.iter().all(|setting| setting.name() != name));
    facts
}

fn chosen<T: Copy + 'static>(choice: Choice<T>, value: T) -> Fact {
    (choice.label.to_owned(), choice.option(&value).to_owned())
}

/// Every setting in words.
pub(in super::super) fn all_settings(config: &RunConfig) -> Vec<Fact> {
    let separators = locale::separators();
    let plain = |number: f64| account::plain(&separators, number);
    let percent = |ratio: f64| account::percent(&separators, ratio);
    let execution = &config.execution;
    let margin = |ratio: f64| if ratio == 0.0 { "not checked".to_owned() } else { percent(ratio) };
    let step = |step: Option<f64>| step.map_or_else(|| "none".into(), plain);
    let date = |at: Option<i64>, otherwise: &str| {
        at.map_or_else(|| otherwise.to_owned(), |at| format!("{} UTC", time::for_form(at)))
    };
    let fact = |name: &str, value: String| (name.to_owned(), value);
    vec![
        fact(Setting::InitialCash.name(), plain(config.account.initial_cash)),
        fact(Setting::Sizing.name(), account::sizing(&separators, config.account.sizing)),
        fact(Setting::Commission.name(), account::commission(&separators, config.account.commission)),
        fact(Setting::Slippage.name(), account::slippage(&separators, config.account.slippage)),
        fact(Setting::MarginLong.name(), margin(config.account.margin_long)),
        fact(Setting::MarginShort.name(), margin(config.account.margin_short)),
        chosen(choice::FILL_ON, execution.fill_on),
        chosen(choice::INTRABAR, execution.intrabar),
        chosen(choice::CLOSE_RULE, execution.close_rule),
        chosen(choice::CLOSE_AT_END, execution.close_at_end),
        fact(Setting::Pyramiding.name(), config.execution.pyramiding.to_string()),
        fact("Ticks beyond a limit", config.execution.limit_ticks.to_string()),
        fact("Tick size", step(config.instrument.tick_size)),
        fact("Lot step", step(config.instrument.lot_step)),
        fact("Lot size", plain(config.instrument.lot_size)),
        fact("Trade from", date(config.window.start, "first bar")),
        fact("Trade until", date(config.window.end, "last bar")),
        fact("Risk-free rate", format!("{} a year", percent(config.risk_free_rate))),
    ]
}
