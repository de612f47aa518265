//! Two runs up to the first trade in which they differ, and why.

use std::rc::Rc;

use engine::trade::Trade;
use leptos::prelude::*;
use shared::id::JobId;

use super::load::{Loaded, Member, Members, base_of};
use super::mark::letter;
use crate::compared::{Part, causes, first_difference};
use crate::format::locale::{self, Zone};
use crate::format::number::{Plus, price_decimals};
use crate::format::trade::{reason, side};
use crate::state::Settings;

/// Trades shown before the first that differs, and after it.
const BEFORE: usize = 2;
const AFTER: usize = 3;

/// The columns, and the parts of a trade that are marked in them.
const COLUMNS: [(&str, bool, &[Part]); 8] = [
    ("Side", false, &[Part::Side]),
    ("Entry", false, &[Part::EntryTime]),
    ("Entry price", true, &[Part::EntryPrice, Part::EntryRule]),
    ("Exit", false, &[Part::ExitTime]),
    ("Exit price", true, &[Part::ExitPrice, Part::ExitRule]),
    ("Size", true, &[Part::Size]),
    ("Profit", true, &[Part::Profit, Part::Commission, Part::Slippage]),
    ("Reason", false, &[Part::Reason]),
];

/// The card.
#[component]
pub(super) fn TradesCard(members: Members, base: Memo<Option<JobId>>) -> impl IntoView {
    let asked = RwSignal::new(None::<JobId>);
    // The two: the baseline, and the one that was asked for, or the first other.
    let pair = move || {
        let members = members.get();
        let base = base_of(&members, base.get());
        let others = || members.iter().enumerate().filter(|(at, _)| *at != base).map(|(_, other)| other);
        let wanted = asked.get();
        let other = others().find(|other| Some(other.id) == wanted).or_else(|| others().next());
        Some((members.get(base)?.clone(), other?.clone()))
    };
    let others = Memo::new(move |_| {
        members.with(|members| {
            let base = base_of(members, base.get());
            let named = |(_, member): (usize, &Member)| {
                (member.id, format!("{} {}", letter(member.place), member.loaded.title))
            };
            members.iter().enumerate().filter(|(at, _)| *at != base).map(named).collect::<Vec<_>>()
        })
    });
    let chosen = Memo::new(move |_| pair().map(|(_, other)| other.id));
    let option = move |(id, name): (JobId, String)| {
        let selected = move || chosen.get() == Some(id);
        view! { <option value=id.to_string() prop:selected=selected>{name}</option> }
    };
    view! {
        <section class="card" aria-labelledby="compared-trades">
            <div class="card-head">
                <h2 id="compared-trades">"Trade by trade"</h2>
                <label class="inline-choice small">
                    "Baseline with"
                    <select class="select small compared-add" on:change=move |event| asked.set(event_target_value(&event).parse().ok())>
                        <For each=move || others.get() key=Clone::clone children=option />
                    </select>
                </label>
            </div>
            <div class="card-body stack">{move || pair().map(|(one, two)| view! { <Difference one two /> })}</div>
        </section>
    }
}

#[component]
fn Difference(one: Member, two: Member) -> impl IntoView {
    let (a, b) = (&one.loaded, &two.loaded);
    let letters = [one.place, two.place].map(letter);
    let at = first_difference(&a.report.trades, &b.report.trades);
    let causes = causes([&a.run, &b.run], [&a.settings, &b.settings]);
    let is_same = a.report.result_hash == b.report.result_hash;
    let unexplained = (causes.is_empty() && !is_same).then_some(
        "Both were made with the same strategy, settings, bars and engine, and should be equal. Re-run them: equal inputs give an equal result.",
    );
    let item = |(name, sentence): (String, String)| {
        view! { <li><strong>{name}</strong><p>{sentence}</p></li> }
    };
    let causes = (!causes.is_empty()).then(|| {
        let title = format!("What differs between {} and {}", letters[0], letters[1]);
        view! {
            <div class="stack">
                <h3>{title}</h3>
                <ul class="causes" aria-label="Causes">{causes.into_iter().map(item).collect_view()}</ul>
            </div>
        }
    });
    let tone = if is_same || at.is_none() { "notice good" } else { "notice warn" };
    let table = at.map(|at| view! { <Table one=Rc::clone(a) two=Rc::clone(b) letters at /> });
    view! {
        <div class=tone role="status">
            <strong>{verdict(a, b, letters, at)}</strong>
            {unexplained.map(|text| view! { <p>{text}</p> })}
        </div>
        {causes}
        {table}
    }
}

