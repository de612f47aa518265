//! The bars whose own order of prices decides the result, with the trades they touch.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::explain::End;
use engine::trade::Trade;
use leptos::prelude::*;

use crate::format::locale::{self, Zone};
use crate::state::Settings;

/// More bars than this are counted and not listed; the CSV file marks every trade.
const MAX_LISTED: usize = 200;

/// A bar, and the fills that could have gone another way in it: each a trade's position and which of its ends.
#[derive(Debug, Clone, PartialEq)]
struct AmbiguousBar {
    time: i64,
    fills: Vec<(usize, End)>,
}

/// The bars in order of time.
fn ambiguous_bars(trades: &[Trade]) -> Vec<AmbiguousBar> {
    let mut bars: BTreeMap<u32, AmbiguousBar> = BTreeMap::new();
    for (at, trade) in trades.iter().enumerate() {
        let ends = [
            (End::Entry, trade.entry_bar, trade.entry_time, &trade.entry_cause),
            (End::Exit, trade.exit_bar, trade.exit_time, &trade.exit_cause),
        ];
        for (end, bar, time, cause) in ends {
            if cause.as_ref().is_some_and(|cause| cause.ambiguous) {
                let known = bars.entry(bar).or_insert(AmbiguousBar { time, fills: Vec::new() });
                known.fills.push((at, end));
            }
        }
    }
    bars.into_values().collect()
}

/// The list, folded; nothing where there is none. A trade opens why it filled.
#[component]
pub(super) fn AmbiguousBars(
    trades: StoredValue<Rc<Vec<Trade>>, LocalStorage>,
    interval_ms: Memo<i64>,
    asked: RwSignal<Option<usize>>,
) -> impl IntoView {
    let bars = trades.with_value(|trades| ambiguous_bars(trades));
    let settings = Settings::expect();
    let n = bars.len();
    let more = (n > MAX_LISTED).then(|| {
        view! {
            <p class="muted small">
                {format!("The first {MAX_LISTED} of {}. The CSV file marks every trade.", locale::count(n as f64))}
            </p>
        }
    });
    let fill = move |(at, end): &(usize, End)| {
        let (at, end) = (*at, if *end == End::Entry { "entry" } else { "exit" });
        let text = format!("trade {}, {end}", locale::count(at as f64 + 1.0));
        view! { <button type="button" class="row-button" on:click=move |_| asked.set(Some(at))>{text}</button> }
    };
    let rows = move || {
        let (zone, interval_ms) = (Zone::chosen(settings), interval_ms.get());
        let row = |bar: &AmbiguousBar| {
            let fills = bar.fills.iter().map(fill).collect_view();
            view! { <tr><th scope="row">{zone.bar_time(bar.time, interval_ms)}</th><td class="fills">{fills}</td></tr> }
        };
        bars.iter().take(MAX_LISTED).map(row).collect_view()
    };
    (n > 0).then(|| {
        view! {
            <details class="definitions ambiguous">
                <summary>{format!("Ambiguous bars ({})", locale::count(n as f64))}</summary>
                <p class="muted small">
                    "These fills depend on intrabar order, which bars cannot show."
                </p>
                {more}
                <div class="table-scroll" tabindex="0" role="region" aria-label="Ambiguous bars">
                    <table class="table" aria-label="Ambiguous bars">
                        <thead><tr><th scope="col">"Bar"</th><th scope="col">"Fills that could have gone another way"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        }
    })
}

#[cfg(test)]
mod tests {
    use engine::config::RunConfig;
    use engine::registry::{built_in, prepare};
    use engine::strategy::catalog::find;
    use engine::synthetic::minute_series;

    use super::*;

    #[test]
    fn a_bar_is_listed_once_with_every_fill_that_could_have_gone_another_way() {
        let info = find("sma_cross").unwrap();
        let series = Rc::new(minute_series(1, 2_000));
        let run =
            prepare(&built_in(info.key()).unwrap(), &info.defaults(), &RunConfig::default(), series).unwrap();
        let mut trades = run.finish().trades;
        trades.truncate(3);
        assert_eq!(ambiguous_bars(&trades), []);
        // A reversal: the second trade begins in the bar in which the first one ends.
        assert_eq!(trades[0].exit_bar, trades[1].entry_bar);
        trades[0].exit_cause.as_mut().unwrap().ambiguous = true;
        trades[1].entry_cause.as_mut().unwrap().ambiguous = true;
        trades[2].exit_cause.as_mut().unwrap().ambiguous = true;
        let expected = [
            AmbiguousBar { time: trades[0].exit_time, fills: vec![(0, End::Exit), (1, End::Entry)] },
            AmbiguousBar { time: trades[2].exit_time, fills: vec![(2, End::Exit)] },
        ];
        assert_eq!(ambiguous_bars(&trades), expected);
    }
}
