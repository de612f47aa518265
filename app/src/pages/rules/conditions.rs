//! A group of conditions: each a line of what is compared, how, and with what.

use leptos::prelude::*;

use super::form::{Form, focus};
use super::operand::Operand;
use super::read::{TESTS, ids};
use crate::components::field::{FieldFoot, Select, TextInput};
use crate::components::icon::{Icon, Shape};

const JOINS: &[(&str, &str)] = &[("and", "all of these hold"), ("or", "one of these holds")];

/// When positions of a side are opened, or closed.
#[component]
pub(super) fn Group(form: Form, side: &'static str, what: &'static str) -> impl IntoView {
    let name = StoredValue::new(format!("{side}.{what}"));
    let list = form.field(&name.get_value());
    let conditions = Memo::new(move |_| list.with(|text| ids(text)));
    let title = match what {
        "entry" => format!("Enter {side} when"),
        _ => format!("Leave {side} when"),
    };
    let joined = format!("{}.join", name.get_value());
    let join = form.field(&joined);
    let has_join = Memo::new(move |_| conditions.with(|conditions| conditions.len() > 1));
    let error = form.error(name.get_value());
    let is_empty_exit = move || what == "exit" && conditions.with(Vec::is_empty);
    let add = name.get_value();
    view! {
        <fieldset class="rules-group">
            <legend>{title}</legend>
            <Show when=move || has_join.get()>
                <Select id=joined.clone() value=join options=JOINS chosen=form.setter(&joined) aria_label="Conditions are joined" />
            </Show>
            <Show when=is_empty_exit>
                <p class="small muted">"No condition: only a stop, a target or an opposite entry ends the position."</p>
            </Show>
            <For each=move || conditions.get() key=|id| *id let:id>
                <Line form group=name.get_value() id conditions />
            </For>
            <FieldFoot id=add.clone() error />
            <div>
                <button type="button" class="button small" id=add.clone() on:click=move |_| form.add(&add)>"Add a condition"</button>
            </div>
        </fieldset>
    }
}

#[component]
fn Line(form: Form, group: String, id: u32, conditions: Memo<Vec<u32>>) -> impl IntoView {
    let name = StoredValue::new(format!("{group}.{id}"));
    let place = Memo::new(move |_| {
        conditions.with(|conditions| conditions.iter().position(|other| *other == id).unwrap_or_default() + 1)
    });
    let part = move |part: &str| format!("{}.{part}", name.get_value());
    let test = form.field(&part("test"));
    let is_of_one = Memo::new(move |_| test.with(|test| matches!(test.as_str(), "rising" | "falling")));
    let join = form.field(&format!("{group}.join"));
    let word = move || (place.get() > 1).then(|| if join.get() == "or" { "or" } else { "and" });
    let bars = part("bars");
    view! {
        <fieldset class="rule">
            <legend class="visually-hidden">{move || format!("Condition {}", place.get())}</legend>
            {move || word().map(|word| view! { <span class="rule-join" aria-hidden="true">{word}</span> })}
            <Operand form name=part("left") label="Value" has_number=false />
            <div class="rule-test">
                <Select id=part("test") value=test options=TESTS chosen=form.setter(&part("test")) aria_label="Comparison" />
            </div>
            {move || if is_of_one.get() {
                let (id, labelled) = (bars.clone(), bars.clone());
                view! {
                    <div class="rule-operand">
                        <div class="field">
                            <label for=labelled>"Bars"</label>
                            <TextInput id=id.clone() value=form.field(&id) error=form.error(id.clone()) number=true has_help=true />
                            <FieldFoot id=id.clone() help="Compared with each of this many bars before." error=form.error(id) />
                        </div>
                    </div>
                }.into_any()
            } else {
                view! { <Operand form name=part("right") label="Compared with" has_number=true /> }.into_any()
            }}
            <button
                type="button"
                class="button quiet small rule-remove"
                aria-label=move || format!("Remove condition {}", place.get())
                on:click=move |_| {
                    form.remove(&group, id);
                    // The button is gone: keyboards go on from the one below.
                    focus(&group);
                }
            >
                <Icon shape=Shape::Close />
            </button>
        </fieldset>
    }
}
