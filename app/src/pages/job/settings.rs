//! Every setting a job was made with, in words.

use engine::config::{CloseRule, Commission, FillOn, Intrabar, RunConfig, Sizing, Slippage};
use engine::statistics::{self, Better};
use engine::strategy::catalog;
use engine::sweep::{AxisValues, Method, Setting, SweepSpec};
use leptos::prelude::*;
use shared::job::{DatasetRef, JobSpec, RunSpec};

use crate::format::locale;
use crate::format::number::{decimals_needed, percent_of};
use crate::format::time;
use crate::pages::strategies::value;
use crate::router::Route;
use crate::state::{Datasets, JobHandle};

/// A name and what it was set to.
pub(super) type Fact = (String, String);

/// The settings as a card.
#[component]
pub(super) fn SettingsCard(job: JobHandle) -> impl IntoView {
    let spec = job.record.with_untracked(|record| record.spec.clone());
    let run = spec.run().clone();
    let datasets = Datasets::expect();
    let dataset = run.dataset;
    let dataset_name = run.dataset_name.clone();
    let dataset_link = move || {
        let name = dataset_name.clone();
        if datasets.get(dataset).is_some() {
            view! { <a href=Route::Dataset(dataset).href()>{name}</a> }.into_any()
        } else {
            view! { <span>{name}" (deleted)"</span> }.into_any()
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
                        <dd><a href=Route::Strategy(run.strategy.clone()).href()>{strategy_name(&run)}</a></dd>
                    </div>
                    <div><dt>"Dataset"</dt><dd>{dataset_link}</dd></div>
                    {list(params(&spec))}
                    {list(config(&run.config))}
                </dl>
            </div>
        </section>
    }
}

/// Name and version of the strategy.
pub(super) fn strategy_name(run: &RunSpec) -> String {
    let name = catalog::find(&run.strategy).map_or(run.strategy.as_str(), |info| info.name);
    format!("{name}, version {}", run.strategy_version)
}

/// Parameters, and the ranges of swept ones.
pub(super) fn params(spec: &JobSpec) -> Vec<Fact> {
    let run = spec.run();
    let declared = |key: &str| catalog::find(&run.strategy).and_then(|info| info.param(key));
    let name = |key: &str| {
        let setting = || Setting::of_key(key).map(Setting::name);
        declared(key).map(|param| param.name).or_else(setting).unwrap_or(key).to_owned()
    };
    let text = |key: &str, number: f64| {
        declared(key).map_or_else(|| number.to_string(), |param| value(param.kind, number))
    };
    let mut facts: Vec<Fact> =
        run.params.0.iter().map(|(key, number)| (name(key), text(key, *number))).collect();
    if let JobSpec::Sweep { sweep, more_datasets, .. } = spec {
        facts.extend(sweep.axes.iter().map(|axis| (name(&axis.param), axis_values(&axis.values))));
        facts.extend(choice(sweep, more_datasets));
    }
    facts
}

/// How a sweep chooses its cells, and what it looks for.
fn choice(sweep: &SweepSpec, more_datasets: &[DatasetRef]) -> Vec<Fact> {
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
    let mut facts = vec![fact("Cells", method), fact("Looks for", objectives.collect::<Vec<_>>().join(", "))];
    facts.extend(sweep.constraints.iter().map(|constraint| fact("Constraint", constraint.to_string())));
    facts.extend(more_datasets.iter().map(|other| fact("Also on", other.dataset_name.clone())));
    facts
}

fn axis_values(values: &AxisValues) -> String {
    match values {
        AxisValues::Range { from, to, step } => format!("{from} to {to} in steps of {step}"),
        AxisValues::List { values } => values.iter().map(f64::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// Account, costs, fill rules, window.
pub(super) fn config(config: &RunConfig) -> Vec<Fact> {
    let plain = |number: f64| locale::separators().shortest(number, decimals_needed(number).min(12));
    let percent = |ratio: f64| format!("{} %", plain(percent_of(ratio)));
    let sizing = match config.account.sizing {
        Sizing::Lots(1.0) => "1 lot".to_owned(),
        Sizing::Lots(lots) => format!("{} lots", plain(lots)),
        Sizing::Cash(cash) => format!("{} cash", plain(cash)),
        Sizing::EquityRatio(ratio) => format!("{} of equity", percent(ratio)),
    };
    let commission = match config.account.commission {
        Commission::ValueRatio(ratio) => format!("{} of value", percent(ratio)),
        Commission::CashPerOrder(cash) => format!("{} per order", plain(cash)),
        Commission::CashPerUnit(cash) => format!("{} per unit", plain(cash)),
    };
    let slippage = match config.account.slippage {
        Slippage::Ticks(ticks) => format!("{} ticks", plain(ticks)),
        Slippage::PriceRatio(ratio) => format!("{} of price", percent(ratio)),
    };
    let fill_on = match config.execution.fill_on {
        FillOn::NextOpen => "the next bar's open",
        FillOn::Close => "the same bar's close",
    };
    let intrabar = match config.execution.intrabar {
        Intrabar::Path => "likely path",
        Intrabar::StopFirst => "stop before target",
    };
    let close_rule = match config.execution.close_rule {
        CloseRule::Fifo => "oldest entry first",
        CloseRule::Any => "the entry that the exit names",
    };
    let margin = |ratio: f64| if ratio == 0.0 { "none asked for".to_owned() } else { percent(ratio) };
    let at_end = if config.execution.close_at_end { "closed at the last close" } else { "left open" };
    let step = |step: Option<f64>| step.map_or_else(|| "none".into(), plain);
    let date = |at: Option<i64>, otherwise: &str| {
        at.map_or_else(|| otherwise.to_owned(), |at| format!("{} UTC", time::for_form(at)))
    };
    let fact = |name: &str, value: String| (name.to_owned(), value);
    vec![
        fact("Initial cash", plain(config.account.initial_cash)),
        fact("Size of an entry", sizing),
        fact("Commission", commission),
        fact("Slippage", slippage),
        fact("Margin, long", margin(config.account.margin_long)),
        fact("Margin, short", margin(config.account.margin_short)),
        fact("Market orders fill at", fill_on.into()),
        fact("Inside a bar", intrabar.into()),
        fact("Exits close", close_rule.into()),
        fact("What is open at the end", at_end.into()),
        fact("Pyramiding", config.execution.pyramiding.to_string()),
        fact("Tick size", step(config.instrument.tick_size)),
        fact("Lot step", step(config.instrument.lot_step)),
        fact("Lot size", plain(config.instrument.lot_size)),
        fact("Trade from", date(config.window.start, "first bar")),
        fact("Trade until", date(config.window.end, "last bar")),
        fact("Risk-free rate", format!("{} a year", percent(config.risk_free_rate))),
    ]
}
