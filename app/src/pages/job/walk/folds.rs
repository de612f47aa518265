//! The folds as a table: where each was chosen, what was chosen, how it did there and afterwards.

use engine::statistics::{self, StatInfo};
use engine::sweep::SweepSpec;
use engine::walk_forward::{Fold, FoldPlan, Scheme};
use leptos::prelude::*;
use shared::job::RunSpec;

use crate::format::locale::{self, Zone};
use crate::format::number::Separators;
use crate::format::{NONE, stat};
use crate::pages::job::settings::{axis_name, axis_text};
use crate::state::{Datasets, Settings};

/// The table.
#[component]
pub(super) fn FoldsCard(run: RunSpec, sweep: SweepSpec, folds: Vec<Fold>, plan: FoldPlan) -> impl IntoView {
    let settings = Settings::expect();
    let interval_ms = Datasets::expect().get(run.dataset.id).map_or(0, |dataset| dataset.interval_ms);
    let info = sweep.objective().and_then(|objective| statistics::info(&objective.stat));
    let gain = statistics::info("return");
    let heads: Vec<String> = sweep.axes.iter().map(|axis| axis_name(&run, &axis.param)).collect();
    let axes = sweep.axes.clone();
    let is_gain_looked_for = sweep.objective().is_some_and(|objective| objective.stat == "return");
    let rows = move || {
        let (zone, separators) = (Zone::chosen(settings), locale::separators());
        let row = |(at, fold): (usize, &Fold)| {
            let choice = axes.iter().enumerate().map(|(at, axis)| {
                let text = fold.values.get(at).map_or_else(
                    || NONE.to_owned(),
                    |number| axis_text(&run, &axis.param, &axis.value_of(*number)),
                );
                view! { <td class="number">{text}</td> }
            });
            let choice = choice.collect_view();
            let cell = |info, value| number(&separators, info, value);
            let objective = (!is_gain_looked_for)
                .then(|| view! { {cell(info, fold.seen_objective)}{cell(info, fold.traded_objective)} });
            let span = |(from, to): (i64, i64)| {
                format!("{} – {}", zone.bar_time(from, interval_ms), zone.bar_time(to, interval_ms))
            };
            view! {
                <tr>
                    <th scope="row" class="number">{at + 1}</th>
                    <td class="fold-span">{span(fold.seen)}</td>
                    <td class="fold-span">{span(fold.traded)}</td>
                    {choice}
                    {objective}
                    {cell(gain, fold.seen_return)}
                    {cell(gain, fold.traded_return)}
                </tr>
            }
        };
        folds.iter().enumerate().map(row).collect_view()
    };
    let name = info.map_or("Objective", |info| info.name);
    let unit = info.map_or("", |info| stat::unit(info.unit));
    let head = |text: String, unit: &'static str| {
        let unit = (!unit.is_empty()).then(|| view! { <span class="unit">{format!("\u{a0}{unit}")}</span> });
        view! { <th scope="col" class="number">{text}{unit}</th> }
    };
    let objective = (!is_gain_looked_for)
        .then(|| view! { {head(format!("{name}, chosen"), unit)}{head(format!("{name}, traded"), unit)} });
    let scheme = match plan.scheme {
        Scheme::Rolling => "rolling",
        Scheme::Anchored => "anchored",
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Folds"</h2>
                <span class="muted small">{format!("{scheme}; open times of first and last bar")}</span>
            </div>
            <div class="table-scroll folds" tabindex="0" role="region" aria-label="Folds">
                <table class="table" aria-label="Folds">
                    <thead>
                        <tr>
                            <th scope="col" class="number">"#"</th>
                            <th scope="col">"Chosen on"</th>
                            <th scope="col">"Traded on"</th>
                            {heads.into_iter().map(|text| head(text, "")).collect_view()}
                            {objective}
                            {head("Return, chosen".into(), "%")}
                            {head("Return, traded".into(), "%")}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn number(
    separators: &Separators,
    info: Option<&'static StatInfo>,
    value: Option<f64>,
) -> impl IntoView + use<> {
    let text = match (info, value) {
        (Some(info), Some(value)) => stat::number(separators, info, value),
        _ => NONE.to_owned(),
    };
    let class = stat::cell_class(&text);
    view! { <td class=class>{text}</td> }
}
