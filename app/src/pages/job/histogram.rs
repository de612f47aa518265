//! How the trades' returns are spread.

use std::rc::Rc;

use engine::report::Report;
use engine::statistics::tables::{self, Histogram, trade_return_histogram};
use leptos::prelude::*;

use crate::format::locale;
use crate::format::number::{Separators, decimals_needed, percent_of};

/// About this many columns.
const N_BINS: usize = 24;
/// Room for a label below the columns, as a share of the width.
const LABEL_SHARE: f64 = 0.14;

/// Columns, and the same as a table.
#[component]
pub(super) fn HistogramCard(report: Rc<Report>) -> impl IntoView {
    let n_trades = report.statistics.all.count.unwrap_or(0.0);
    let body = match trade_return_histogram(&report.trades, N_BINS) {
        None => view! { <p class="card-body muted">"No trade was closed."</p> }.into_any(),
        Some(histogram) => view! { <Columns histogram /> }.into_any(),
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2 class="defined" title=tables::TRADE_RETURNS.definition>{tables::TRADE_RETURNS.name}</h2>
                <span class="muted small">{format!("{} closed trades by return, %", locale::count(n_trades))}</span>
            </div>
            {body}
        </section>
    }
}

#[component]
fn Columns(histogram: Histogram) -> impl IntoView {
    let Histogram { edges, counts } = histogram;
    let n = counts.len();
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let ends = |at: usize| format!("{} to {}%", percent(edges[at]), percent(edges[at + 1]));
    let trades = |count: u32| {
        format!("{} {}", locale::count(f64::from(count)), if count == 1 { "trade" } else { "trades" })
    };
    let column = |(at, count): (usize, &u32)| {
        let height = f64::from(*count) / f64::from(most) * 100.0;
        // Zero is an edge: a column lies on one side of it.
        let class = if edges[at] < 0.0 { "bar loss" } else { "bar gain" };
        view! {
            <rect class=class x=(at as f64 + 0.06).to_string() y=(100.0 - height).to_string() width="0.88" height=height.to_string()>
                <title>{format!("{}: {}", ends(at), trades(*count))}</title>
            </rect>
        }
    };
    let columns = counts.iter().enumerate().map(column).collect_view();
    let zero = edges.iter().position(|edge| *edge == 0.0).unwrap_or(0);
    let labels = labelled(n, zero)
        .into_iter()
        .map(|at| {
            let left = format!("{}%", at as f64 / n as f64 * 100.0);
            view! { <span style:left=left>{percent(edges[at])}</span> }
        })
        .collect_view();
    let rows = (0..n)
        .filter(|at| counts[*at] > 0)
        .map(|at| view! { <tr><th scope="row">{ends(at)}</th><td class="number">{locale::count(f64::from(counts[at]))}</td></tr> })
        .collect_view();
    view! {
        <figure class="card-body histogram" role="group" aria-label="Columns of trades by return; the table below has the same numbers">
            <div class="histogram-plot" aria-hidden="true">
                <span class="histogram-most">{locale::count(f64::from(most))}</span>
                <svg viewBox=format!("0 0 {n} 100") preserveAspectRatio="none">
                    <line class="grid" x1="0" y1="0" x2=n.to_string() y2="0" />
                    <line class="grid" x1="0" y1="50" x2=n.to_string() y2="50" />
                    {columns}
                    <line class="zero" x1=zero.to_string() y1="0" x2=zero.to_string() y2="100" />
                    <line class="base" x1="0" y1="100" x2=n.to_string() y2="100" />
                </svg>
                <p class="histogram-labels">{labels}</p>
            </div>
        </figure>
        <details class="definitions">
            <summary>"As a table"</summary>
            <div class="table-scroll">
                <table class="table" aria-label=tables::TRADE_RETURNS.name>
                    <thead><tr><th scope="col">"Return"</th><th scope="col" class="number">"Trades"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

/// Edges with a label: zero, and others as far apart as their texts are wide.
fn labelled(n_bins: usize, zero: usize) -> Vec<usize> {
    let step = ((n_bins as f64 * LABEL_SHARE).ceil() as usize).max(1);
    (0..=n_bins).filter(|at| at.abs_diff(zero) % step == 0).collect()
}

/// A round ratio in percent, with the digits it needs.
fn percent(ratio: f64) -> String {
    let percent = percent_of(ratio);
    let separators: Separators = locale::separators();
    separators.shortest(percent, decimals_needed(percent).min(6))
}

#[cfg(test)]
mod tests {
    use super::labelled;

    #[test]
    fn zero_always_has_a_label_and_the_others_keep_their_distance() {
        for n in 1..40 {
            for zero in 0..=n {
                let labels = labelled(n, zero);
                assert!(labels.contains(&zero) && labels.iter().all(|at| *at <= n), "{n} {zero}");
                assert!(
                    labels.windows(2).all(|pair| (pair[1] - pair[0]) as f64 >= n as f64 * 0.14),
                    "{n} {zero}"
                );
            }
        }
    }
}
