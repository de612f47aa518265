//! The trades of a run: sortable, as long as it likes, each a way into the price chart and to why it filled, and as a CSV
//! file.

mod ambiguous;
mod csv;

use std::rc::Rc;

use engine::trade::Trade;
use leptos::prelude::*;
use shared::job::RunSpec;

use self::ambiguous::AmbiguousBars;
use self::csv::{csv, file_name};
use super::explain::ExplainPanel;
use crate::components::save;
use crate::components::sort::{Order, SortHeader};
use crate::components::virtual_table::VirtualTable;
use crate::format::locale::{self, Zone};
use crate::format::number::{Plus, price_decimals};
use crate::format::stat;
use crate::format::trade::{reason, side};
use crate::state::Settings;

/// A trade, its position in the list, and the profit of all trades up to it.
#[derive(Clone, Copy)]
struct Listed<'a> {
    trade: &'a Trade,
    at: usize,
    cumulative: f64,
}

/// A column: name, unit, and what it is sorted by.
type Column = (&'static str, &'static str, fn(Listed) -> f64);

const COLUMNS: [Column; 15] = [
    ("#", "", |listed| listed.at as f64),
    ("Side", "", |listed| listed.trade.side.sign()),
    ("Entry", "", |listed| listed.trade.entry_time as f64),
    ("Entry price", "", |listed| listed.trade.entry_price),
    ("Exit", "", |listed| listed.trade.exit_time as f64),
    ("Exit price", "", |listed| listed.trade.exit_price),
    ("Size", "units", |listed| listed.trade.quantity),
    ("Profit", "", |listed| listed.trade.profit),
    ("Return", "%", |listed| listed.trade.return_ratio()),
    ("Cumulative", "", |listed| listed.cumulative),
    ("Bars", "", |listed| f64::from(listed.trade.bars_held())),
    ("MFE", "", |listed| listed.trade.max_favourable),
    ("MAE", "", |listed| listed.trade.max_adverse),
    ("Commission", "", |listed| listed.trade.commission),
    ("Reason", "", |listed| listed.trade.exit_reason as u8 as f64),
];

/// What a column is, where its name alone does not say it.
fn title_of(column: &str) -> &'static str {
    match column {
        "Return" => "Profit after commission ÷ value of the entry",
        "Cumulative" => "Profit of this trade and of all before it, by their exits",
        "MFE" => "Maximum favourable excursion: how far ahead the trade was at best, before commission",
        "MAE" => "Maximum adverse excursion: how far behind the trade was at worst, before commission",
        _ => "",
    }
}

/// The table.
#[component]
pub(super) fn TradesCard(
    trades: Rc<Vec<Trade>>,
    goto: RwSignal<Option<usize>>,
    title: String,
    run: RunSpec,
    /// Usual distance between its bars.
    interval_ms: Memo<i64>,
) -> impl IntoView {
    let n = trades.len();
    let n_ambiguous = trades.iter().filter(|trade| trade.is_ambiguous()).count();
    let sums = StoredValue::new_local(cumulative(&trades));
    let all = StoredValue::new_local(trades);
    let asked = RwSignal::new(None::<usize>);
    let order = RwSignal::new(Order { column: 0, descending: false });
    let sorted = Memo::new(move |_| {
        let order = order.get();
        let (_, _, key) = COLUMNS[order.column];
        let keys: Vec<f64> = all.with_value(|trades| {
            let listed =
                |(at, (trade, sum)): (usize, (&Trade, &f64))| key(Listed { trade, at, cumulative: *sum });
            sums.with_value(|sums| trades.iter().zip(sums).enumerate().map(listed).collect())
        });
        order.permutation(&keys)
    });
    let version = Memo::new(move |before: Option<&u64>| {
        sorted.track();
        before.map_or(0, |before| before + 1)
    });
    let decimals =
        all.with_value(|trades| price_decimals(trades.iter().take(200).map(|trade| trade.exit_price)));
    let export = move |_| all.with_value(|trades| save::text(&file_name(&title), "text/csv", &csv(trades)));
    let head = move || {
        let header = |(column, (text, unit, _)): (usize, Column)| {
            let number = !matches!(text, "Side" | "Entry" | "Exit" | "Reason");
            view! { <SortHeader text title=title_of(text) unit column order number /> }
        };
        let mut headers = COLUMNS.into_iter().enumerate().map(header);
        view! {
            <tr>
                {headers.next()}
                <th scope="col">"Why"</th>
                {headers.collect_view()}
            </tr>
        }
        .into_any()
    };
    let row = move |at: usize| match sorted.with_untracked(|sorted| sorted.get(at).copied()) {
        Some(index) => {
            let trade = all.with_value(|trades| trades[index as usize].clone());
            let sum = sums.with_value(|sums| sums[index as usize]);
            view! { <Row index=index as usize trade sum goto asked decimals interval_ms /> }.into_any()
        }
        None => ().into_any(),
    };
    let summary = match (locale::count(n as f64), n_ambiguous) {
        (all, 0) => format!("{all} trades; choose one to see it in the chart"),
        (all, n) => {
            format!("{all} trades, {} ambiguous; choose one to see it in the chart", locale::count(n as f64))
        }
    };
    let trade = Callback::new(move |at: usize| all.with_value(|trades| trades[at].clone()));
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Trades"</h2>
                <div class="actions">
                    <span class="muted small">{summary}</span>
                    <button type="button" class="button small" on:click=export disabled=n == 0>"Export CSV"</button>
                </div>
            </div>
            {if n == 0 {
                view! { <p class="card-body muted">"The strategy made no trade with these settings."</p> }.into_any()
            } else {
                view! {
                    <VirtualTable label="Trades" n_rows=Signal::stored(n) n_columns=COLUMNS.len() + 1 version head row />
                }
                    .into_any()
            }}
            <AmbiguousBars trades=all interval_ms asked />
            <ExplainPanel asked run interval_ms trade />
        </section>
    }
}

