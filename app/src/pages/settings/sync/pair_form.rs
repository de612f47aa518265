//! The form that pairs this device with a server.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::field::TextField;
use crate::components::toast::{Offer, Toasts};
use crate::remote::address;
use crate::router::PairOffer;
use crate::state::SyncState;

/// Address, code, name.
#[component]
pub(in crate::pages) fn PairForm(
    /// What stands in the form at first.
    offer: PairOffer,
    /// Called once the device is paired.
    done: Callback<()>,
    /// What else can be done, beside the button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let typed = RwSignal::new(offer.server);
    let code = RwSignal::new(offer.code);
    let name = RwSignal::new(device_name());
    let is_busy = RwSignal::new(false);
    let protocol = window().location().protocol().unwrap_or_default();
    let found = Memo::new(move |_| address::normalised(&typed.get(), &protocol));
    let address_error = Signal::derive(move || found.get().err());
    let name_error =
        Memo::new(move |_| name.with(|name| name.trim().is_empty()).then(|| "Enter a name.".to_owned()));
    let fine = Signal::derive(|| None::<String>);
    let is_ready = move || {
        !is_busy.get()
            && found.with(Result::is_ok)
            && name_error.with(Option::is_none)
            && code.with(|code| !code.trim().is_empty())
    };
    let pair = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(address) = found.get_untracked() else { return };
        if !untrack(is_ready) {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            match sync.pair(address, code.get_untracked(), name.get_untracked()).await {
                Ok(()) => {
                    toasts.say("This device is paired", Offer::None);
                    // The form may be gone once the device is paired.
                    let _ = done.try_run(());
                }
                Err(error) => toasts.fail(error.message),
            }
            let _ = is_busy.try_set(false);
        });
    };
    view! {
        <form class="stack" on:submit=pair>
            <div class="field-grid">
                <TextField id="sync-address" label="Server address" value=typed error=address_error />
                <TextField
                    id="sync-code"
                    label="Pairing code"
                    value=code
                    error=fine
                    placeholder="XXXX-XXXX-XXXX-XXXX"
                    help="From a paired device (Settings, Sync), or from the server: hindcast-server pairing-code. It is good for ten minutes, once."
                />
                <TextField id="sync-name" label="Name of this device" value=name error=name_error />
            </div>
            <div class="actions">
                <button type="submit" class="button primary" disabled=move || !is_ready()>"Pair this device"</button>
                {children.map(|children| children())}
            </div>
        </form>
    }
}

/// A first proposal; the person knows better.
fn device_name() -> String {
    let agent = window().navigator().user_agent().unwrap_or_default();
    let known = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "Mac"),
        ("Windows", "Windows"),
        ("Linux", "Linux"),
    ];
    let system = known.iter().find(|(word, _)| agent.contains(word)).map_or("Browser", |(_, name)| name);
    format!("{system} browser")
}
