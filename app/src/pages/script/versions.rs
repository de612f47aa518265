//! What a script was before: a list of its versions, what differs between two texts, and the way back.

use std::cmp::Reverse;

use leptos::prelude::*;
use shared::id::BlobHash;
use shared::script::ScriptVersion;

use super::difference::{Difference, Lines};
use super::session::Session;
use crate::components::dialog::Dialog;
use crate::format::locale::Zone;
use crate::state::Settings;

/// The button and the dialog.
#[component]
pub(super) fn Versions(session: Session) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>"Versions"</button>
        <Dialog open title="Versions" kind="wide"><Body session open /></Dialog>
    }
}

#[component]
fn Body(session: Session, open: RwSignal<bool>) -> impl IntoView {
    let settings = Settings::expect();
    let versions = Memo::new(move |_| {
        let mut versions = session.stored().map(|script| script.versions).unwrap_or_default();
        versions.sort_by_key(|version| Reverse(version.at_ms));
        versions
    });
    let find = move |hash: &Option<BlobHash>| {
        let hash = hash.as_ref()?;
        versions.with(|versions| versions.iter().find(|version| version.hash() == *hash).cloned())
    };
    // The newest that differs from the present text, until one is chosen.
    let picked = RwSignal::new(None::<BlobHash>);
    let chosen = Memo::new(move |_| {
        let first = |versions: &Vec<ScriptVersion>| {
            let differs =
                |version: &&ScriptVersion| session.source().with(|source| *source != version.source);
            versions.iter().find(differs).or(versions.first()).cloned()
        };
        picked.with(find).or_else(|| versions.with(first))
    });
    // What it is compared with; `None` is the present text.
    let against = RwSignal::new(None::<BlobHash>);
    let other = Memo::new(move |_| against.with(find));
    let moment = move |at_ms| Zone::chosen(settings).moment(at_ms);
    let difference = Memo::new(move |_| {
        let before = chosen.get().map(|version| version.source).unwrap_or_default();
        let after = other.get().map_or_else(|| session.source().get(), |version| version.source);
        Difference::of(&before, &after)
    });
    let label = Signal::derive(move || {
        let before = chosen.get().map(|version| moment(version.at_ms)).unwrap_or_default();
        let after =
            other.get().map_or_else(|| "the present text".to_owned(), |version| moment(version.at_ms));
        format!("From {before} to {after}")
    });
    let restore = move |_| {
        if let Some(version) = chosen.get_untracked() {
            session.go_on_with(version.source);
            open.set(false);
        }
    };
    let options = move || {
        let option = |version: ScriptVersion| {
            let hash = version.hash();
            let is_chosen = {
                let hash = hash.clone();
                move || against.with(|against| against.as_ref() == Some(&hash))
            };
            view! { <option value=hash.0 selected=is_chosen>{moment(version.at_ms)}</option> }
        };
        versions.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class="dialog-body stack">
            <p class="muted">
                "A version is kept when a job used it, when it stood for ten minutes before the next edit, when another version was restored in its place, and when \
                 another device or tab replaced it."
            </p>
            <Show
                when=move || versions.with(|versions| !versions.is_empty())
                fallback=|| view! { <p>"There is no earlier version yet."</p> }
            >
                <div class="versions">
                    <ul aria-label="Earlier versions">
                        <For each=move || versions.get() key=ScriptVersion::hash let:version>
                            <Entry session version chosen picked />
                        </For>
                    </ul>
                    <section class="stack" aria-labelledby="versions-compared">
                        <div class="versions-head">
                            <h3 id="versions-compared">{move || label.get()}</h3>
                            <label class="versions-with">
                                <span class="small muted">"Compare with"</span>
                                <select
                                    class="select"
                                    on:change=move |event| {
                                        let hash = event_target_value(&event);
                                        against.set((!hash.is_empty()).then_some(BlobHash(hash)));
                                    }
                                >
                                    <option value="" selected=move || against.with(Option::is_none)>"the present text"</option>
                                    {options}
                                </select>
                            </label>
                        </div>
                        <Lines difference label />
                    </section>
                </div>
            </Show>
        </div>
        <Show when=move || chosen.with(Option::is_some)>
            <div class="dialog-foot">
                <p class="small muted">"The present text becomes a version, so nothing is lost."</p>
                <button type="button" class="button primary" on:click=restore>
                    {move || format!("Restore {}", chosen.get().map(|version| moment(version.at_ms)).unwrap_or_default())}
                </button>
            </div>
        </Show>
    }
}

#[component]
fn Entry(
    session: Session,
    version: ScriptVersion,
    chosen: Memo<Option<ScriptVersion>>,
    picked: RwSignal<Option<BlobHash>>,
) -> impl IntoView {
    let settings = Settings::expect();
    let hash = version.hash();
    let ScriptVersion { source, at_ms } = version;
    let n_lines = source.lines().count();
    let lines = if n_lines == 1 { "1 line".to_owned() } else { format!("{n_lines} lines") };
    let changed = Memo::new(move |_| {
        let difference = Difference::of(&source, &session.source().get());
        match (difference.n_added, difference.n_removed) {
            (0, 0) => "as now".to_owned(),
            (added, removed) => format!("+{added} −{removed} since"),
        }
    });
    let is_chosen = {
        let hash = hash.clone();
        Memo::new(move |_| {
            chosen.with(|chosen| chosen.as_ref().is_some_and(|version| version.hash() == hash))
        })
    };
    view! {
        <li>
            <button
                type="button"
                class="version"
                aria-pressed=move || if is_chosen.get() { "true" } else { "false" }
                on:click=move |_| picked.set(Some(hash.clone()))
            >
                <span>{move || Zone::chosen(settings).moment(at_ms)}</span>
                " "
                <span class="small muted">{lines}", "{move || changed.get()}</span>
            </button>
        </li>
    }
}
