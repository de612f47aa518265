//! Versions that lost: looked at, saved, or brought back for thirty days.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use shared::api::record::JOB;
use shared::sync::fields::{self, Fields};
use shared::sync::rows::Lost;

use crate::components::save;
use crate::components::toast::{Offer, Toasts};
use crate::format::locale::Zone;
use crate::state::{Settings, SyncState};
use crate::storage::exchange::InTrash;

/// The list; nothing while it is empty.
#[component]
pub(super) fn Trash() -> impl IntoView {
    let sync = SyncState::expect();
    let entries = RwSignal::new(Vec::<InTrash>::new());
    let load = move || {
        spawn_local(async move {
            // What cannot be read now is read after the next exchange.
            if let Ok(found) = sync.trash().await {
                let _ = entries.try_set(found);
            }
        });
    };
    Effect::new(move |_| {
        // Read again whenever something was exchanged.
        sync.waiting().track();
        sync.synced_ms().track();
        load();
    });
    let changed = Callback::new(move |()| load());
    // By what they are: one that the person has unfolded stays so when others come.
    let key = |entry: &InTrash| (entry.lost.key.clone(), entry.at_ms, entry.lost.body.text().to_owned());
    view! {
        <Show when=move || entries.with(|entries| !entries.is_empty())>
            <div class="stack">
                <h3>"Conflicts, kept for 30 days"</h3>
                <ul class="devices">
                    <For each=move || entries.get() key=key let:entry><Entry entry changed /></For>
                </ul>
            </div>
        </Show>
    }
}

#[component]
fn Entry(entry: InTrash, changed: Callback<()>) -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let settings = Settings::expect();
    let why = match entry.lost.why {
        Lost::Deleted => "deleted on one device while it was changed on another",
        Lost::Changed => "two devices changed the same; the other version holds",
        Lost::Forgotten => "no longer on the server",
    };
    let key = entry.lost.key.clone();
    let fields = fields::of(&entry.lost.body);
    let name = ["title", "name"].iter().find_map(|name| fields.get(*name)?.as_str().map(str::to_owned));
    let name = name.unwrap_or_else(|| key.to_string());
    let text = entry.lost.body.text().to_owned();
    let file = format!("hindcast-{}-{}.json", key.kind, key.id);
    let at_ms = entry.at_ms;
    let when = move || format!("{why} · {}", Zone::chosen(settings).moment(at_ms));
    let entry = StoredValue::new(entry);
    let bring_back = move |_| {
        spawn_local(async move {
            match sync.bring_back(&entry.get_value()).await {
                Ok(route) => {
                    toasts.say("Restored under a new name", Offer::Link("Open it", route));
                    let _ = changed.try_run(());
                }
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    let label = |word: &str| format!("{word} {name}");
    let (restore_label, save_label) = (label("Restore"), label("Save"));
    let facts = facts(&key.kind.0, &fields).into_iter().map(|(name, value)| {
        view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
    });
    view! {
        <li class="lost">
            <details>
                <summary><span>{name.clone()}</span>" "<span class="muted small">{when}</span></summary>
                <dl class="facts wide">{facts.collect_view()}</dl>
            </details>
            <div class="actions">
                <button type="button" class="button small" aria-label=restore_label on:click=bring_back>"Restore as new"</button>
                <button
                    type="button"
                    class="button small"
                    aria-label=save_label
                    on:click=move |_| save::text(&file, "application/json", &text)
                >
                    "Save"
                </button>
            </div>
        </li>
    }
}

/// What the person wrote on it, and what tells it from others.
fn facts(kind: &str, fields: &Fields) -> Vec<(&'static str, String)> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Value::Bool(is) => if *is { "yes" } else { "no" }.to_owned(),
        other => other.to_string(),
    };
    let shown: &[(&'static str, &str)] = if kind == JOB {
        &[
            ("Title", "/title"),
            ("State", "/state"),
            ("Starred", "/starred"),
            ("Tags", "/tags"),
            ("Note", "/note"),
            ("Strategy", "/spec/run/strategy"),
            ("Dataset", "/spec/run/dataset_name"),
        ]
    } else {
        &[("Name", "/name"), ("Bars", "/n_bars")]
    };
    let whole = Value::Object(fields.clone());
    let fact = |(name, path): &(&'static str, &str)| {
        let value = text(whole.pointer(path)?);
        (!value.is_empty()).then_some((*name, value))
    };
    shown.iter().filter_map(fact).collect()
}

#[cfg(test)]
mod tests {
    use shared::api::record::{Body, DATASET};
    use shared::fixture::job;

    use super::*;

    #[test]
    fn what_the_person_wrote_on_a_lost_version_is_shown() {
        let mut record = job(1);
        record.note = "the good one".into();
        record.tags = vec!["a".into(), "b".into()];
        let of_job = facts(JOB, &fields::of(&Body::of(&record).unwrap()));
        assert!(
            of_job.contains(&("Note", "the good one".into())) && of_job.contains(&("Tags", "a, b".into())),
            "{of_job:?}"
        );
        let dataset = Body::from_text(r#"{"name":"S&P","n_bars":3}"#.into()).unwrap();
        assert_eq!(facts(DATASET, &fields::of(&dataset)), [("Name", "S&P".into()), ("Bars", "3".to_owned())]);
    }
}
