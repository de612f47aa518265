//! The trades of both sides, those that differ first in sight.

use std::rc::Rc;

use engine::comparison::{Comparison, Part, Standing};
use engine::trade::{Side, Trade};
use leptos::prelude::*;

use super::lines::{Line, Of, differs, lines, values};
use super::title;
use crate::components::segmented::Segmented;
use crate::components::virtual_table::VirtualTable;
use crate::format::NONE;
use crate::format::locale::{self, Zone};
use crate::format::number::{Plus, price_decimals};
use crate::state::Settings;

const COLUMNS: [(&str, bool); 11] = [
    ("Trade", false),
    ("#", true),
    ("Side", false),
    ("Entry", false),
    ("Entry price", true),
    ("Exit", false),
    ("Exit price", true),
    ("Size", true),
    ("Profit", true),
    ("Result", false),
    ("Cause", false),
];

#[component]
pub(super) fn Table(comparison: Comparison, trades: Rc<Vec<Trade>>, interval_ms: Memo<i64>) -> impl IntoView {
    let n_off = comparison.rows.iter().filter(|row| row.is_off()).count();
    let n_all = comparison.rows.len();
    let decimals = price_decimals(comparison.theirs.iter().take(200).map(|trade| trade.exit_price));
    let of = StoredValue::new_local((comparison, trades));
    let all = RwSignal::new(n_off == 0);
    let shown = Memo::new(move |_| of.with_value(|(comparison, _)| lines(comparison, all.get())));
    let version = Memo::new(move |before: Option<&u64>| {
        shown.track();
        before.map_or(0, |before| before + 1)
    });
    let head = move || {
        let header = |(name, is_number): (&'static str, bool)| {
            view! { <th scope="col" class=if is_number { "number" } else { "" }>{name}</th> }
        };
        view! { <tr>{COLUMNS.map(header)}</tr> }.into_any()
    };
    let row = move |at: usize| match shown.with_untracked(|shown| shown.get(at).copied()) {
        Some(line) => of.with_value(|(comparison, trades)| {
            view! { <Row index=at line comparison trades decimals interval_ms /> }.into_any()
        }),
        None => ().into_any(),
    };
    let n_rows = Signal::derive(move || shown.with(Vec::len));
    let count = |n: usize| locale::count(n as f64);
    let summary = move || match (all.get(), n_off) {
        (true, _) => format!("{} trades", count(n_all)),
        (false, 0) => "No trade differs".to_owned(),
        (false, n) => format!("{} of {} trades", count(n), count(n_all)),
    };
    let chosen = Signal::derive(move || usize::from(all.get()));
    let choose = Callback::new(move |at: usize| all.set(at == 1));
    view! {
        <div class="inline-choice">
            <Segmented label="Show" name="compared-trades" options=vec!["Differing", "All"] chosen choose />
            <span class="muted small">{summary}</span>
        </div>
        <VirtualTable label="Compared trades" n_rows n_columns=COLUMNS.len() version head row />
    }
}

/// A line; what differs is marked on both sides.
#[component]
fn Row<'a>(
    index: usize,
    line: Line,
    comparison: &'a Comparison,
    trades: &'a [Trade],
    decimals: usize,
    interval_ms: Memo<i64>,
) -> impl IntoView + use<> {
    let settings = Settings::expect();
    let (at, of) = line;
    let found = &comparison.rows[at];
    let class = |part: Part, is_number: bool| match (differs(comparison, at, part), is_number) {
        (true, true) => "number differs",
        (true, false) => "differs",
        (false, true) => "number",
        (false, false) => "",
    };
    let time = |at: i64| move || Zone::chosen(settings).fill_time(at, interval_ms.get());
    let whose = match of {
        Of::Both => "Both",
        Of::Here => "Here",
        Of::There => "In the list",
    };
    let cause = found.finding.and_then(|finding| comparison.findings.get(finding as usize));
    // Said once for both lines.
    let is_first = of != Of::There || found.ours.is_none();
    let (result, cause) = match is_first {
        true => (standing(found.standing), cause.map_or("", |finding| title(&finding.cause))),
        false => ("", ""),
    };
    let values = values(comparison, trades, line);
    let cells = values.map(|values| {
        let price = |value| locale::fixed(value, decimals, Plus::Hidden);
        let side = if values.side == Side::Long { "↑ long" } else { "↓ short" };
        let profit =
            values.profit.map_or_else(|| NONE.to_owned(), |profit| locale::fixed(profit, 2, Plus::Shown));
        let open = values.is_open.then_some(" (open)");
        view! {
            <td class="number">{values.number}</td>
            <td class=class(Part::Side, false)>{side}</td>
            <td class=class(Part::EntryTime, false)>{time(values.entry_time)}</td>
            <td class=class(Part::EntryPrice, true)>{price(values.entry_price)}</td>
            <td class=class(Part::ExitTime, false)>{time(values.exit_time)}{open}</td>
            <td class=class(Part::ExitPrice, true)>{price(values.exit_price)}</td>
            <td class=class(Part::Size, true)>{locale::separators().shortest(values.quantity, 8)}</td>
            <td class=class(Part::Profit, true)>{profit}</td>
        }
    });
    view! {
        <tr aria-rowindex=(index + 2).to_string() class=if is_first { "" } else { "second" }>
            <td>{whose}</td>
            {cells}
            <td>{result}</td>
            <td>{cause}</td>
        </tr>
    }
}

fn standing(of: Standing) -> &'static str {
    match of {
        Standing::Equal => "Equal",
        Standing::Different => "Differs",
        Standing::OnlyHere => "Only here",
        Standing::OnlyThere => "Only in the list",
        Standing::Outside => "Not compared",
    }
}
