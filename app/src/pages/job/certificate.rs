//! What makes a result checkable: the engine, the data, the settings, the hash.

use engine::report::{NoteKind, Report};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::job::JobSpec;
use wasm_bindgen_futures::JsFuture;

use super::settings::{self, Fact};
use crate::components::toast::{Offer, Toasts};
use crate::format::locale;
use crate::format::time;
use crate::state::JobHandle;

/// The certificate of a result. `report` is there for single runs.
#[component]
pub(super) fn Certificate(job: JobHandle, result_hash: String, facts: Vec<Fact>) -> impl IntoView {
    let toasts = Toasts::expect();
    let record = job.record.get_untracked();
    let run = record.spec.run();
    let mut shown: Vec<Fact> = vec![
        ("Engine version".into(), run.engine_version.clone()),
        ("Strategy".into(), settings::strategy_name(run)),
        ("Dataset hash".into(), run.dataset_hash.to_string()),
    ];
    shown.extend(facts);
    shown.push(("Result hash".into(), result_hash));
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
                    "Anyone who runs these settings on these bars with this engine gets this result hash (SHA-256), bit for bit."
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

/// Why orders had no effect, in words after a number.
const KINDS: [(NoteKind, &str); 5] = [
    (NoteKind::SizeIsZero, "with a size of zero"),
    (NoteKind::BadPrice, "with an unusable price"),
    (NoteKind::NotAffordable, "that the account could not afford"),
    (NoteKind::TradingEnded, "after the equity was used up"),
    (NoteKind::NoTickSize, "with a distance in ticks and no tick size"),
];

/// What the data and the orders gave cause to say of a single run.
pub(super) fn run_facts(report: &Report) -> Vec<Fact> {
    let warmup = report.statistics.run.warmup_bars.unwrap_or(0.0);
    let noted = |kind| report.notes.iter().filter(|note| note.kind == kind).count();
    let warnings = match report.n_notes {
        0 => "none".to_owned(),
        n => {
            let kinds = KINDS.iter().map(|(kind, words)| (noted(*kind), words)).filter(|(n, _)| *n > 0);
            let kinds: Vec<String> = kinds.map(|(n, words)| format!("{n} {words}")).collect();
            let (all, kept) = (locale::count(f64::from(n)), report.notes.len());
            format!("{all} orders without effect; of the first {kept}: {}", kinds.join(", "))
        }
    };
    let n_trades = report.trades.iter().filter(|trade| trade.is_ambiguous()).count();
    let ambiguous = match report.ambiguous_bars.len() {
        0 => "none".to_owned(),
        n => format!(
            "{}, which touch {} trades: the order of prices inside them decides the result, and the bars do not tell it",
            locale::count(n as f64),
            locale::count(n_trades as f64),
        ),
    };
    let mut facts = vec![
        ("Warm-up".into(), format!("{} bars", locale::count(warmup))),
        ("Order warnings".into(), warnings),
        ("Ambiguous bars".into(), ambiguous),
    ];
    if let Some(bar) = report.ended {
        let at = report.trades.iter().find(|trade| trade.exit_bar == bar).map(|trade| trade.exit_time);
        let when = at.map_or_else(|| format!("bar {bar}"), |at| format!("{} UTC", time::for_form(at)));
        facts.push(("Trading ended".into(), format!("{when}: the equity was used up")));
    }
    facts
}

fn text(spec: &JobSpec, title: &str, facts: &[Fact]) -> String {
    let settings = settings::params(spec).into_iter().chain(settings::config(&spec.run().config));
    let dataset = ("Dataset".to_owned(), spec.run().dataset_name.clone());
    let lines = facts.iter().cloned().chain([dataset]).chain(settings);
    let lines: Vec<String> = lines.map(|(name, value)| format!("{name}: {value}")).collect();
    format!("Hindcast certificate\n{title}\n{}\n", lines.join("\n"))
}
