//! What an entry comes to: its share of the cash at the last close, and the usual answer to a share that is nothing.

use std::collections::BTreeMap;

use engine::choice;
use engine::config::{AccountConfig, FillOn, RunConfig, Sizing};
use leptos::prelude::*;

use super::draft::field;
use super::form::Form;
use super::in_words;
use super::parse::Parsed;
use crate::format::number::Separators;
use crate::format::{account, locale};

/// The value of an entry at `price` over the initial cash; `None` where the size is itself a share, or makes no sense.
fn share_of_cash(config: &RunConfig, price: f64) -> Option<f64> {
    let value = match config.account.sizing {
        Sizing::Lots(lots) => lots * config.instrument.lot_size * price,
        Sizing::Cash(cash) => cash,
        Sizing::EquityRatio(_) => return None,
    };
    let share = value / config.account.initial_cash;
    (share.is_finite() && share > 0.0).then_some(share)
}

/// The share in words, with as many figures as it needs; of a size that is a share, what it comes to.
fn said(config: &RunConfig, price: f64, separators: &Separators) -> Option<String> {
    if let Sizing::EquityRatio(ratio) = config.account.sizing {
        return of_equity(ratio * config.account.initial_cash, price, separators);
    }
    let share = share_of_cash(config, price)?;
    let percent = match share * 100.0 {
        percent if percent < 0.01 => "is less than 0.01%".to_owned(),
        percent => {
            let decimals = if percent < 10.0 { 2 } else { 0 };
            format!("≈ {}%", separators.shortest(rounded(percent, decimals), decimals))
        }
    };
    let entry = match config.account.sizing {
        Sizing::Lots(1.0) => "1 lot".to_owned(),
        Sizing::Lots(lots) => format!("{lots} lots"),
        Sizing::Cash(_) | Sizing::EquityRatio(_) => "An entry".to_owned(),
    };
    Some(format!("{entry} {percent} of your initial cash, at the last close."))
}

/// What a share of the equity is at the start, in cash and in units.
fn of_equity(cash: f64, price: f64, separators: &Separators) -> Option<String> {
    let units = cash / price;
    let is_sound = cash > 0.0 && units.is_finite() && units > 0.0;
    is_sound.then(|| {
        let decimals = if units < 100.0 { 2 } else { 0 };
        let cash = separators.shortest(rounded(cash, 2), 2);
        let units = separators.shortest(rounded(units, decimals), decimals);
        format!("The first entry ≈ {cash} of cash: {units} units at the last close.")
    })
}

/// A short position this near to its margin call is not worth opening.
const NEAR: f64 = 0.1;

/// What will become of entries that are as large as the margin allows, or larger, and the way out.
pub(super) fn caution(config: &RunConfig, sells_short: bool, separators: &Separators) -> Option<String> {
    let AccountConfig { sizing, margin_long, margin_short, .. } = config.account;
    let Sizing::EquityRatio(ratio) = sizing else { return None };
    let percent = |ratio: f64| account::percent(separators, rounded(ratio, 3));
    let long = ratio * margin_long;
    if long > 1.0 + 1e-9 {
        let most = percent(1.0 / margin_long);
        return Some(format!(
            "The margin carries at most {most} of equity: larger long entries are dropped. Lower the size or the margin."
        ));
    }
    if long > 0.99 && config.execution.fill_on == FillOn::NextOpen {
        return Some(
            "A long entry of this size is dropped whenever the next bar opens higher than the close that gave its size. Lower the margin, or \
             take 95% of equity."
                .to_owned(),
        );
    }
    // The equity 1 − x × ratio no longer covers the margin of a position that is worth ratio × (1 + x).
    let rise = (1.0 - ratio * margin_short) / (ratio * (1.0 + margin_short));
    if sells_short && margin_short > 0.0 && rise < NEAR {
        let when = if rise <= 0.005 {
            "at once".to_owned()
        } else {
            format!("when the price rises by {}", percent(rise))
        };
        return Some(format!(
            "A short position of this size gets a margin call {when}, and is closed in slices. Lower the size or the margin of shorts, or \
             switch short selling off."
        ));
    }
    None
}

fn rounded(number: f64, decimals: usize) -> f64 {
    format!("{number:.decimals$}").parse().unwrap_or(number)
}

/// A size to begin with in a unit: 1 lot, or all of the money.
fn proposed(unit: &str, initial_cash: &str) -> String {
    match choice::ORDER_SIZE_UNIT.of_key(unit) {
        Ok(Sizing::EquityRatio(_)) => "100".to_owned(),
        Ok(Sizing::Cash(_)) => initial_cash.to_owned(),
        Ok(Sizing::Lots(_)) | Err(_) => "1".to_owned(),
    }
}

/// Changes the unit of the size. One lot must not become one percent, so each unit has its own number: the one that was typed with
/// it, else a proposal.
pub(super) fn choose_unit(form: Form) -> Callback<String> {
    let typed = StoredValue::new(BTreeMap::<String, String>::new());
    Callback::new(move |unit: String| {
        let (kind, size) = (form.field(field::SIZING_KIND), form.field(field::SIZING));
        typed.update_value(|typed| {
            typed.insert(kind.get_untracked(), size.get_untracked());
        });
        let next = typed.with_value(|typed| typed.get(&unit).cloned());
        let proposal = || proposed(&unit, &form.field(field::INITIAL_CASH).get_untracked());
        size.set(next.unwrap_or_else(proposal));
        kind.set(unit);
    })
}

