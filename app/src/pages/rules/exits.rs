//! Stop, target and trailing stop.

use leptos::prelude::*;

use super::form::Form;
use crate::components::field::{FieldFoot, Select, TextField, TextInput};

const STOPS: &[(&str, &str)] =
    &[("none", "none"), ("percent", "% from the entry"), ("atr", "ATRs from the entry")];
const TARGETS: &[(&str, &str)] = &[
    ("none", "none"),
    ("percent", "% from the entry"),
    ("atr", "ATRs from the entry"),
    ("risk", "times the risk"),
];
const TRAILS: &[(&str, &str)] =
    &[("none", "none"), ("percent", "% from the best price"), ("atr", "ATRs from the best price")];

/// The section.
#[component]
pub(super) fn Exits(form: Form) -> impl IntoView {
    let kinds = ["stop.kind", "target.kind", "trail.kind"].map(|kind| form.field(kind));
    let counts_in_atr = Memo::new(move |_| kinds.iter().any(|kind| kind.get() == "atr"));
    view! {
        <section class="card" aria-labelledby="exits-title">
            <div class="card-head"><h2 id="exits-title">"Stop and target"</h2></div>
            <div class="card-body field-grid">
                <Exit form name="stop" label="Stop" options=STOPS help="Ends a losing trade." />
                <Exit form name="target" label="Target" options=TARGETS help="Takes a gain. The risk is the distance from the entry to the stop." />
                <Exit form name="trail" label="Trailing stop" options=TRAILS help="Follows the best price since the entry, from bar to bar." />
                <Show when=move || counts_in_atr.get()>
                    <TextField id="atr_length" label="ATR length" value=form.field("atr_length") error=form.error("atr_length") number=true />
                </Show>
            </div>
        </section>
    }
}

#[component]
fn Exit(
    form: Form,
    name: &'static str,
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
    help: &'static str,
) -> impl IntoView {
    let kind = format!("{name}.kind");
    let chosen = form.field(&kind);
    let is_on = Memo::new(move |_| chosen.with(|kind| kind != "none"));
    let amount = format!("{label} distance");
    view! {
        <div class="field">
            <label for=kind.clone()>{label}</label>
            <div class="field-pair" class:alone=move || !is_on.get()>
                <Show when=move || is_on.get()>
                    <TextInput id=name value=form.field(name) error=form.error(name) number=true has_help=true aria_label=amount.clone() />
                </Show>
                <Select id=kind.clone() value=chosen options chosen=form.setter(&kind) />
            </div>
            <FieldFoot id=name help error=form.error(name) />
        </div>
    }
}
