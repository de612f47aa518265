//! What a run did not do although the strategy asked for it: stands above the numbers, because it changes what they mean.

use std::rc::Rc;

use engine::report::{Note, NoteKind, Report};
use leptos::prelude::*;

use crate::format::{locale, time};

/// Why orders had no effect, in words after a number.
const KINDS: [(NoteKind, &str); 5] = [
    (NoteKind::SizeIsZero, "with a size of zero"),
    (NoteKind::BadPrice, "with an unusable price"),
    (NoteKind::NotAffordable, "that the account could not afford"),
    (NoteKind::TradingEnded, "after the equity was used up"),
    (NoteKind::NoTickSize, "with a distance in ticks and no tick size"),
];

/// How many orders had no effect, and why; `None` if all had.
pub(super) fn dropped_orders(notes: &[Note], n_notes: u32) -> Option<String> {
    if n_notes == 0 {
        return None;
    }
    let noted = |kind| notes.iter().filter(|note| note.kind == kind).count();
    let kinds = KINDS.iter().map(|(kind, words)| (noted(*kind), words)).filter(|(n, _)| *n > 0);
    let kinds: Vec<String> = kinds.map(|(n, words)| format!("{n} {words}")).collect();
    let orders = if n_notes == 1 { "order" } else { "orders" };
    let all = format!("{} {orders} without effect", locale::count(f64::from(n_notes)));
    let kept = notes.len();
    let of = if kept < n_notes as usize { format!("; of the first {kept}") } else { String::new() };
    Some(format!("{all}{of}: {}", kinds.join(", ")))
}

/// When the equity was used up; `None` if it was not.
pub(super) fn end_of_trading(report: &Report) -> Option<String> {
    let bar = report.ended?;
    let at = report.trades.iter().find(|trade| trade.exit_bar == bar).map(|trade| trade.exit_time);
    let when = at.map_or_else(|| format!("bar {bar}"), |at| format!("{} UTC", time::for_form(at)));
    Some(format!("{when}: the equity was used up"))
}

/// The warnings of a run; nothing if there are none.
#[component]
pub(super) fn Warnings(
    /// The run's report.
    report: Rc<Report>,
) -> impl IntoView {
    let dropped = dropped_orders(&report.notes, report.n_notes);
    let ended = end_of_trading(&report).map(|text| view! { <p>"Trading ended on "{text}"."</p> });
    (dropped.is_some() || ended.is_some()).then(|| {
        let not_affordable = report.notes.iter().any(|note| note.kind == NoteKind::NotAffordable);
        let advice = not_affordable.then_some(
            "An entry is paid at its fill, not at the close that gave its size: make entries smaller (95% of equity leaves room for a higher open), or lower the margin.",
        );
        view! {
            <div class="notice warn small" role="note" aria-label="Warnings">
                {ended}
                {dropped.map(|text| view! { <p>{text}"."</p> })}
                {advice.map(|text| view! { <p>{text}</p> })}
            </div>
        }
    })
}
