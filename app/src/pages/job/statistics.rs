//! Every number of the report: over the run, and over all, long and short trades.

use engine::statistics::tables::{self, TableInfo};
use engine::statistics::{Metric, Preset, StatInfo, Statistics};
use leptos::prelude::*;

use super::preset;
use crate::components::stat_value::StatValue;

/// The tables. Definitions stand in the tooltips and, for keyboards and screen readers, in the foldable list below.
#[component]
pub(super) fn StatisticsCard(statistics: Statistics, interval_ms: Memo<i64>) -> impl IntoView {
    let preset = preset::chosen();
    let statistics = StoredValue::new_local(statistics);
    let run = move || statistics.with_value(|statistics| statistics.run_under(preset.get()));
    let run_rows = move || {
        let (preset, interval_ms) = (preset.get(), interval_ms.get());
        let row = |(info, metric): (&'static StatInfo, Metric)| {
            view! { <tr><Name info preset /><td class="number"><StatValue info metric interval_ms /></td></tr> }
        };
        run().into_iter().map(row).collect_view()
    };
    let trades = statistics.with_value(|statistics| {
        let (long, short) = (statistics.long.metrics(), statistics.short.metrics());
        statistics.all.metrics().into_iter().zip(long).zip(short).collect::<Vec<_>>()
    });
    let definitions = move || {
        let of_trades = statistics.with_value(|statistics| statistics.all.metrics());
        let numbers = run().into_iter().chain(of_trades).map(|(info, _)| (info.name, info.definition));
        let tables = tables::ALL.iter().map(|TableInfo { name, definition }| (*name, *definition));
        numbers
            .chain(tables)
            .map(|(name, definition)| view! { <div><dt>{name}</dt><dd>{definition}</dd></div> })
            .collect_view()
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Statistics"</h2>
                <span class="muted small">{move || format!("as defined by {}", preset.get().name())}</span>
            </div>
            <div class="statistics">
                <div class="table-scroll">
                    <table class="table" aria-label="Over the run">
                        <thead><tr><th scope="col">"Over the run"</th><th scope="col" class="number">"Value"</th></tr></thead>
                        <tbody>{run_rows}</tbody>
                    </table>
                </div>
                <div class="table-scroll">
                    <table class="table" aria-label="Over the trades">
                        <thead>
                            <tr>
                                <th scope="col">"Over the trades"</th>
                                <th scope="col" class="number">"All"</th>
                                <th scope="col" class="number">"Long"</th>
                                <th scope="col" class="number">"Short"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {trades
                                .into_iter()
                                .map(|(((info, all), (_, long)), (_, short))| {
                                    view! {
                                        <tr>
                                            <Name info preset=Preset::default() />
                                            <Value info metric=all />
                                            <Value info metric=long />
                                            <Value info metric=short />
                                        </tr>
                                    }
                                })
                                .collect_view()}
                        </tbody>
                    </table>
                </div>
            </div>
            <details class="definitions">
                <summary>"How each number is defined"</summary>
                <dl>{definitions}</dl>
            </details>
        </section>
    }
}

/// The name with its definition; marked where the preset has a definition of its own.
#[component]
fn Name(info: &'static StatInfo, preset: Preset) -> impl IntoView {
    let own = preset.owns(info.key).then(|| view! { <span class="tag">{preset.name()}</span> });
    view! { <th scope="row"><span class="defined" title=info.definition>{info.name}</span>{own}</th> }
}

#[component]
fn Value(info: &'static StatInfo, metric: Metric) -> impl IntoView {
    view! { <td class="number"><StatValue info metric /></td> }
}
