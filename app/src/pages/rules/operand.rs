//! One side of a comparison: what it is, and its numbers.

use std::sync::LazyLock;

use leptos::prelude::*;

use super::form::Form;
use crate::components::field::{FieldFoot, Select, TextInput};
use crate::rules::operand::{Kind, Source};

type Words = Vec<(&'static str, &'static str)>;

static KINDS: LazyLock<Words> = LazyLock::new(|| Kind::ALL.into_iter().map(Kind::words).collect());
static SOURCES: LazyLock<Words> = LazyLock::new(|| Source::ALL.into_iter().map(Source::words).collect());

/// The choice and its fields. A plain number is compared with something, not something with it.
#[component]
pub(super) fn Operand(form: Form, name: String, label: &'static str, has_number: bool) -> impl IntoView {
    let chosen = form.field(&name);
    let kind = Memo::new(move |_| {
        chosen.with(|word| Kind::ALL.into_iter().find(|kind| kind.words().0 == word)).unwrap_or(Kind::Close)
    });
    let n_kinds = if has_number { KINDS.len() } else { KINDS.len() - 1 };
    let select = name.clone();
    let foot = name.clone();
    let fields = move || {
        let kind = kind.get();
        let base = format!("{name}.{}", kind.words().0);
        let of = kind.has_source().then(|| {
            let id = format!("{base}.of");
            view! {
                <div class="field">
                    <Select id=id.clone() value=form.field(&id) options=&SOURCES chosen=form.setter(&id) aria_label="Average" />
                </div>
            }
        });
        let numbers = kind.numbers().iter().map(|spec| {
            let id = format!("{base}.{}", spec.key);
            view! {
                <div class="field rule-number">
                    <label for=id.clone()>{spec.label}</label>
                    <TextInput id=id.clone() value=form.field(&id) error=form.error(id.clone()) number=true />
                    <FieldFoot id=id.clone() error=form.error(id) />
                </div>
            }
        });
        view! { {of}{numbers.collect_view()} }
    };
    view! {
        <div class="rule-operand">
            <div class="field">
                <Select id=select.clone() value=chosen options=&KINDS[..n_kinds] chosen=form.setter(&select) aria_label=label />
                <FieldFoot id=foot.clone() error=form.error(foot) />
            </div>
            {fields}
        </div>
    }
}
