//! Cash, size and costs.

use engine::sweep::Setting;
use leptos::prelude::*;

use super::draft::field;
use super::form::Form;
use super::sweepable::Sweepable;
use crate::components::field::{FieldFoot, Select, TextInput};

const SIZES: &[(&str, &str)] = &[("lots", "lots"), ("cash", "cash"), ("equity", "% of equity")];
const COMMISSIONS: &[(&str, &str)] =
    &[("percent", "% of value"), ("order", "cash per order"), ("unit", "cash per unit")];
const SLIPPAGES: &[(&str, &str)] = &[("percent", "% of price"), ("ticks", "ticks")];

/// The section.
#[component]
pub(super) fn AccountSection(form: Form) -> impl IntoView {
    let size_kind = form.field(field::SIZING_KIND);
    let size_label = move || match size_kind.get().as_str() {
        "cash" => "Cash per entry",
        "equity" => "Percent of equity",
        _ => "Lots",
    };
    view! {
        <section class="card" aria-labelledby="account-title">
            <div class="card-head"><h2 id="account-title">"Account and costs"</h2></div>
            <div class="card-body field-grid">
                <Plain form setting=Setting::InitialCash label="Initial cash" help="Cash at the start, in the currency of the prices." />
                <Pair form setting=Setting::Sizing kind=field::SIZING_KIND options=SIZES label=Signal::derive(size_label)
                    kind_label="Size of an entry in" help="Size of each entry." />
                <Pair form setting=Setting::Commission kind=field::COMMISSION_KIND options=COMMISSIONS label="Commission"
                    kind_label="Fee charged as" help="On every fill. Negative: a rebate." />
                <Pair form setting=Setting::Slippage kind=field::SLIPPAGE_KIND options=SLIPPAGES label="Slippage"
                    kind_label="Price penalty in" help="Against you, on market and stop fills." />
                <Plain form setting=Setting::MarginLong label="Margin of long positions, %"
                    help="Share of a position that your equity must cover: 100 is no leverage, 25 is fourfold, 0 asks for none." />
                <Plain form setting=Setting::MarginShort label="Margin of short positions, %"
                    help="Entries that need more are dropped; positions that fall below it are partly closed." />
            </div>
        </section>
    }
}

/// A number in the one unit that it has.
#[component]
pub(super) fn Plain(form: Form, setting: Setting, label: &'static str, help: &'static str) -> impl IntoView {
    let name = setting.key();
    view! {
        <Sweepable form key=name name label>
            <TextInput id=name value=form.field(name) error=form.error(name) number=true has_help=true />
            <FieldFoot id=name help error=form.error(name) />
        </Sweepable>
    }
}

/// A number and the unit it is in.
#[component]
fn Pair(
    form: Form,
    setting: Setting,
    kind: &'static str,
    options: &'static [(&'static str, &'static str)],
    #[prop(into)] label: Signal<String>,
    kind_label: &'static str,
    help: &'static str,
) -> impl IntoView {
    let name = setting.key();
    let unit = move || {
        view! { <Select id=kind value=form.field(kind) options chosen=form.setter(kind) aria_label=kind_label /> }
    };
    view! {
        <Sweepable form key=name name label unit>
            <div class="field-pair">
                <TextInput id=name value=form.field(name) error=form.error(name) number=true has_help=true />
                {unit}
            </div>
            <FieldFoot id=name help error=form.error(name) />
        </Sweepable>
    }
}
