//! The overfitting check of a sweep: one verdict for each dataset, with its numbers and assumptions.

use engine::overfitting::{Level, Verdict};
use leptos::prelude::*;

use super::look::{Look, Shown};
use crate::cells::{Judged, Question};
use crate::components::notice::ErrorNotice;
use crate::components::tile::Tile;
use crate::format::locale;
use crate::format::number::Plus;
use crate::state::Jobs;

/// While a sweep runs, it is judged again when it has grown by so much: a verdict takes some tenths of a second.
const GROWTH: f64 = 1.3;

/// The verdicts.
#[component]
pub(super) fn OverfittingCard(look: Look) -> impl IntoView {
    let jobs = Jobs::expect();
    // The number of cells at which it is judged.
    let due = Memo::new(move |judged: Option<&u64>| {
        let judged = judged.copied().unwrap_or(0);
        let (n_stored, n_cells) =
            look.count().with(|count| count.as_ref().map_or((0, 0), |count| (count.n_stored, count.n_cells)));
        let is_due = look.is_over() || n_stored == n_cells || n_stored as f64 >= GROWTH * judged as f64;
        if is_due { n_stored } else { judged }
    });
    // Read anew for each verdict: other jobs go on meanwhile.
    let before = LocalResource::new(move || {
        let n_judged = due.get();
        async move { jobs.tried_before(look.job).await.map(|n_before| (n_judged, n_before)) }
    });
    let asked = StoredValue::new(0);
    let answer = look.answer(move || {
        let (n_judged, n_before) = before.get()?.ok()?;
        let is_new = asked.get_value() != n_judged || look.is_over();
        if n_judged == 0 || n_judged != due.get() || !is_new {
            return None;
        }
        asked.set_value(n_judged);
        Some(Question::Overfitting { n_before })
    });
    let names: Vec<String> = look
        .job
        .record
        .with_untracked(|record| record.spec.datasets())
        .into_iter()
        .map(|of| of.name)
        .collect();
    // How many verdicts there are; `None` until there is an answer. They change in place while the sweep grows.
    let n_verdicts =
        Memo::new(move |_| answer.with(|cells| cells.as_ref().map(|cells| cells.answer.verdicts.len())));
    // A verdict that ignores earlier trials would be too kind.
    let failed = Memo::new(move |_| before.get().and_then(Result::err));
    let verdicts = move || {
        if let Some(error) = failed.get() {
            return view! { <div class="card-body"><ErrorNotice error /></div> }.into_any();
        }
        let Some(n_verdicts) = n_verdicts.get() else {
            return view! { <p class="card-body muted">"Judging…"</p> }.into_any();
        };
        if n_verdicts == 0 {
            return view! { <p class="card-body muted">"Created before this check existed. Re-run to get it."</p> }
                .into_any();
        }
        let of = |at: usize| view! { <OneVerdict look names=names.clone() answer at /> };
        (0..n_verdicts).map(of).collect_view().into_any()
    };
    view! {
        <section class="card" aria-labelledby="overfitting-title">
            <div class="card-head"><h2 id="overfitting-title">"Overfitting check"</h2></div>
            {verdicts}
        </section>
    }
}

#[component]
fn OneVerdict(look: Look, names: Vec<String>, answer: Shown, at: usize) -> impl IntoView {
    let judged = Memo::new(move |_| {
        answer.with(|cells| cells.as_ref().and_then(|cells| cells.answer.verdicts.get(at).cloned()))
    });
    // Drawn anew with each verdict, but not what folds: that stays as the person left it.
    let summary = move || {
        judged.get().map(|judged| {
            let name = names.get(judged.dataset as usize).filter(|_| names.len() > 1);
            let (of, best) = (name.map(|name| format!("{name}: ")), best(look, &judged));
            let verdict = judged.verdict;
            let tone = if verdict.level == Level::Holds { "notice good" } else { "notice warn" };
            let paragraphs =
                verdict.sentences().into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
            view! {
                <p class=tone role="status"><strong>{of}{verdict.level.word()}"."</strong>{best}</p>
                <dl class="tiles">{tiles(&verdict)}</dl>
                {paragraphs}
            }
        })
    };
    let assumptions = move || {
        let texts = judged.get().map(|judged| judged.verdict.assumptions()).unwrap_or_default();
        texts.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()
    };
    view! {
        <div class="card-body stack findings">
            {summary}
            <details>
                <summary>"Assumptions"</summary>
                <ul>{assumptions}</ul>
            </details>
        </div>
    }
}

/// The best cell by its parameters.
fn best(look: Look, judged: &Judged) -> Option<String> {
    let number = locale::count(judged.best_cell? as f64 + 1.0);
    let separators = locale::separators();
    let parameters = look.columns.with_value(|columns| {
        let of = |(axis, value): (usize, &f64)| {
            format!(
                "{} {}{}",
                columns.name(axis),
                columns.text(&separators, axis, *value),
                columns.unit(axis)
            )
        };
        judged.best_values.iter().enumerate().map(of).collect::<Vec<String>>().join(", ")
    });
    Some(format!(" The best is {parameters} (combination {number})."))
}

/// The numbers, each a dash where there is none.
fn tiles(verdict: &Verdict) -> impl IntoView + use<> {
    let separators = locale::separators();
    let percent = |ratio: f64| format!("{}%", separators.fixed(ratio * 100.0, 1, Plus::Hidden));
    let annual = |ratio: f64| {
        let ratio = verdict.returns.map_or(ratio, |returns| returns.annual(ratio));
        separators.fixed(ratio, 2, Plus::Hidden)
    };
    let reason = |unknown: engine::overfitting::Unknown| unknown.to_string();
    let numbers = [
        (
            "Deflated Sharpe",
            "Probability that the true Sharpe ratio of the best combination exceeds what the best of as many worthless trials would show \
             (Bailey and López de Prado 2014).",
            verdict.deflated.map(|found| percent(found.probability)).map_err(reason),
        ),
        (
            "Overfitting",
            "PBO: share of splits in which the in-sample best ranks below the out-of-sample median, over all 12,870 ways to halve \
             sixteen blocks (CSCV: Bailey, Borwein, López de Prado and Zhu 2017).",
            verdict.overfitting.map(|found| percent(found.probability)).map_err(reason),
        ),
        (
            "Out-of-sample loss rate",
            "Share of those splits in which the in-sample best lost money out of sample.",
            verdict.overfitting.map(|found| percent(found.loss)).map_err(reason),
        ),
        (
            "Out-of-sample Sharpe (last quarter)",
            "Sharpe ratio, in the last quarter, of the combination that was best in the first three.",
            verdict.split.map(|found| annual(found.unseen)).map_err(reason),
        ),
        (
            "Neighbour support",
            "Share of the neighbours of the best combination that are within 20% of it or better.",
            verdict.support.map(|found| percent(found.close)).map_err(reason),
        ),
        (
            "Trials",
            "Combinations tried on these bars so far, here and on paired devices, including deleted jobs.",
            Ok(locale::count(verdict.n_trials as f64)),
        ),
    ];
    let tile = |(name, definition, number)| view! { <Tile name definition number /> };
    numbers.into_iter().map(tile).collect_view()
}
