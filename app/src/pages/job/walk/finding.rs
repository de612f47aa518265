//! What a walk-forward run says, in numbers and in words, and what it assumes.

use engine::statistics::{self, Better};
use engine::sweep::SweepSpec;
use engine::walk_forward::{Fold, WalkReport};
use leptos::prelude::*;
use shared::job::RunSpec;

use super::stability::{course, kept};
use crate::components::tile::Tile;
use crate::format::locale;
use crate::format::number::Plus;
use crate::pages::job::settings::{axis_name, axis_text};

/// Below this share of the growth, little of what was chosen lasted.
const WEAK: f64 = 0.5;

/// What every walk-forward run assumes.
const ASSUMPTIONS: [&str; 4] = [
    "Each fold starts with the equity of the one before and without a position; an open position is closed at its last close. A \
     strategy that holds for longer than a fold is cut short.",
    "Combinations are compared in-sample as separate runs, with the initial cash of the settings and the same costs and fill rules. \
     Indicators are warmed up on earlier bars.",
    "The axes, the objective and the lengths may have been chosen with these bars in view. Tuning until this looks good makes it \
     in-sample again, and no number here shows it.",
    "Efficiency compares mean logarithmic growth per bar, so that stretches of different length can be compared. With few folds it \
     depends on chance.",
];

/// The card.
#[component]
pub(super) fn WordsCard(run: RunSpec, sweep: SweepSpec, walk: WalkReport) -> impl IntoView {
    let holds = walk.efficiency.is_some_and(|efficiency| efficiency >= WEAK) && total(&walk) > 0.0;
    let tone = if holds { "notice good" } else { "notice warn" };
    let sentences = sentences(&sweep, &walk).into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
    let drift = drift(&run, &sweep, &walk.folds).into_iter().map(|text| view! { <li>{text}</li> });
    let drift = drift.collect_view();
    let assumptions = ASSUMPTIONS.map(|text| view! { <li>{text}</li> }).collect_view();
    view! {
        <section class="card" aria-labelledby="walk-title">
            <div class="card-head"><h2 id="walk-title">"Walk-forward"</h2></div>
            <div class="card-body stack findings">
                <p class=tone role="status"><strong>{verdict(&walk)}</strong></p>
                <dl class="tiles">{tiles(&walk)}</dl>
                {sentences}
                <ul>{drift}</ul>
                <details>
                    <summary>"Assumptions"</summary>
                    <ul>{assumptions}</ul>
                </details>
            </div>
        </section>
    }
}

fn total(walk: &WalkReport) -> f64 {
    walk.report.statistics.run.total_return.unwrap_or(0.0)
}

/// The whole in one sentence.
pub(super) fn verdict(walk: &WalkReport) -> &'static str {
    let is_gain = total(walk) > 0.0;
    match walk.efficiency {
        _ if walk.folds.iter().all(|fold| fold.point.is_none()) => {
            "Nothing was traded: the objective is undefined for every combination in every fold."
        }
        None => "The chosen combinations did not gain even in-sample.",
        Some(_) if !is_gain => "The in-sample choices lost money out of sample.",
        Some(efficiency) if efficiency < WEAK => {
            "The in-sample choices gained out of sample, but less than half as fast."
        }
        Some(_) => "The in-sample choices kept gaining out of sample.",
    }
}

/// What was done and what came of it.
fn sentences(sweep: &SweepSpec, walk: &WalkReport) -> Vec<String> {
    let folds = &walk.folds;
    let wanted = sweep.objective().map(|objective| {
        let name = statistics::info(&objective.stat).map_or(objective.stat.as_str(), |info| info.name);
        match objective.better {
            Better::Higher => format!("highest {name}"),
            Better::Lower => format!("lowest {name}"),
        }
    });
    let mut said = vec![format!(
        "In each of {} folds, the combination with the {} in-sample was traded on the out-of-sample bars that follow. A choice that \
         jumps about from fold to fold follows noise.",
        folds.len(),
        wanted.unwrap_or_default(),
    )];
    let n_idle = folds.iter().filter(|fold| fold.point.is_none()).count();
    if n_idle > 0 {
        said.push(format!(
            "{n_idle} of the folds were not traded: no combination had a value of the objective, or the equity was used up before."
        ));
    }
    said
}

