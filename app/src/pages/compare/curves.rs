//! Equity and drawdown of the jobs in one chart, with one legend.

use std::ops::Range;
use std::rc::Rc;

use engine::statistics::tables::drawdown_curve;
use leptos::prelude::*;

use super::load::{Member, Members};
use super::mark::{Mark, letter};
use crate::charts::overlay::{Curve, Overlay, OverlayChart};
use crate::compared::{along, at_closes, timeline};
use crate::components::segmented::Segmented;
use crate::format::number::Plus;
use crate::format::{NONE, locale};
use crate::router::CompareQuery;

/// The card.
#[component]
pub(super) fn CurvesCard(members: Members, query: RwSignal<CompareQuery>) -> impl IntoView {
    let is_cash = Memo::new(move |_| query.with(|query| query.is_cash));
    let choose = Callback::new(move |at: usize| query.update(|query| query.is_cash = at == 1));
    let body = move || {
        let (drawn, missing): (Vec<Member>, Vec<Member>) =
            members.get().into_iter().partition(|member| member.loaded.bars.is_some());
        let missing: Vec<String> = missing.iter().map(|member| letter(member.place).to_string()).collect();
        let missing = (!missing.is_empty()).then(|| {
            let text = format!(
                "The bars of {} are missing or damaged in this browser, so they are not drawn.",
                missing.join(", ")
            );
            view! { <p class="notice warn small">{text}</p> }
        });
        let chart = (!drawn.is_empty()).then(|| {
            let overlay = Rc::new(overlay(&drawn));
            let pointed = RwSignal::new(None::<Range<usize>>);
            view! {
                <Legend drawn overlay=Rc::clone(&overlay) pointed is_cash />
                <OverlayChart overlay is_cash pointed />
            }
        });
        view! { {missing} {chart} }
    };
    view! {
        <section class="card" aria-labelledby="compared-curves">
            <div class="card-head">
                <h2 id="compared-curves">"Equity and drawdown"</h2>
                <Segmented
                    label="Equity"
                    name="compared-equity"
                    options=vec!["Start = 100", "Cash"]
                    chosen=Signal::derive(move || usize::from(is_cash.get()))
                    choose
                />
            </div>
            <div class="card-body">{body}</div>
        </section>
    }
}

/// The curves of jobs with bars on one axis of time.
fn overlay(drawn: &[Member]) -> Overlay {
    let intervals = drawn.iter().map(|member| member.loaded.interval_ms);
    let finest_ms = intervals.min().unwrap_or_default();
    let closes = |member: &Member| {
        let opens = member.loaded.times()?;
        Some(at_closes(opens, member.loaded.interval_ms, finest_ms))
    };
    let closes: Vec<Vec<i64>> = drawn.iter().filter_map(closes).collect();
    let line = timeline(&closes.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let curves = drawn.iter().zip(&closes).map(|(member, closes)| {
        let report = &member.loaded.report;
        let initial = member.loaded.run.config.account.initial_cash;
        let drawdown = drawdown_curve(&report.equity, initial);
        let on_line = |values: &[f64]| along(&line, closes, values);
        Curve { place: member.place, equity: on_line(&report.equity), drawdown: on_line(&drawdown), initial }
    });
    let curves = curves.collect();
    Overlay { times: line, interval_ms: finest_ms, curves }
}

/// Each job with its values where the crosshair is.
#[component]
fn Legend(
    drawn: Vec<Member>,
    overlay: Rc<Overlay>,
    pointed: RwSignal<Option<Range<usize>>>,
    is_cash: Memo<bool>,
) -> impl IntoView {
    let overlay = StoredValue::new_local(overlay);
    let entry = |(at, member): (usize, Member)| {
        let values = Memo::new(move |_| {
            let found = pointed.get().and_then(|times| {
                overlay.with_value(|overlay| {
                    let curve = &overlay.curves[at];
                    let (equity, drawdown) = curve.at(times)?;
                    Some((curve.shown(equity, is_cash.get()), drawdown))
                })
            });
            let text = |value: f64| locale::fixed(value, 2, Plus::Hidden);
            match found {
                Some((equity, drawdown)) => (text(equity), format!("{}%", text(drawdown * 100.0))),
                None => (NONE.to_owned(), NONE.to_owned()),
            }
        });
        view! {
            <li>
                <Mark place=member.place />
                <span class="clip" title=member.loaded.title.clone()>{member.loaded.title.clone()}</span>
                <span class="compared-value">{move || values.get().0}</span>
                <span class="compared-value muted">{move || values.get().1}</span>
            </li>
        }
    };
    let entries = drawn.into_iter().enumerate().map(entry).collect_view();
    view! { <ul class="compared-legend" aria-label="Equity and drawdown at the crosshair">{entries}</ul> }
}
