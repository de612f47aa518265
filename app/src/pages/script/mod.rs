//! Strategies that people write: their list, and the page on which one is written.
//!
//! [`session`] is what happens between a key that is pressed and the record ([`draft`]s, compiling, storing, and [`whose`] text the stored one is), [`text`] the field, [`binding`] the editor in it,
//! [`remarks`] what the compiler says, [`declared`] what the script says of itself, [`try_out`] a run beside it, [`versions`] what it was before, [`apart`] what another device made of it, [`reader`] a script that is only read.

mod apart;
mod binding;
mod declared;
mod difference;
mod draft;
mod library;
mod own;
mod reader;
mod remarks;
mod session;
mod template;
mod text;
mod try_out;
mod versions;
mod whose;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::ScriptId;

use crate::components::notice::{Empty, ErrorNotice, Loading};
use crate::components::save;
use crate::components::toast::{Offer, Toasts};
use crate::names;
use crate::router::{Route, location};
use crate::state::{Scripts, Shown, known};

pub(super) use own::{OwnStrategies, new_strategy};
pub(super) use reader::Reader;
use session::Session;

/// The page.
#[component]
pub(super) fn ScriptPage(id: ScriptId) -> impl IntoView {
    let scripts = Scripts::expect();
    let is_there = Memo::new(move |_| scripts.get(id).is_some());
    let shown = known(scripts.load_state(), is_there.into());
    move || {
        match (shown.get(), untrack(|| scripts.get(id))) {
        (Shown::Loading, _) => view! { <Loading text="Reading the script…" /> }.into_any(),
        (Shown::Failed(error), _) => view! { <ErrorNotice error /> }.into_any(),
        (Shown::There, Some(script)) => {
            let session = Session::new(script);
            view! { <Editor session /> }.into_any()
        }
        (Shown::There | Shown::Missing, _) => view! {
            <h1 class="visually-hidden">"Strategy"</h1>
            <Empty title="This script is not here">
                <p>"It was deleted, or it belongs to another browser. Jobs keep the source that they were made with."</p>
                <a class="button" href=Route::Strategies.href()>"Go to the strategies"</a>
            </Empty>
        }
        .into_any(),
    }
    }
}

#[component]
fn Editor(session: Session) -> impl IntoView {
    let is_ready = session.can_run();
    let tried = try_out::Try::new();
    let run = move || Route::run(&session.id().to_string()).href();
    view! {
        <div class="page-head">
            <div>
                <p class="crumb"><a href=Route::Strategies.href()>"Strategies"</a></p>
                <h1>{move || names::shown(&session.name())}</h1>
                <p class="muted small" role="status">{move || session.stored_in_words()}</p>
            </div>
            <div class="actions">
                <Show
                    when=move || is_ready.get()
                    fallback=|| view! {
                        <button type="button" class="button primary" aria-disabled="true" title="The script cannot run yet">"Run backtest"</button>
                    }
                >
                    <a class="button primary" href=run on:click=move |event| {
                        event.prevent_default();
                        session.run();
                    }>"Run backtest"</a>
                </Show>
                <versions::Versions session />
                <Actions session />
            </div>
        </div>
        <apart::Apart session />
        <div class="script-page">
            <section class="card" aria-labelledby="source-title">
                <div class="card-head">
                    <h2 id="source-title">"Source"</h2>
                    <span class="small muted">"Pine Script, version 5 or 6"</span>
                </div>
                <text::Text session />
            </section>
            <div class="stack">
                <remarks::Remarks session />
                <try_out::TryCard session tried />
                <declared::DeclaredCard session />
            </div>
        </div>
        <try_out::TryResult tried />
        <p class="muted small marks">
            "Compatible with Pine Script as far as documented here; what is not supported is refused with a sentence. Pine Script and TradingView are marks of TradingView, Inc."
        </p>
    }
}

#[component]
fn Actions(session: Session) -> impl IntoView {
    let (scripts, toasts) = (Scripts::expect(), Toasts::expect());
    let duplicate = move |_| {
        let (name, source) = (session.name(), session.source().get_untracked());
        spawn_local(async move {
            match scripts.add(format!("{name} (copy)"), source).await {
                Ok(id) => location::go(&Route::Script(id)),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    let export = move |_| {
        let name: String = session
            .name()
            .chars()
            .map(|letter| if letter.is_alphanumeric() || "-_ ".contains(letter) { letter } else { '_' })
            .collect();
        save::text(&format!("{name}.pine"), "text/plain", &session.source().get_untracked());
    };
    let delete = move |_| {
        spawn_local(async move {
            session.store_now_and_wait().await;
            let Some(script) = untrack(|| scripts.get(session.id())) else { return };
            match scripts.delete(script.id).await {
                Ok(()) => {
                    location::go(&Route::Strategies);
                    let undo = Callback::new(move |()| {
                        let script = script.clone();
                        toasts.attempt(async move { scripts.restore(script).await });
                    });
                    toasts.say("Strategy deleted", Offer::Button("Undo", undo));
                }
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    view! {
        <button type="button" class="button" on:click=duplicate>"Duplicate"</button>
        <button type="button" class="button" title="Saves the source as a file" on:click=export>"Export"</button>
        <button type="button" class="button danger" on:click=delete>"Delete"</button>
    }
}
