//! A script made of rules, for those who do not write one: a form, and beside it the script as the form makes it.
//!
//! [`form`] holds what is typed, [`read`] makes rules of it, [`crate::rules`] the script; [`mirror`] makes short rules of long ones. The rest are parts of the
//! form.

mod conditions;
mod exits;
mod form;
mod mirror;
mod operand;
mod preview;
mod read;
mod when;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::field::{FieldFoot, Select, TextField, TextInput};
use crate::components::segmented::Segmented;
use crate::components::toast::Toasts;
use crate::router::{Route, location};
use crate::rules::Direction;
use crate::state::Scripts;
use form::Form;

const DIRECTIONS: [&str; 3] = ["long", "short", "both"];
const SIZES: &[(&str, &str)] = &[("equity", "% of equity"), ("cash", "of cash"), ("units", "units")];

/// The page.
#[component]
pub(super) fn RulesPage() -> impl IntoView {
    let form = Form::new();
    let is_complete = Memo::new(move |_| form.read().with(|read| read.problems.is_empty()));
    view! {
        <div class="page-head">
            <div>
                <p class="crumb"><a href=Route::Strategies.href()>"Strategies"</a></p>
                <h1>"Strategy from rules"</h1>
                <p>"Choose when to enter and when to leave. The script on this page follows what you choose; create it to run, sweep or change it."</p>
            </div>
            <div class="actions">
                <Create form is_complete />
                <button type="button" class="button" on:click=move |_| form.reset()>"Start over"</button>
            </div>
        </div>
        <div class="rules-page">
            <form class="stack" on:submit=move |event| event.prevent_default()>
                <Basics form />
                <Side form is_long=true />
                <Side form is_long=false />
                <exits::Exits form />
                <when::When form />
            </form>
            <preview::Preview form />
        </div>
    }
}

#[component]
fn Create(form: Form, is_complete: Memo<bool>) -> impl IntoView {
    let (scripts, toasts) = (Scripts::expect(), Toasts::expect());
    let create = move |_| {
        if !is_complete.get_untracked() {
            // Whoever asks is led to what is missing.
            form.go_to_first_problem();
            return;
        }
        let (name, source) =
            (form.read().with_untracked(|read| read.rules.name.clone()), form.source().get_untracked());
        spawn_local(async move {
            match scripts.add(name, source).await {
                Ok(id) => location::go(&Route::Script(id)),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    view! {
        <button type="button" class="button primary" on:click=create>
            "Create script"
        </button>
    }
}

#[component]
fn Basics(form: Form) -> impl IntoView {
    let direction = form.field("direction");
    let chosen = Memo::new(move |_| {
        direction.with(|now| DIRECTIONS.iter().position(|known| known == now).unwrap_or_default())
    });
    let choose = Callback::new(move |at: usize| direction.set(DIRECTIONS[at].to_owned()));
    view! {
        <section class="card" aria-labelledby="basics-title">
            <div class="card-head"><h2 id="basics-title">"Strategy"</h2></div>
            <div class="card-body field-grid">
                <TextField id="name" label="Name" value=form.field("name") error=form.error("name") />
                <div class="field">
                    <label for="size">"Order size"</label>
                    <div class="field-pair">
                        <TextInput id="size" value=form.field("size") error=form.error("size") number=true />
                        <Select id="size.kind" value=form.field("size.kind") options=SIZES chosen=form.setter("size.kind") aria_label="Unit of the order size" />
                    </div>
                    <FieldFoot id="size" error=form.error("size") />
                </div>
                <div class="field">
                    <Segmented label="Direction" name="direction" options=vec!["Long", "Short", "Both"] chosen choose />
                </div>
            </div>
        </section>
    }
}

/// When positions of one direction are opened and closed, while that direction is traded.
#[component]
fn Side(form: Form, is_long: bool) -> impl IntoView {
    let side = if is_long { "long" } else { "short" };
    let is_traded = Memo::new(move |_| {
        let other = if is_long { Direction::Short } else { Direction::Long };
        form.read().with(|read| read.rules.direction != other)
    });
    let is_both = Memo::new(move |_| form.read().with(|read| read.rules.direction == Direction::Both));
    let title = if is_long { "Long positions" } else { "Short positions" };
    let id = format!("{side}-title");
    let labelled = id.clone();
    let has_mirror = move || is_both.get() && !is_long;
    let mirror = move || {
        has_mirror().then(|| {
            view! {
                <button type="button" class="button small" title="Replaces the conditions below" on:click=move |_| form.mirror()>
                    "Mirror the long rules"
                </button>
            }
        })
    };
    view! {
        <Show when=move || is_traded.get()>
            <section class="card" aria-labelledby=labelled.clone()>
                <div class="card-head"><h2 id=id.clone()>{title}</h2>{mirror}</div>
                <div class="card-body stack">
                    <Show when=has_mirror>
                        <p class="field-help">
                            "Mirroring swaps above and below, rising and falling, highs and lows. A number compared with RSI becomes 100 minus the number, one compared \
                             with MACD changes its sign. Conditions on volume, ATR or ADX stay, and so do all other numbers: check them."
                        </p>
                    </Show>
                    <conditions::Group form side what="entry" />
                    <conditions::Group form side what="exit" />
                </div>
            </section>
        </Show>
    }
}