fn verdict(a: &Loaded, b: &Loaded, letters: [char; 2], at: Option<usize>) -> String {
    let (trades, others) = (&a.report.trades, &b.report.trades);
    let count = |n: usize| locale::count(n as f64);
    let Some(at) = at else {
        let n = count(trades.len());
        return if a.report.result_hash == b.report.result_hash {
            format!("Same result: {n} trades, equity and statistics are equal, bit for bit")
        } else {
            format!("All {n} trades are equal; equity or statistics differ")
        };
    };
    match (trades.get(at), others.get(at)) {
        (Some(one), Some(two)) => {
            let parts: Vec<&str> = Part::differing(one, two).into_iter().map(Part::name).collect();
            format!("Trade {} is the first that differs, in {}", count(at + 1), parts.join(", "))
        }
        _ => {
            let (longer, n) = if trades.len() > at { (0, trades.len()) } else { (1, others.len()) };
            format!(
                "The first {} trades are equal; then {} has {} more",
                count(at),
                letters[longer],
                count(n - at)
            )
        }
    }
}

/// The trades around the first that differs.
#[component]
fn Table(one: Rc<Loaded>, two: Rc<Loaded>, letters: [char; 2], at: usize) -> impl IntoView {
    let trades = [&one.report.trades, &two.report.trades];
    let decimals = price_decimals(trades[0].iter().chain(trades[1]).take(400).map(|trade| trade.exit_price));
    let end = (at + 1 + AFTER).min(trades[0].len().max(trades[1].len()));
    let lines = (at.saturating_sub(BEFORE)..end).flat_map(|number| {
        let pair = trades.map(|trades| trades.get(number));
        let differing = match pair {
            [Some(one), Some(two)] => Part::differing(one, two),
            _ => Part::ALL.to_vec(),
        };
        let is_first = number == at;
        let line = |whose: String, trade: Option<&Trade>, edge: &'static str| {
            let class = if is_first { format!("first-difference {edge}") } else { String::new() };
            view! { <Line number whose trade=trade.cloned() differing=differing.clone() class decimals /> }
        };
        match differing.is_empty() {
            true => vec![line("both".to_owned(), pair[0], "")],
            false => vec![
                line(letters[0].to_string(), pair[0], "upper"),
                line(letters[1].to_string(), pair[1], "lower"),
            ],
        }
    });
    let lines = lines.collect_view();
    let head = |(name, is_number, _): (&'static str, bool, &[Part])| {
        view! { <th scope="col" class=if is_number { "number" } else { "" }>{name}</th> }
    };
    view! {
        <div class="table-scroll">
            <table class="table" aria-label="Trades around the first that differs">
                <thead>
                    <tr>
                        <th scope="col" class="number">"#"</th>
                        <th scope="col">"Job"</th>
                        {COLUMNS.map(head)}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

/// A trade of one of the two, or of both.
#[component]
fn Line(
    number: usize,
    whose: String,
    trade: Option<Trade>,
    differing: Vec<Part>,
    class: String,
    decimals: usize,
) -> impl IntoView {
    let settings = Settings::expect();
    let class_of = |(_, is_number, parts): (&str, bool, &[Part])| match (
        parts.iter().any(|part| differing.contains(part)),
        is_number,
    ) {
        (true, true) => "number differs",
        (true, false) => "differs",
        (false, true) => "number",
        (false, false) => "",
    };
    let cells = match trade {
        None => view! { <td class="muted" colspan="8">"no such trade"</td> }.into_any(),
        Some(trade) => {
            let time =
                |at: i64| move || Zone::chosen(settings).date_time(at).trim_end_matches(" 00:00").to_owned();
            let price = |value| locale::fixed(value, decimals, Plus::Hidden);
            let texts = [
                side(trade.side).into_any(),
                time(trade.entry_time).into_any(),
                price(trade.entry_price).into_any(),
                time(trade.exit_time).into_any(),
                price(trade.exit_price).into_any(),
                locale::separators().shortest(trade.quantity, 8).into_any(),
                locale::fixed(trade.profit, 2, Plus::Shown).into_any(),
                reason(&trade).into_any(),
            ];
            let cell = |(text, column)| view! { <td class=class_of(column)>{text}</td> };
            texts.into_iter().zip(COLUMNS).map(cell).collect_view().into_any()
        }
    };
    view! {
        <tr class=class>
            <td class="number">{number + 1}</td>
            <td>{whose}</td>
            {cells}
        </tr>
    }
}
