//! What makes a result checkable: the engine, the data, the settings, the fingerprint of the result.

use engine::report::Report;
use engine::strategy::declaration::StrategyRef;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::certificate::certificate_hash;
use shared::job::{JobRecord, JobSpec};
use wasm_bindgen_futures::JsFuture;

use super::settings::{self, Fact};
use super::warnings;
use crate::components::toast::{Offer, Toasts};
use crate::format::locale;
use crate::names;
use crate::state::JobHandle;

/// The certificate of a result. `report` is there for single runs.
#[component]
pub(super) fn Certificate(job: JobHandle, result_hash: String, facts: Vec<Fact>) -> impl IntoView {
    let toasts = Toasts::expect();
    let record = job.record.get_untracked();
    let shown = all_facts(&record, result_hash, facts);
    let text = text(&record.spec, &record.title, &shown);
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            match JsFuture::from(window().navigator().clipboard().write_text(&text)).await {
                Ok(_) => toasts.say("Certificate copied", Offer::None),
                Err(_) => {
                    toasts.fail("The browser did not allow copying. Select the text and copy it by hand.")
                }
            }
        });
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Certificate"</h2>
                <button type="button" class="button small" on:click=copy>"Copy"</button>
            </div>
            <div class="card-body">
                <p class="muted small certificate-text">
                    "Anyone who runs these settings on these bars with this engine gets this result fingerprint, bit for bit."
                </p>
                <dl class="certificate">
                    {shown
                        .into_iter()
                        .map(|(name, value)| view! { <div><dt>{name}</dt><dd><code>{value}</code></dd></div> })
                        .collect_view()}
                </dl>
            </div>
        </section>
    }
}

/// Everything that the certificate of a job says.
pub(super) fn all_facts(record: &JobRecord, result_hash: String, facts: Vec<Fact>) -> Vec<Fact> {
    let run = record.spec.run();
    let mut shown: Vec<Fact> = vec![
        ("Engine version".into(), run.engine_version.clone()),
        ("Strategy".into(), settings::strategy_name(run)),
        ("Dataset hash".into(), run.dataset.hash.to_string()),
    ];
    if let StrategyRef::Script { hash, .. } = &run.strategy {
        shown.push(("Source hash".into(), hash.clone().into_owned()));
    }
    shown.extend(facts);
    let certificate_hash = certificate_hash(&record.spec, &result_hash);
    shown.push(("Result fingerprint".into(), result_hash));
    shown.push(("Certificate fingerprint".into(), certificate_hash));
    shown
}

/// What the data and the orders gave cause to say of a single run.
pub(super) fn run_facts(report: &Report) -> Vec<Fact> {
    let warmup = report.statistics.run.warmup_bars.unwrap_or(0.0);
    let n_trades = report.trades.iter().filter(|trade| trade.is_ambiguous()).count();
    let ambiguous = match report.ambiguous_bars.len() {
        0 => "none".to_owned(),
        n => format!(
            "{}, affecting {} trades: the result depends on intrabar order, which bars cannot show",
            locale::count(n as f64),
            locale::count(n_trades as f64),
        ),
    };
    let mut facts = vec![
        ("Warm-up".into(), format!("{} bars", locale::count(warmup))),
        (
            "Order warnings".into(),
            warnings::dropped_orders(&report.notes, report.n_notes).unwrap_or_else(|| "none".to_owned()),
        ),
        ("Ambiguous bars".into(), ambiguous),
    ];
    facts.extend(warnings::end_of_trading(report).map(|text| ("Trading ended".into(), text)));
    facts
}

fn text(spec: &JobSpec, title: &str, facts: &[Fact]) -> String {
    let settings = settings::params(spec).into_iter().chain(settings::config(spec));
    let dataset = ("Dataset".to_owned(), names::shown(&spec.run().dataset.name));
    let lines = facts.iter().cloned().chain([dataset]).chain(settings);
    let lines: Vec<String> = lines.map(|(name, value)| format!("{name}: {value}")).collect();
    format!("Hindcast certificate\n{title}\n{}\n", lines.join("\n"))
}
