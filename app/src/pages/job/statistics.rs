//! Every number of the report: over the run, and over all, long and short trades.

use engine::statistics::{Metric, StatInfo, Statistics};
use leptos::prelude::*;

use crate::components::stat_value::StatValue;

/// The tables. Definitions stand in the tooltips and, for keyboards and screen readers, in the foldable list below.
#[component]
pub(super) fn StatisticsCard(statistics: Statistics) -> impl IntoView {
    let run = statistics.run.metrics();
    let (long, short) = (statistics.long.metrics(), statistics.short.metrics());
    let trades = statistics.all.metrics().into_iter().zip(long).zip(short);
    let definitions: Vec<&'static StatInfo> = run
        .iter()
        .map(|(info, _)| *info)
        .chain(statistics.all.metrics().iter().map(|(info, _)| *info))
        .collect();
    view! {
        <section class="card">
            <div class="card-head"><h2>"Statistics"</h2></div>
            <div class="statistics">
                <div class="table-scroll">
                    <table class="table" aria-label="Over the run">
                        <thead><tr><th scope="col">"Over the run"</th><th scope="col" class="number">"Value"</th></tr></thead>
                        <tbody>{run.into_iter().map(|(info, metric)| view! { <tr><Name info /><Value info metric /></tr> }).collect_view()}</tbody>
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
                                .map(|(((info, all), (_, long)), (_, short))| {
                                    view! {
                                        <tr>
                                            <Name info />
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
                <dl>
                    {definitions
                        .into_iter()
                        .map(|info| view! { <div><dt>{info.name}</dt><dd>{info.definition}</dd></div> })
                        .collect_view()}
                </dl>
            </details>
        </section>
    }
}

#[component]
fn Name(info: &'static StatInfo) -> impl IntoView {
    view! { <th scope="row"><span class="defined" title=info.definition>{info.name}</span></th> }
}

#[component]
fn Value(info: &'static StatInfo, metric: Metric) -> impl IntoView {
    view! { <td class="number"><StatValue info metric /></td> }
}
