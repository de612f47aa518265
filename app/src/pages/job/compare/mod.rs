//! *Compare with TradingView*: the run's trades beside the list that TradingView exports for the same script.

mod lines;
mod table;

use std::rc::Rc;

use engine::comparison::{Cause, Comparison, Finding};
use engine::trade::Trade;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use self::table::Table;
use crate::components::chooser::Chooser;
use crate::components::notice::{ErrorNotice, Loading};
use crate::format::locale;
use crate::format::number::Plus;
use crate::state::{AppError, JobHandle, Jobs};

/// What the card shows below the field.
#[derive(Clone)]
enum Shown {
    Nothing,
    Busy,
    Refused(AppError),
    /// The name of the file, and what came out.
    Compared(String, Comparison),
}

/// The card.
#[component]
pub(super) fn CompareCard(job: JobHandle, trades: Rc<Vec<Trade>>, interval_ms: Memo<i64>) -> impl IntoView {
    let jobs = Jobs::expect();
    let shown = RwSignal::new(Shown::Nothing);
    let trades = StoredValue::new_local(trades);
    // A file that is chosen while another is compared replaces it.
    let newest = StoredValue::new(0u32);
    let choose = move |files: Vec<File>| {
        let [file] = files.as_slice() else {
            if !files.is_empty() {
                shown.set(Shown::Refused(AppError::new("no_list", "Choose one file: the list of trades.")));
            }
            return;
        };
        let file = file.clone();
        newest.update_value(|newest| *newest += 1);
        let ticket = newest.get_value();
        shown.set(Shown::Busy);
        spawn_local(async move {
            let name = file.name();
            let answer = jobs.compare(job.id, file).await;
            // `None`: the page was left meanwhile.
            if newest.try_get_value() == Some(ticket) {
                shown.set(match answer {
                    Ok(comparison) => Shown::Compared(name, comparison),
                    Err(error) => Shown::Refused(error),
                });
            }
        });
    };
    let body = move || match shown.get() {
        Shown::Nothing => ().into_any(),
        Shown::Busy => view! { <Loading text="Comparing…" /> }.into_any(),
        Shown::Refused(error) => view! { <ErrorNotice error /> }.into_any(),
        Shown::Compared(name, comparison) => {
            view! { <Found name comparison trades=trades.get_value() interval_ms /> }.into_any()
        }
    };
    view! {
        <section class="card" aria-labelledby="compare-title">
            <div class="card-head">
                <h2 id="compare-title">"Compare with TradingView"</h2>
                <span class="muted small">"Trade by trade, for a script that ran on both"</span>
            </div>
            <div class="card-body stack">
                <Chooser
                    id="list-of-trades"
                    label="List of trades"
                    help="Choose or drop the CSV file of the script's List of trades that TradingView exports. It is compared in this browser and not stored."
                    choose=Callback::new(choose)
                />
                {body}
            </div>
        </section>
    }
}

#[component]
fn Found(
    name: String,
    comparison: Comparison,
    trades: Rc<Vec<Trade>>,
    interval_ms: Memo<i64>,
) -> impl IntoView {
    let (tone, text) = verdict(&comparison);
    let unexplained = unexplained(&comparison);
    let items = comparison.findings.iter().map(|finding| view! { <Item finding=finding.clone() /> });
    let has_items = !comparison.findings.is_empty() || unexplained.is_some();
    let items = has_items.then(|| {
        view! {
            <ul class="causes" aria-label="Causes">
                {items.collect_view()}
                {unexplained.map(|text| view! { <li><strong>"No single cause"</strong><p>{text}</p></li> })}
            </ul>
        }
    });
    view! {
        <div class=tone role="status">
            <strong>{text}</strong>
            <p>{counts(&comparison, &name)}</p>
        </div>
        {items}
        <Table comparison trades interval_ms />
    }
}

#[component]
fn Item(finding: Finding) -> impl IntoView {
    let Finding { cause, n_trades, sentence, remedy } = finding;
    let n = match n_trades {
        0 => None,
        1 => Some("1 trade".to_owned()),
        n => Some(format!("{} trades", locale::count(f64::from(n)))),
    };
    view! {
        <li>
            <strong>{title(&cause)}{n.map(|n| view! { <span class="muted small">{n}</span> })}</strong>
            <p>{sentence}</p>
            {remedy.map(|remedy| view! { <p class="remedy">{remedy}</p> })}
        </li>
    }
}

/// The name of a cause.
fn title(cause: &Cause) -> &'static str {
    match cause {
        Cause::TimeZone { .. } => "Time zone",
        Cause::TickSize { .. } => "Tick size",
        Cause::Slippage { .. } => "Slippage",
        Cause::LotStep { .. } => "Lot step",
        Cause::OrderSize { .. } => "Order size",
        Cause::Commission { .. } => "Commission",
        Cause::Currency { .. } => "Currency",
        Cause::Margin => "Margin",
        Cause::Bars => "Other bars",
        Cause::StartOfChart => "Start of the chart",
    }
}

fn verdict(comparison: &Comparison) -> (&'static str, String) {
    match comparison.equal_ratio() {
        None => ("notice warn", "Nothing to compare".to_owned()),
        Some(1.0) => ("notice good", "100% of the trades are equal".to_owned()),
        Some(ratio) => {
            // All but a few of many are not all.
            let percent = (ratio * 1e4).floor() / 1e4;
            let percent = locale::separators().percent(percent, 2, Plus::Hidden);
            ("notice warn", format!("{percent}% of the trades are equal"))
        }
    }
}

fn counts(comparison: &Comparison, name: &str) -> String {
    let count = |n: u32| locale::count(f64::from(n));
    if comparison.n_compared == 0 {
        return format!("{name}: the list and this run have no closed trade in the time that both cover.");
    }
    format!(
        "{name}: {} of {} trades in the time that list and run both cover have the same side, times, prices, size and profit.",
        count(comparison.n_equal),
        count(comparison.n_compared)
    )
}

fn unexplained(comparison: &Comparison) -> Option<String> {
    let trades = match comparison.n_unexplained {
        0 => return None,
        1 => "1 trade differs".to_owned(),
        n => format!("{} trades differ", locale::count(f64::from(n))),
    };
    Some(format!(
        "{trades} for a reason that no single setting explains. Check the script's inputs, the chart's symbol and interval, and its dates first."
    ))
}
