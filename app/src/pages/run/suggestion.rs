//! What the bars suggest for the instrument, offered beside its field.

use engine::config::Instrument;
use leptos::prelude::*;

use super::draft::field;
use super::form::Form;
use crate::format::locale;
use crate::format::number::typed;

/// What the instrument of a dataset suggests for a field; `None` if nothing but the default.
fn suggested(instrument: &Instrument, name: &str) -> Option<f64> {
    match name {
        field::TICK_SIZE => instrument.tick_size,
        field::LOT_STEP => instrument.lot_step,
        field::LOT_SIZE => Some(instrument.lot_size).filter(|size| *size != 1.0),
        _ => None,
    }
}

/// A button that takes the suggestion, while the field says something else.
#[component]
pub(super) fn Suggestion(form: Form, name: &'static str) -> impl IntoView {
    let value = form.field(name);
    let offered = Memo::new(move |_| {
        let suggested = form.dataset().and_then(|dataset| suggested(&dataset.instrument, name))?;
        (locale::separators().parse(&value.get()) != Ok(suggested)).then_some(suggested)
    });
    move || {
        offered.get().map(|suggested| {
            let take = move |_| value.set(typed(suggested));
            view! {
                <button type="button" class="button quiet small" on:click=take>
                    {format!("Use {suggested}, as in this dataset")}
                </button>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dataset_suggests_what_it_knows_of_its_instrument() {
        let plain = Instrument { tick_size: None, lot_step: None, lot_size: 1.0 };
        let known = Instrument { tick_size: Some(0.25), lot_step: Some(0.001), lot_size: 50.0 };
        let fields = [field::TICK_SIZE, field::LOT_STEP, field::LOT_SIZE, field::RISK_FREE];
        assert_eq!(fields.map(|name| suggested(&plain, name)), [None; 4]);
        assert_eq!(fields.map(|name| suggested(&known, name)), [Some(0.25), Some(0.001), Some(50.0), None]);
    }
}
