//! What of a result can be taken elsewhere as a file.

use std::rc::Rc;

use engine::series::Series;
use engine::statistics::Preset;
use leptos::html;
use leptos::prelude::*;
use shared::job::{JobRecord, JobSpec};
use shared::result::StoredReport;

use super::certificate::{all_facts, run_facts};
use super::walk::folds_fact;
use super::{chosen_preset, fits, settings, warnings};
use crate::components::save;
use crate::components::toast::Toasts;
use crate::format::locale::{self, Zone};
use crate::jobs::driver::wall_ms;
use crate::names;
use crate::report_file::{ReportFile, Writing, html};
use crate::state::{AppError, Datasets, JobHandle, Jobs, Settings};

/// The button and what it offers.
#[component]
pub(super) fn ExportMenu(job: JobHandle) -> impl IntoView {
    let (jobs, datasets) = (Jobs::expect(), Datasets::expect());
    let (settings, toasts, preset) = (Settings::expect(), Toasts::expect(), chosen_preset());
    let menu = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let save_report = move |_| {
        close();
        let (zone, preset) = untrack(|| (Zone::chosen(settings), preset.get()));
        toasts.attempt(async move {
            let (stored, n_folds) = jobs.traded(job.id).await?;
            let bars = datasets.bars_of(&stored.run.dataset.hash).await?;
            let record = job.record.get_untracked();
            let text = report(&record, &stored, n_folds, &bars, (zone, preset))?;
            save::text(&file_name(&record.title), "text/html", &text);
            Ok(())
        });
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    view! {
        <details class="menu" node_ref=menu on:keydown=on_key>
            <summary class="button">"Export"</summary>
            <div class="menu-items">
                <button type="button" class="button quiet" title="One file with charts, numbers and all trades. It opens without a network, and prints." on:click=save_report>
                    "Report (HTML)"
                </button>
            </div>
        </details>
    }
}

fn file_name(title: &str) -> String {
    let name: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(100).collect();
    format!("{name}-report.html")
}

/// The report as a self-contained file. `n_folds`: how many folds of a walk-forward run traded.
fn report(
    record: &JobRecord,
    stored: &StoredReport,
    n_folds: Option<u32>,
    bars: &Rc<Series>,
    (zone, preset): (Zone, Preset),
) -> Result<String, AppError> {
    let StoredReport { run, report } = stored;
    if !fits(bars, report, &report.trades) {
        return Err(AppError::new("bars_differ", "The bars of this dataset are not those of the run."));
    }
    let window = report.first_bar as usize..report.first_bar as usize + report.equity.len();
    let result_hash = record
        .result
        .as_ref()
        .map_or_else(|| report.result_hash.clone(), |result| result.result_hash.clone());
    let strategy = names::shown(&settings::strategy_name(run));
    let dataset = names::shown(&run.dataset.name);
    let identity = [("Strategy".to_owned(), strategy.clone()), ("Dataset".to_owned(), dataset.clone())];
    let facts = [identity.to_vec(), settings::params(&record.spec), settings::config(&record.spec)].concat();
    let separators = locale::separators();
    let folds = match (&record.spec, n_folds) {
        (JobSpec::WalkForward { folds, .. }, Some(n)) => Some(folds_fact(&separators, n, folds.n_folds)),
        _ => None,
    };
    let zone_name = zone.name();
    let tags: Vec<String> = record.tags.iter().map(|tag| names::shown(tag)).collect();
    Ok(html(&ReportFile {
        title: &names::shown(&record.title),
        tags: &tags,
        note: &record.note,
        about: &format!("{strategy} on {dataset}"),
        made: &format!(
            "Written by Hindcast {} on {} {}. A backtest: simulated trades on past prices.",
            engine::ENGINE_VERSION,
            zone.moment(wall_ms()),
            zone_name,
        ),
        report,
        times: &bars.time()[window.clone()],
        closes: &bars.close()[window],
        interval_ms: bars.interval_ms(),
        initial: run.config.account.initial_cash,
        preset,
        warnings: &warnings::sentences(report),
        settings: &facts,
        certificate: &all_facts(record, result_hash, folds.into_iter().chain(run_facts(report)).collect()),
        source: run.script.as_ref().map(|script| script.source.as_str()),
        writing: Writing { separators: &separators, zone: &zone_name, offset_ms: &|at| zone.offset_ms(at) },
    }))
}
