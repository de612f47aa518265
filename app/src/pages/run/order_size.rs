//! What an entry comes to: its share of the cash at the last close, and the usual answer to a share that is nothing.

use std::collections::BTreeMap;

use engine::choice;
use engine::config::{RunConfig, Sizing};
use leptos::prelude::*;

use super::draft::field;
use super::form::Form;
use crate::format::locale;
use crate::format::number::Separators;

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

/// The share in words, with as many figures as it needs.
fn said(config: &RunConfig, price: f64, separators: &Separators) -> Option<String> {
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

/// Below the size of an entry: its share of the cash, and a way to trade all of the equity.
#[component]
pub(super) fn OrderSizeNote(form: Form) -> impl IntoView {
    let parsed = form.parsed();
    let swept = form.field(&field::axis(field::SIZING, "swept"));
    let text = Memo::new(move |_| {
        let price = form.dataset().and_then(|dataset| dataset.last_close)?;
        let is_readable = swept.get().is_empty()
            && parsed.with(|parsed| {
                let fields = [field::SIZING, field::INITIAL_CASH, field::LOT_SIZE];
                fields.iter().all(|field| parsed.problem(field).is_none())
            });
        is_readable
            .then(|| parsed.with(|parsed| said(&parsed.config, price, &locale::separators())))
            .flatten()
    });
    let take_all = move |_| {
        form.field(field::SIZING_KIND).set("equity".into());
        form.field(field::SIZING).set("100".into());
    };
    move || {
        text.get().map(|text| {
            view! {
                <p class="field-help">
                    {text}" "
                    <button type="button" class="button quiet small" on:click=take_all>"Use 100% of equity"</button>
                </p>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            (Sizing::EquityRatio(1.0), 130.0, None),
            (Sizing::Lots(1.0), 0.0, None),
        ] {
            assert_eq!(said(&with(sizing), price, &Separators::default()).as_deref(), text);
        }
        let mut config = with(Sizing::Lots(1.0));
        config.instrument.lot_size = 100.0;
        assert_eq!(share_of_cash(&config, 130.0), Some(0.13));
    }
}
