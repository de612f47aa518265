//! Cash, size and costs.

use leptos::prelude::*;

use super::draft::field;
use super::form::Form;
use crate::components::field::{FieldFoot, Select, TextField, TextInput};

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
                <TextField
                    id=field::INITIAL_CASH
                    label="Initial cash"
                    value=form.field(field::INITIAL_CASH)
                    error=form.error(field::INITIAL_CASH)
                    help="Cash at the start, in the currency of the prices."
                    number=true
                />
                <Pair form name=field::SIZING kind=field::SIZING_KIND options=SIZES label=Signal::derive(size_label)
                    kind_label="Size of an entry in" help="Size of each entry." />
                <Pair form name=field::COMMISSION kind=field::COMMISSION_KIND options=COMMISSIONS label="Commission"
                    kind_label="Fee charged as" help="On every fill. Negative: a rebate." />
                <Pair form name=field::SLIPPAGE kind=field::SLIPPAGE_KIND options=SLIPPAGES label="Slippage"
                    kind_label="Price penalty in" help="Against you, on market and stop fills." />
                <TextField id=field::MARGIN_LONG label="Margin of long positions, %" value=form.field(field::MARGIN_LONG)
                    error=form.error(field::MARGIN_LONG) number=true
                    help="Share of a position that your equity must cover: 100 is no leverage, 25 is fourfold, 0 asks for none." />
                <TextField id=field::MARGIN_SHORT label="Margin of short positions, %" value=form.field(field::MARGIN_SHORT)
                    error=form.error(field::MARGIN_SHORT) number=true
                    help="Entries that need more are dropped; positions that fall below it are partly closed." />
            </div>
        </section>
    }
}

/// A number and the unit it is in.
#[component]
fn Pair(
    form: Form,
    name: &'static str,
    kind: &'static str,
    options: &'static [(&'static str, &'static str)],
    #[prop(into)] label: Signal<&'static str>,
    kind_label: &'static str,
    help: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <div class="field-pair">
                <TextInput id=name value=form.field(name) error=form.error(name) number=true has_help=true />
                <Select id=kind value=form.field(kind) options chosen=form.setter(kind) aria_label=kind_label />
            </div>
            <FieldFoot id=name help error=form.error(name) />
        </div>
    }
}
