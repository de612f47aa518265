//! One fill, explained.

use engine::explain::Explanation;
use engine::fill::FillRule;
use engine::trade::Side;
use leptos::prelude::*;

use super::drawing::Drawing;
use super::fill_text;
use crate::format::locale::{self, Zone};
use crate::format::number::{Plus, decimals_needed};
use crate::state::{FillReason, Settings};

/// Prices are shown with as many decimals as they need, up to this many.
const MAX_DECIMALS: usize = 6;

/// Rule, drawing, price step by step, and what else could have been. `entered`: where on the bar's path the trade began.
#[component]
pub(super) fn Fill(reason: FillReason, entered: f64, interval_ms: Memo<i64>) -> impl IntoView {
    let settings = Settings::expect();
    let FillReason { explanation, decided_time } = reason;
    let (rule, bar) = (explanation.rule, explanation.prices.bar);
    let is_fill = rule != FillRule::Open;
    let verb = if explanation.side == Side::Long { "Bought" } else { "Sold" };
    let headline = match is_fill {
        true => format!("{verb} at {}: {}", price(explanation.prices.filled), rule.name()),
        false => format!("Still open, valued at {}", price(explanation.prices.filled)),
    };
    let ambiguous = explanation.ambiguous.then(|| {
        view! {
            <p class="notice warn small">
                "Ambiguous: this depends on intrabar order, which the bar cannot show."
            </p>
        }
    });
    let (fill_bar, decided) = (explanation.bar, explanation.decided);
    let when = move || {
        let zone = Zone::chosen(settings);
        let date = |at: i64| zone.fill_time(at, interval_ms.get());
        when(date, (fill_bar, bar.time), (decided, decided_time))
    };
    let label = described(&explanation);
    let prices = [("Open", bar.open), ("High", bar.high), ("Low", bar.low), ("Close", bar.close)];
    let fact =
        |(name, value): (&'static str, f64)| view! { <div><dt>{name}</dt><dd>{price(value)}</dd></div> };
    view! {
        <h3>{headline}</h3>
        <p>{rule.sentence()}</p>
        <RuleText rule />
        {ambiguous}
        <Drawing explanation=explanation.clone() entered label />
        <p class="muted small">{when}</p>
        <dl class="bar-prices" aria-label="The bar">{prices.map(fact).collect_view()}</dl>
        {is_fill.then(|| view! { <Steps explanation=explanation.clone() /> })}
        <Alternatives explanation />
    }
}

/// The rules as the execution model has them.
#[component]
fn RuleText(rule: FillRule) -> impl IntoView {
    let text = |number: &u8| {
        fill_text::rule_text(*number).map(|text| view! { <p>{format!("{number}. {text}")}</p> })
    };
    view! {
        <details class="rule-text">
            <summary>{format!("By {} of the execution model", fill_text::numbers(rule))}</summary>
            {rule.numbers().iter().map(text).collect_view()}
        </details>
    }
}

#[component]
fn Steps(explanation: Explanation) -> impl IntoView {
    let prices = explanation.prices;
    let step = |step: fill_text::Step| {
        let value = match (step.is_change, step.value == 0.0) {
            (true, true) => "none".to_owned(),
            (true, false) => locale::fixed(step.value, decimals(step.value), Plus::Shown),
            (false, _) => price(step.value),
        };
        view! { <div><dt>{step.name}</dt><dd>{value}</dd></div> }
    };
    let carried = fill_text::levels(&prices);
    let carried = (!carried.is_empty()).then(|| {
        let texts: Vec<String> =
            carried.iter().map(|(name, at)| format!("{} {}", name.to_lowercase(), price(*at))).collect();
        view! { <p class="muted small">{format!("The order carried: {}.", texts.join(", "))}</p> }
    });
    view! {
        <h4>"Price, step by step"</h4>
        <dl class="price-steps">{fill_text::steps(&prices, explanation.side).into_iter().map(step).collect_view()}</dl>
        {carried}
    }
}

#[component]
fn Alternatives(explanation: Explanation) -> impl IntoView {
    let place = move |bar: u32| match bar {
        bar if bar == explanation.bar => String::new(),
        bar if bar < explanation.bar => " in the bar before".to_owned(),
        _ => " in the bar after".to_owned(),
    };
    let line = |alternative| {
        let (choice, would) = fill_text::alternative(alternative, price, place);
        view! { <div><dt>{choice}</dt><dd>{would}</dd></div> }
    };
    let lines = explanation.alternatives.iter().map(line).collect_view();
    (!explanation.alternatives.is_empty())
        .then(|| view! { <h4>"What else could have been"</h4> <dl class="alternatives">{lines}</dl> })
}

fn when(date: impl Fn(i64) -> String, fill: (u32, i64), decided: (u32, i64)) -> String {
    let named = |(bar, time): (u32, i64)| format!("bar {} ({})", locale::count(f64::from(bar)), date(time));
    if fill.0 == decided.0 {
        format!("In {}.", named(fill))
    } else {
        format!("Decided at the close of {}, filled in {}.", named(decided), named(fill))
    }
}

/// What the drawing shows, in words.
fn described(explanation: &Explanation) -> String {
    let bar = explanation.prices.bar;
    format!(
        "Open {}, high {}, low {}, close {}. Assumed: {}. Price before costs {}.",
        price(bar.open),
        price(bar.high),
        price(bar.low),
        price(bar.close),
        fill_text::path(&explanation.path),
        price(explanation.prices.raw),
    )
}

fn decimals(value: f64) -> usize {
    decimals_needed(value).min(MAX_DECIMALS)
}

fn price(value: f64) -> String {
    locale::fixed(value, decimals(value).max(2), Plus::Hidden)
}
