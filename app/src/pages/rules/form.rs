//! The form's state: one text per field, what they say, and where they are kept while they are typed.

use std::collections::BTreeMap;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::mirror::mirrored;
use super::read::{self, Read, default, ids};
use crate::format::locale;
use crate::rules;

/// The form.
#[derive(Clone, Copy)]
pub(super) struct Form {
    fields: StoredValue<BTreeMap<String, ArcRwSignal<String>>>,
    read: Memo<Read>,
    source: Memo<String>,
}

impl Form {
    /// A form with what was typed before.
    pub(super) fn new() -> Self {
        let fields = stored().into_iter().map(|(name, text)| (name, ArcRwSignal::new(text))).collect();
        let fields = StoredValue::new(fields);
        let text = move |name: &str| field(fields, name).get();
        let read = Memo::new(move |_| read::read(&text, &locale::separators()));
        // While a field is wrong, the script stays as it was.
        let source = Memo::new(move |before: Option<&String>| {
            read.with(|read| match (read.problems.is_empty(), before) {
                (false, Some(before)) => before.clone(),
                _ => rules::source(&read.rules),
            })
        });
        Effect::new(move |before: Option<()>| {
            // What is read has made its fields by now.
            read.track();
            let typed = fields.with_value(|fields| {
                let texts = fields.iter().map(|(name, text)| (name.clone(), text.get()));
                texts.filter(|(name, text)| *text != default(name)).collect::<BTreeMap<_, _>>()
            });
            if before.is_some() {
                store(&typed);
            }
        });
        Self { fields, read, source }
    }

    /// The text of a field.
    pub(super) fn field(self, name: &str) -> RwSignal<String> {
        field(self.fields, name).into()
    }

    /// Sets a field, for choices.
    pub(super) fn setter(self, name: &str) -> Callback<String> {
        let field = field(self.fields, name);
        Callback::new(move |text| field.set(text))
    }

    /// What is wrong with a field.
    pub(super) fn error(self, name: impl Into<String>) -> Signal<Option<String>> {
        let (name, read) = (name.into(), self.read);
        Memo::new(move |_| read.with(|read| read.problem(&name))).into()
    }

    /// What the form says.
    pub(super) fn read(self) -> Memo<Read> {
        self.read
    }

    /// The script that it makes.
    pub(super) fn source(self) -> Memo<String> {
        self.source
    }

    /// One more condition in a group.
    pub(super) fn add(self, group: &str) {
        let (list, next) = (field(self.fields, group), field(self.fields, &format!("{group}.next")));
        let known = ids(&list.get_untracked());
        // The number of one that was removed does not come back, and what was typed there neither.
        let id = known.iter().copied().max().unwrap_or(0).max(next.get_untracked().parse().unwrap_or(0)) + 1;
        next.set(id.to_string());
        list.set(known.into_iter().chain([id]).map(|id| id.to_string()).collect::<Vec<_>>().join(" "));
    }

    /// One condition less.
    pub(super) fn remove(self, group: &str, id: u32) {
        let (list, next) = (field(self.fields, group), field(self.fields, &format!("{group}.next")));
        let known = ids(&list.get_untracked());
        let highest = known.iter().copied().max().unwrap_or(0).max(next.get_untracked().parse().unwrap_or(0));
        next.set(highest.to_string());
        let rest: Vec<String> =
            known.into_iter().filter(|other| *other != id).map(|id| id.to_string()).collect();
        list.set(rest.join(" "));
    }

    /// Makes the short rules of the long ones, the other way round.
    pub(super) fn mirror(self) {
        let long: Vec<String> = self
            .fields
            .with_value(|fields| fields.keys().filter(|name| name.starts_with("long.")).cloned().collect());
        let text = |name: &str| field(self.fields, name).get_untracked();
        for name in long {
            let (name, text) = mirrored(&name, &text, &locale::separators());
            field(self.fields, &name).set(text);
        }
    }

    /// Back to the first form.
    pub(super) fn reset(self) {
        let all: Vec<(String, ArcRwSignal<String>)> = self
            .fields
            .with_value(|fields| fields.iter().map(|(name, text)| (name.clone(), text.clone())).collect());
        for (name, text) in all {
            text.set(default(&name));
        }
    }

    /// Puts the focus where something is wrong.
    pub(super) fn go_to_first_problem(self) {
        let name = self.read.with_untracked(|read| read.problems.first().map(|(name, _)| name.clone()));
        if let Some(name) = name {
            focus(&name);
        }
    }
}

/// Puts the focus on the control of this id.
pub(super) fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // It fails only for elements that cannot take the focus.
        let _ = element.focus();
    }
}

type Fields = StoredValue<BTreeMap<String, ArcRwSignal<String>>>;

/// A field, made with its first text where it is not there yet.
fn field(fields: Fields, name: &str) -> ArcRwSignal<String> {
    if let Some(known) = fields.with_value(|fields| fields.get(name).cloned()) {
        return known;
    }
    let made = ArcRwSignal::new(default(name));
    fields.update_value(|fields| drop(fields.insert(name.to_owned(), made.clone())));
    made
}

fn key() -> String {
    // Static hosts share an origin between sites: the path keeps their drafts apart.
    format!("hindcast:{}:rules", window().location().pathname().unwrap_or_default())
}

fn stored() -> BTreeMap<String, String> {
    let text =
        window().local_storage().ok().flatten().and_then(|storage| storage.get_item(&key()).ok().flatten());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn store(typed: &BTreeMap<String, String>) {
    // Without storage, or with a full one, the draft lives as long as the page.
    if let (Ok(Some(storage)), Ok(text)) = (window().local_storage(), serde_json::to_string(typed)) {
        let _ = storage.set_item(&key(), &text);
    }
}