#[component]
fn Row(
    index: usize,
    trade: Trade,
    sum: f64,
    goto: RwSignal<Option<usize>>,
    asked: RwSignal<Option<usize>>,
    decimals: usize,
    interval_ms: Memo<i64>,
) -> impl IntoView {
    let settings = Settings::expect();
    let go = move || {
        goto.set(Some(index));
        if let Some(prices) = document().get_element_by_id("prices") {
            prices.scroll_into_view();
        }
    };
    let time = |at: i64| move || Zone::chosen(settings).fill_time(at, interval_ms.get());
    let price = |value| locale::fixed(value, decimals, Plus::Hidden);
    let signed = |value| locale::fixed(value, 2, Plus::Shown);
    let (profit, ratio) = (signed(trade.profit), signed(trade.return_ratio() * 100.0));
    let (sum, best, worst) = (signed(sum), signed(trade.max_favourable), signed(trade.max_adverse));
    let sum_tone = stat::cell_class(&sum);
    let (profit_tone, ratio_tone) = (stat::cell_class(&profit), stat::cell_class(&ratio));
    view! {
        <tr class="clickable" aria-rowindex=(index + 2).to_string() aria-selected=move || (goto.get() == Some(index)).to_string() on:click=move |_| go()>
            <td class="number">
                <button type="button" class="row-button" aria-label=format!("Show trade {} in the chart", index + 1)>{index + 1}</button>
            </td>
            <td><Why index asked /></td>
            <td>{side(trade.side)}</td>
            <td>{time(trade.entry_time)}</td>
            <td class="number">{price(trade.entry_price)}</td>
            <td>{time(trade.exit_time)}</td>
            <td class="number">{price(trade.exit_price)}</td>
            <td class="number">{locale::separators().shortest(trade.quantity, 4)}</td>
            <td class=profit_tone>{profit}</td>
            <td class=ratio_tone>{ratio}</td>
            <td class=sum_tone>{sum}</td>
            <td class="number">{locale::count(f64::from(trade.bars_held()))}</td>
            <td class="number">{best}</td>
            <td class="number">{worst}</td>
            <td class="number">{locale::fixed(trade.commission, 2, Plus::Hidden)}</td>
            <td title=orders(&trade)>{reason(&trade)}{trade.is_ambiguous().then_some(", ambiguous")}</td>
        </tr>
    }
}

/// The sums of the profits up to each trade.
fn cumulative(trades: &[Trade]) -> Vec<f64> {
    let add = |sum: &mut f64, trade: &Trade| {
        *sum += trade.profit;
        Some(*sum)
    };
    trades.iter().scan(0.0, add).collect()
}

/// Which orders made the trade.
fn orders(trade: &Trade) -> String {
    match trade.exit_id.as_ref() {
        "" => format!("entered by order “{}”", trade.entry_id),
        exit => format!("entered by order “{}”, left by “{exit}”", trade.entry_id),
    }
}

/// The way to the explanation.
#[component]
fn Why(index: usize, asked: RwSignal<Option<usize>>) -> impl IntoView {
    // The row's own click shows the trade in the chart.
    let ask = move |event: leptos::ev::MouseEvent| {
        event.stop_propagation();
        asked.set(Some(index));
    };
    let label = format!("Explain the fills of trade {}", index + 1);
    view! {
        <button type="button" class="row-button why" aria-label=label on:click=ask>"Explain"</button>
    }
}