/// Below the size of an entry: its share of the cash, a way to trade all of the equity, and what the margin will make of it.
#[component]
pub(super) fn OrderSizeNote(form: Form) -> impl IntoView {
    let parsed = form.parsed();
    let swept = form.field(&field::axis(field::SIZING, "swept"));
    let is_readable = Memo::new(move |_| {
        let fields =
            [field::SIZING, field::INITIAL_CASH, field::LOT_SIZE, field::MARGIN_LONG, field::MARGIN_SHORT];
        swept.get().is_empty()
            && parsed.with(|parsed| fields.iter().all(|field| parsed.problem(field).is_none()))
    });
    let text = Memo::new(move |_| {
        let price = form.dataset().and_then(|dataset| dataset.last_close).filter(|_| is_readable.get())?;
        parsed.with(|parsed| said(&parsed.config, price, &locale::separators()))
    });
    let cautioned = Memo::new(move |_| {
        let sells_short = |parsed: &Parsed| in_words::sells_short(&form.info(), parsed) == Some(true);
        let caution = |parsed: &Parsed| caution(&parsed.config, sells_short(parsed), &locale::separators());
        is_readable.get().then(|| parsed.with(caution)).flatten()
    });
    let is_share = Memo::new(move |_| form.field(field::SIZING_KIND).get() == "equity");
    let take_all = move |_| {
        form.field(field::SIZING_KIND).set("equity".into());
        form.field(field::SIZING).set("100".into());
    };
    let take_all = move || {
        (!is_share.get()).then(|| {
            view! {
                " "
                <button type="button" class="button quiet small" on:click=take_all>"Use 100% of equity"</button>
            }
        })
    };
    view! {
        {move || text.get().map(|text| view! { <p class="field-help">{text}{take_all}</p> })}
        {move || cautioned.get().map(|text| view! { <p class="notice warn small">{text}</p> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::run::proposal;

    #[test]
    fn one_lot_does_not_become_one_percent() {
        assert_eq!(["lots", "cash", "equity"].map(|unit| proposed(unit, "25000")), ["1", "25000", "100"]);
    }

    fn with(sizing: Sizing) -> RunConfig {
        let mut config = RunConfig::default();
        config.account.sizing = sizing;
        config
    }

    #[test]
    fn an_entry_is_worth_what_it_costs_at_the_last_close() {
        for (sizing, price, text) in [
            (Sizing::Lots(1.0), 130.0, Some("1 lot ≈ 0.13% of your initial cash, at the last close.")),
            (Sizing::Lots(20.0), 4_000.0, Some("20 lots ≈ 80% of your initial cash, at the last close.")),
            (
                Sizing::Lots(1.0),
                1.07,
                Some("1 lot is less than 0.01% of your initial cash, at the last close."),
            ),
            (Sizing::Cash(2_500.0), 130.0, Some("An entry ≈ 2.5% of your initial cash, at the last close.")),
            (
                Sizing::EquityRatio(1.0),
                130.0,
                Some("The first entry ≈ 100,000 of cash: 769 units at the last close."),
            ),
            (
                Sizing::EquityRatio(0.25),
                4_000.0,
                Some("The first entry ≈ 25,000 of cash: 6.25 units at the last close."),
            ),
            (Sizing::EquityRatio(1.0), 0.0, None),
            (Sizing::Lots(1.0), 0.0, None),
        ] {
            assert_eq!(said(&with(sizing), price, &Separators::default()).as_deref(), text);
        }
        let mut config = with(Sizing::Lots(1.0));
        config.instrument.lot_size = 100.0;
        assert_eq!(share_of_cash(&config, 130.0), Some(0.13));
    }

    #[test]
    fn a_size_that_the_margin_cannot_carry_is_told_before_the_run() {
        let of = |sizing, margin: f64, sells_short| {
            let mut config = with(sizing);
            (config.account.margin_long, config.account.margin_short) = (margin, margin);
            caution(&config, sells_short, &Separators::default()).unwrap_or_default()
        };
        let equity = Sizing::EquityRatio;
        for config in [RunConfig::default(), proposal::config()] {
            assert_eq!(caution(&config, true, &Separators::default()), None);
        }
        assert!(of(equity(1.0), 1.0, false).contains("opens higher than the close"));
        assert!(of(equity(1.5), 1.0, false).contains("at most 100% of equity"));
        assert!(of(equity(3.0), 0.5, false).contains("at most 200% of equity"));
        assert_eq!(of(equity(0.95), 1.0, false), "");
        // 0.95 of the equity sold at 100: with the price at p, 1.95 − 0.0095 p covers 0.0095 p up to p = 102.63.
        assert!(of(equity(0.95), 1.0, true).contains("when the price rises by 2.6%"));
        assert_eq!(of(equity(1.0), 0.0, true), "");
        let mut config = with(equity(1.0));
        config.execution.fill_on = FillOn::Close;
        assert_eq!(caution(&config, false, &Separators::default()), None);
        assert!(caution(&config, true, &Separators::default()).unwrap().contains("margin call at once"));
    }
}
