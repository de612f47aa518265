//! What a run did not do although the strategy asked for it, or did although it did not: stands above the numbers, because it changes
//! what they mean, with what can be done about it.

use std::rc::Rc;

use engine::fill::FillRule;
use engine::report::{Note, NoteKind, Report};
use engine::trade::{ExitReason, Side, Trade};
use leptos::prelude::*;

use crate::format::number::Separators;
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

/// Why no trade was closed; `None` if one was.
fn no_trades(report: &Report, separators: &Separators) -> Option<String> {
    if report.trades.iter().any(|trade| !trade.is_open()) {
        return None;
    }
    let count = |n: f64| separators.count(n);
    let (n_bars, warmup) =
        (report.equity.len() as f64, report.statistics.run.warmup_bars.unwrap_or_default());
    Some(if !report.trades.is_empty() {
        "No trade was closed: the position is still open at the last bar, and what it gained or lost is open profit. To have it counted as a \
         trade, set “Open position at end of data” to “close at the last close”."
            .to_owned()
    } else if report.n_notes > 0 {
        "There is no trade, because no order had an effect.".to_owned()
    } else if warmup >= n_bars {
        format!(
            "There is no trade: {} bars are too few for the indicators to have values. Shorten the lengths, or take more bars.",
            count(n_bars),
        )
    } else {
        format!(
            "There is no trade: on the {} bars after a warm-up of {} no order filled. Change the parameters, or take other or more bars.",
            count(n_bars - warmup),
            count(warmup),
        )
    })
}

/// How many of the trades a margin call or the end of the equity closed; `None` if none.
fn liquidations(trades: &[Trade], separators: &Separators) -> Option<String> {
    // A limit that the strategy set itself closes in the same way.
    let is_own_limit =
        |trade: &Trade| trade.exit_cause.as_ref().is_some_and(|cause| cause.rule == FillRule::RiskLimit);
    let is_liquidated = |trade: &&Trade| trade.exit_reason == ExitReason::Liquidation && !is_own_limit(trade);
    let n = trades.iter().filter(is_liquidated).count();
    let n_short = trades.iter().filter(is_liquidated).filter(|trade| trade.side == Side::Short).count();
    let n_all = trades.iter().filter(|trade| !trade.is_open()).count();
    let count = |n: usize| separators.count(n as f64);
    (n > 0).then(|| {
        let smaller = match n_short {
            0 => "Make entries smaller or lower the margin",
            _ => "Make entries smaller, lower the margin, or switch short selling off",
        };
        format!(
            "{} of {} trades were closed by margin calls: the equity no longer covered the position, and it was closed slice by slice. Each slice \
             counts as a trade, also in the win rate. {smaller}.",
            count(n),
            count(n_all),
        )
    })
}

/// The warnings of a run as sentences, in the order of their weight.
pub(super) fn sentences(report: &Report) -> Vec<String> {
    let separators = locale::separators();
    let not_affordable = report.notes.iter().any(|note| note.kind == NoteKind::NotAffordable);
    let advice = not_affordable.then(|| {
        "An entry is paid at its fill, not at the close that gave its size: make entries smaller (95% of equity leaves room for a higher open), or lower the margin.".to_owned()
    });
    let all = [
        end_of_trading(report).map(|text| format!("Trading ended on {text}.")),
        no_trades(report, &separators),
        dropped_orders(&report.notes, report.n_notes).map(|text| text + "."),
        advice,
        liquidations(&report.trades, &separators),
    ];
    all.into_iter().flatten().collect()
}

/// The warnings of a run; nothing if there are none.
#[component]
pub(super) fn Warnings(
    /// The run's report.
    report: Rc<Report>,
) -> impl IntoView {
    let sentences = sentences(&report);
    (!sentences.is_empty()).then(|| {
        let said = |text: String| view! { <p>{text}</p> };
        view! {
            <div class="notice warn small" role="note" aria-label="Warnings">
                {sentences.into_iter().map(said).collect_view()}
            </div>
        }
    })
}

#[cfg(test)]
mod tests {
    use engine::config::{RunConfig, Sizing};
    use engine::registry::{built_in, prepare};
    use engine::series::{Bar, Series};
    use engine::strategy::catalog::find;

    use super::*;

    /// A run of the SMA cross over closes, with the settings changed by `change`.
    fn run(closes: &[f64], lengths: (f64, f64), change: impl Fn(&mut RunConfig)) -> Report {
        let bar = |(i, close): (usize, &f64)| Bar {
            time: 86_400_000 * i as i64,
            open: *close,
            high: *close * 1.02,
            low: *close * 0.98,
            close: *close,
            volume: 1.0,
        };
        let bars: Vec<Bar> = closes.iter().enumerate().map(bar).collect();
        let series = Series::from_bars(&bars, 86_400_000).unwrap();
        let mut params = find("sma_cross").unwrap().defaults();
        params.set("fast", lengths.0);
        params.set("slow", lengths.1);
        let mut config = RunConfig::default();
        change(&mut config);
        prepare(&built_in("sma_cross").unwrap(), &params, &config, Rc::new(series)).unwrap().finish()
    }

    /// Ten bars down and ten up, again and again.
    fn wave(n: usize) -> Vec<f64> {
        (0..n).map(|i| 90.0 + 2.0 * (10.0 - (i % 20) as f64).abs()).collect()
    }

    fn why(report: &Report) -> String {
        no_trades(report, &Separators::default()).unwrap_or_default()
    }

    #[test]
    fn zero_trades_say_why_and_what_to_do() {
        let quiet = |_: &mut RunConfig| {};
        assert_eq!(why(&run(&wave(200), (2.0, 5.0), quiet)), "");
        let text = why(&run(&wave(20), (10.0, 30.0), quiet));
        assert!(text.contains("20 bars are too few") && text.contains("take more bars"), "{text}");
        let text = why(&run(&[100.0; 50], (2.0, 5.0), quiet));
        assert!(text.contains("no order filled"), "{text}");
        // One cross, upwards, and the position stays open.
        let rising: Vec<f64> =
            (0..40).map(|i| 100.0 + f64::from((i - 20_i32).max(0)) - f64::from(i.min(20))).collect();
        let text = why(&run(&rising, (2.0, 5.0), quiet));
        assert!(text.contains("still open at the last bar"), "{text}");
        let void = |config: &mut RunConfig| config.account.sizing = Sizing::Lots(1e9);
        let text = why(&run(&wave(200), (2.0, 5.0), void));
        assert!(text.contains("no order had an effect"), "{text}");
    }

    #[test]
    fn margin_calls_are_counted_and_explained() {
        let report = run(&wave(200), (2.0, 5.0), |config| config.account.sizing = Sizing::EquityRatio(0.99));
        let text = liquidations(&report.trades, &Separators::default()).unwrap();
        let n = report.trades.iter().filter(|trade| trade.exit_reason == ExitReason::Liquidation).count();
        assert!(n > 0 && text.starts_with(&format!("{n} of ")), "{text}");
        assert!(text.ends_with("or switch short selling off."), "{text}");
        let report = run(&wave(200), (2.0, 5.0), |_| {});
        assert_eq!(liquidations(&report.trades, &Separators::default()), None);
    }
}