/// Folds that gained where they were traded, and folds that were traded.
fn n_gains(folds: &[Fold]) -> (usize, usize) {
    let returns = || folds.iter().filter_map(|fold| fold.traded_return);
    (returns().filter(|gain| *gain > 0.0).count(), returns().count())
}

/// How each axis moved.
fn drift(run: &RunSpec, sweep: &SweepSpec, folds: &[Fold]) -> Vec<String> {
    let of = |(at, axis): (usize, &engine::sweep::Axis)| {
        let found = course(folds, at)?;
        let name = axis_name(run, &axis.param);
        let text = |number: f64| axis_text(run, &axis.param, &axis.value_of(number));
        let n_levels = axis.n_values().unwrap_or(0);
        let changed = match found.n_changes {
            1 => "once".to_owned(),
            n => format!("{n} times"),
        };
        Some(if found.n_values == 1 {
            format!("{name}: always {}", text(found.low))
        } else {
            format!(
                "{name}: {} to {}, {} of {n_levels} values, changed {changed}",
                text(found.low),
                text(found.high),
                found.n_values
            )
        })
    };
    sweep.axes.iter().enumerate().filter_map(of).collect()
}

fn tiles(walk: &WalkReport) -> impl IntoView + use<> {
    let separators = locale::separators();
    let percent = |ratio: f64, plus| format!("{}%", separators.fixed(ratio * 100.0, 1, plus));
    let mean = |of: fn(&Fold) -> Option<f64>| {
        let found: Vec<f64> = walk.folds.iter().filter_map(of).collect();
        (!found.is_empty()).then(|| found.iter().sum::<f64>() / found.len() as f64)
    };
    let (seen, traded) = (mean(|fold| fold.seen_return), mean(|fold| fold.traded_return));
    let worst = walk.folds.iter().filter_map(|fold| fold.traded_return).reduce(f64::min);
    let of_all = |(n, all): (usize, usize)| (all > 0).then(|| format!("{n} of {all}"));
    let numbers = [
        (
            "Efficiency",
            "Out-of-sample growth per bar ÷ in-sample growth per bar, means of logarithms. 100%: as good out of sample as in-sample.",
            walk.efficiency.map(|ratio| percent(ratio, Plus::Hidden)),
            "the choices did not gain in-sample",
        ),
        (
            "In-sample return",
            "Mean in-sample return over the folds.",
            seen.map(|ratio| percent(ratio, Plus::Shown)),
            "no fold was traded",
        ),
        (
            "Out-of-sample return",
            "Mean out-of-sample return over the folds.",
            traded.map(|ratio| percent(ratio, Plus::Shown)),
            "no fold was traded",
        ),
        (
            "Worst fold",
            "Lowest out-of-sample return of a fold.",
            worst.map(|ratio| percent(ratio, Plus::Shown)),
            "no fold was traded",
        ),
        (
            "Folds that gained",
            "Folds with an out-of-sample return above zero, of those traded.",
            of_all(n_gains(&walk.folds)),
            "no fold was traded",
        ),
        (
            "Choices kept",
            "How often a fold chose the same combination as the one before, of the times it could.",
            of_all(kept(&walk.folds)),
            "fewer than two folds were traded",
        ),
    ];
    let tile = |(name, definition, number, reason): (_, _, Option<String>, &'static str)| {
        view! { <Tile name definition number=number.ok_or_else(|| reason.to_owned()) /> }
    };
    numbers.into_iter().map(tile).collect_view()
}
