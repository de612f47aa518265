//! Two runs up to the first trade in which they differ, and why.

use std::rc::Rc;

use engine::trade::Trade;
use leptos::prelude::*;
use shared::id::JobId;

use super::load::{Loaded, Member, Members, base_of};
use super::mark::letter;
use crate::compared::{Part, causes, decimals_apart, first_difference, is_same, verdict};
use crate::format::locale::{self, Zone};
use crate::format::number::{Plus, decimals_needed, price_decimals};
use crate::format::trade::{reason, side};
use crate::state::Settings;

/// Trades shown before the first that differs, and after it.
const BEFORE: usize = 2;
const AFTER: usize = 3;
/// Most decimals of a size, but for those that tell two apart.
const SIZE_DECIMALS: usize = 8;

/// The columns, and the parts of a trade that are marked in them.
const COLUMNS: [(&str, bool, &[Part]); 10] = [
    ("Side", false, &[Part::Side]),
    ("Entry", false, &[Part::EntryTime]),
    ("Entry price", true, &[Part::EntryPrice, Part::EntryRule]),
    ("Exit", false, &[Part::ExitTime]),
    ("Exit price", true, &[Part::ExitPrice, Part::ExitRule]),
    ("Size", true, &[Part::Size]),
    ("Profit", true, &[Part::Profit, Part::Commission, Part::Slippage]),
    ("MFE", true, &[Part::Mfe]),
    ("MAE", true, &[Part::Mae]),
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
    let is_same = is_same(&a.report, &b.report);
    let verdict = verdict(&a.report, &b.report, letters, &locale::separators());
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
            <strong>{verdict}</strong>
            {unexplained.map(|text| view! { <p>{text}</p> })}
        </div>
        {causes}
        {table}
    }
}

/// The trades around the first that differs.
#[component]
fn Table(one: Rc<Loaded>, two: Rc<Loaded>, letters: [char; 2], at: usize) -> impl IntoView {
    let trades = [&one.report.trades, &two.report.trades];
    let (from, end) = (at.saturating_sub(BEFORE), (at + 1 + AFTER).min(trades[0].len().max(trades[1].len())));
    // Each list as its own prices need it: they may be of different markets.
    let decimals = trades.map(|trades| {
        let shown = trades.get(from..end.min(trades.len())).unwrap_or_default();
        price_decimals(shown.iter().flat_map(|trade| [trade.entry_price, trade.exit_price]))
    });
    let intervals = [one.interval_ms, two.interval_ms];
    let lines = (from..end).flat_map(|number| {
        let pair = trades.map(|trades| trades.get(number));
        let differing = match pair {
            [Some(one), Some(two)] => Part::differing(one, two),
            _ => Part::ALL.to_vec(),
        };
        let is_first = number == at;
        let line = |whose: String, of: usize, edge: &'static str| {
            let class = if is_first { format!("first-difference {edge}") } else { String::new() };
            let (trade, other) = (pair[of].cloned(), pair[1 - of].cloned());
            let (differing, decimals, interval_ms) = (differing.clone(), decimals[of], intervals[of]);
            view! { <Line number whose trade other differing class decimals interval_ms /> }
        };
        match differing.is_empty() {
            true => vec![line("both".to_owned(), 0, "")],
            false => vec![line(letters[0].to_string(), 0, "upper"), line(letters[1].to_string(), 1, "lower")],
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

/// A trade of one of the two, or of both. Numbers that differ from those of `other` are written so that this is seen.
#[component]
fn Line(
    number: usize,
    whose: String,
    trade: Option<Trade>,
    other: Option<Trade>,
    differing: Vec<Part>,
    class: String,
    decimals: usize,
    interval_ms: i64,
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
        None => view! { <td class="muted" colspan="10">"no such trade"</td> }.into_any(),
        Some(trade) => {
            let time = |at: i64| move || Zone::chosen(settings).fill_time(at, interval_ms);
            let number = |of: fn(&Trade) -> f64, least: usize, plus: Plus| {
                let value = of(&trade);
                let decimals = other.as_ref().map_or(least, |other| decimals_apart(value, of(other), least));
                locale::fixed(value, decimals, plus)
            };
            let price = |of: fn(&Trade) -> f64| number(of, decimals, Plus::Hidden);
            let cash = |of: fn(&Trade) -> f64| number(of, 2, Plus::Shown);
            let size_decimals = decimals_needed(trade.quantity).min(SIZE_DECIMALS);
            let texts = [
                side(trade.side).into_any(),
                time(trade.entry_time).into_any(),
                price(|trade| trade.entry_price).into_any(),
                time(trade.exit_time).into_any(),
                price(|trade| trade.exit_price).into_any(),
                number(|trade| trade.quantity, size_decimals, Plus::Hidden).into_any(),
                cash(|trade| trade.profit).into_any(),
                cash(|trade| trade.max_favourable).into_any(),
                cash(|trade| trade.max_adverse).into_any(),
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
