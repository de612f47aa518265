//! The scripts that ship with the product: read, and copied to begin with.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::dialog::Dialog;
use crate::components::notice::{ErrorNotice, Loading};
use crate::components::toast::Toasts;
use crate::router::{Route, location};
use crate::state::{Compiler, LibraryScript, Scripts};

/// The button and the dialog.
#[component]
pub(super) fn Library() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <button type="button" class="button" on:click=move |_| open.set(true)>"From the library"</button>
        <Dialog open title="Library of scripts"><Entries /></Dialog>
    }
}

#[component]
fn Entries() -> impl IntoView {
    let scripts = Scripts::expect();
    let listed = LocalResource::new(move || async move { Compiler::new(scripts).library().await });
    let body = move || match listed.get() {
        None => view! { <Loading text="Reading the library…" /> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
        Some(Ok(listed)) => {
            let rows = listed.into_iter().map(|script| view! { <Entry script /> });
            view! { <ul class="library">{rows.collect_view()}</ul> }.into_any()
        }
    };
    view! {
        <div class="dialog-body stack">
            <p class="muted">"Each opens as your own copy to read, change and run. The first ten follow the rules of the built-in strategies; single trades may differ."</p>
            {body}
        </div>
    }
}

#[component]
fn Entry(script: LibraryScript) -> impl IntoView {
    let (scripts, toasts) = (Scripts::expect(), Toasts::expect());
    let LibraryScript { name, summary, origin, source } = script;
    let label = format!("Open a copy of {name}");
    let title = name.clone();
    let copy = move |_| {
        let (name, source) = (name.clone(), source.clone());
        spawn_local(async move {
            match scripts.add(name, source).await {
                Ok(id) => location::go(&Route::Script(id)),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    view! {
        <li class="library-entry">
            <div>
                <h3>{title}</h3>
                <p>{summary}</p>
                <p class="small muted">{origin}</p>
            </div>
            <button type="button" class="button small" aria-label=label on:click=copy>"Open a copy"</button>
        </li>
    }
}
