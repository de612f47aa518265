//! Cash, size and costs.

use engine::choice::{self, Choice};
use engine::config::Sizing;
use engine::sweep::Setting;
use leptos::prelude::*;

use super::draft::field;
use super::form::Form;
use super::order_size::{self, OrderSizeNote};
use super::sweepable::Sweepable;
use crate::components::field::{FieldFoot, Select, TextInput};

/// The section.
#[component]
pub(super) fn AccountSection(form: Form) -> impl IntoView {
    let size_kind = form.field(field::SIZING_KIND);
    let size_name = move || match choice::ORDER_SIZE_UNIT.of_key(&size_kind.get()) {
        Ok(Sizing::Cash(_)) => "Cash per entry",
        Ok(Sizing::EquityRatio(_)) => "Percent of equity",
        Ok(Sizing::Lots(_)) => "Lots",
        Err(_) => Setting::Sizing.name(),
    };
    view! {
        <section class="card" aria-labelledby="account-title">
            <div class="card-head"><h2 id="account-title">"Account and costs"</h2></div>
            <div class="card-body field-grid">
                <Plain form setting=Setting::InitialCash />
                <Pair form setting=Setting::Sizing unit=choice::ORDER_SIZE_UNIT label=Signal::derive(move || size_name().to_owned()) />
                <Pair form setting=Setting::Commission unit=choice::COMMISSION_TYPE />
                <Pair form setting=Setting::Slippage unit=choice::SLIPPAGE_TYPE />
                <Plain form setting=Setting::MarginLong />
                <Plain form setting=Setting::MarginShort />
            </div>
        </section>
    }
}

/// A number in the one unit that it has.
#[component]
pub(super) fn Plain(form: Form, setting: Setting) -> impl IntoView {
    let (name, label, help) = (setting.key(), setting.label(), setting.help());
    view! {
        <Sweepable form key=name name label>
            <TextInput id=name value=form.field(name) error=form.error(name) number=true has_help=true />
            <FieldFoot id=name help error=form.error(name) />
        </Sweepable>
    }
}

/// A number and the unit it is in.
#[component]
fn Pair<T: Copy + Send + Sync + 'static>(
    form: Form,
    setting: Setting,
    unit: Choice<T>,
    #[prop(into, optional)] label: Option<Signal<String>>,
) -> impl IntoView {
    let (name, help) = (setting.key(), setting.help());
    let label = label.unwrap_or_else(|| Signal::stored(setting.label().to_owned()));
    let Choice { field: kind, label: kind_label, options, .. } = unit;
    let chosen = if setting == Setting::Sizing { order_size::choose_unit(form) } else { form.setter(kind) };
    let unit = move || {
        view! { <Select id=kind value=form.field(kind) options chosen aria_label=kind_label /> }
    };
    view! {
        <Sweepable form key=name name label unit>
            <div class="field-pair">
                <TextInput id=name value=form.field(name) error=form.error(name) number=true has_help=true />
                {unit}
            </div>
            <FieldFoot id=name help error=form.error(name) />
            {(setting == Setting::Sizing).then(|| view! { <OrderSizeNote form /> })}
        </Sweepable>
    }
}
