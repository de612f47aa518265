//! How the jobs' daily returns move together.

use leptos::prelude::*;

use super::load::{Member, Members};
use super::mark::{ColumnHead, Mark};
use crate::compared::{Correlation, Daily, MIN_RETURNS, Uncorrelated, correlation};
use crate::format::number::Plus;
use crate::format::{NONE, locale};

/// Share of the colour in the cell of a perfect correlation; with more of it, the text on it would be hard to read.
const STRONGEST: f64 = 30.0;

/// What it is, for the tooltip and for those who want to check it.
const DEFINITION: &str = "Pearson's correlation of daily returns, each from one day (UTC) on which both have a bar to the next: r = Σ (a − ā)(b − b̄) ÷ √(Σ (a − ā)² × Σ (b − b̄)²). Karl Pearson, Proceedings of the Royal Society of London 58 (1895), pages 240–242.";

/// The card.
#[component]
pub(super) fn CorrelationCard(members: Members) -> impl IntoView {
    let table = move || {
        let members = members.get();
        let daily: Vec<_> = members.iter().map(daily).collect();
        let row = |(at, member): (usize, &Member)| {
            let cells = daily.iter().enumerate().map(|(other, of_other)| {
                if at == other {
                    return view! { <td class="number muted">"1"</td> }.into_any();
                }
                match (&daily[at], of_other) {
                    (Some(one), Some(two)) => cell(correlation(one, two)),
                    _ => view! { <td class="number" title="bars missing">{NONE}</td> }.into_any(),
                }
            });
            let cells = cells.collect_view();
            let (title, whole) = (member.loaded.title.clone(), member.loaded.title.clone());
            view! {
                <tr>
                    <th scope="row" title=whole>
                        <span class="compared-head"><Mark place=member.place /><span class="clip">{title}</span></span>
                    </th>
                    {cells}
                </tr>
            }
        };
        let rows = members.iter().enumerate().map(row).collect_view();
        let head = |member: &Member| view! { <ColumnHead member=member.clone() is_base=false /> };
        view! {
            <table class="table compared-table" aria-label="Correlation of daily returns">
                <thead><tr><th scope="col">"Job"</th>{members.iter().map(head).collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
    };
    view! {
        <section class="card" aria-labelledby="compared-correlation">
            <div class="card-head">
                <h2 id="compared-correlation" class="defined" title=DEFINITION>"Correlation of daily returns"</h2>
                <span class="muted small">{format!("with the number of daily returns; at least {MIN_RETURNS} are needed")}</span>
            </div>
            <div class="table-scroll">{table}</div>
            <details class="definitions">
                <summary>"How it is defined"</summary>
                <p class="small">{DEFINITION}</p>
            </details>
        </section>
    }
}

/// `None` without bars, as their times are not known.
fn daily(member: &Member) -> Option<Result<Daily, Uncorrelated>> {
    let bars = member.loaded.bars.as_ref()?;
    Some(Daily::new(member.loaded.times()?, &member.loaded.report.equity, bars.interval_ms()))
}

fn cell(found: Correlation) -> AnyView {
    match found.value {
        Ok(r) => {
            let tone = if r < 0.0 { "--loss" } else { "--accent" };
            let share = (r.abs() * STRONGEST).round();
            let returns = format!("{} returns", locale::count(found.n_returns as f64));
            let background = format!("color-mix(in srgb, var({tone}) {share}%, transparent)");
            view! {
                <td class="number" style:background-color=background>
                    {locale::fixed(r, 2, Plus::Hidden)}
                    <span class="compared-by">{returns}</span>
                </td>
            }
            .into_any()
        }
        Err(_) => view! {
            <td class="number">
                {NONE}
                <span class="compared-by">{found.reason()}</span>
            </td>
        }
        .into_any(),
    }
}
