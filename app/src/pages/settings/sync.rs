//! Sync: the server, what is sent to it, the other devices, and what became of conflicts.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::device::{Device, PairingCode};
use shared::sync::machine::Phase;
use shared::sync::rows::{Lost, Reason};

use crate::components::field::TextField;
use crate::components::save;
use crate::components::toast::{Offer, Toasts};
use crate::format::bytes;
use crate::format::locale::{self, Zone};
use crate::state::{Pairing, Settings, SyncState, SyncView, in_words};
use crate::storage::exchange::InTrash;
use crate::sync::address;

/// The card.
#[component]
pub(super) fn Sync() -> impl IntoView {
    let sync = SyncState::expect();
    let is_paired = Memo::new(move |_| sync.pairing().with(Option::is_some));
    view! {
        <section class="card" aria-labelledby="sync-head">
            <div class="card-head"><h2 id="sync-head">"Sync"</h2></div>
            <div class="card-body stack">
                {move || if is_paired.get() { view! { <Paired /> }.into_any() } else { view! { <Unpaired /> }.into_any() }}
            </div>
        </section>
    }
}

fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

#[component]
fn Unpaired() -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let typed = RwSignal::new(origin());
    let code = RwSignal::new(String::new());
    let name = RwSignal::new(device_name());
    let is_busy = RwSignal::new(false);
    let protocol = window().location().protocol().unwrap_or_default();
    let found = Memo::new(move |_| address::normalised(&typed.get(), &protocol));
    let address_error = Signal::derive(move || found.get().err());
    let fine = Signal::derive(|| None::<String>);
    let pair = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(address) = found.get_untracked() else { return };
        is_busy.set(true);
        spawn_local(async move {
            match sync.pair(address, code.get_untracked(), name.get_untracked()).await {
                Ok(()) => toasts.say("This device is paired", Offer::None),
                Err(error) => toasts.fail(error.message),
            }
            // The form is gone once the device is paired.
            let _ = is_busy.try_set(false);
        });
    };
    view! {
        <p class="muted">
            "A server of your own keeps the same jobs and datasets on all your devices. Without one everything works as it does now, in this \
             browser only."
        </p>
        <form class="stack" on:submit=pair>
            <div class="field-grid">
                <TextField id="sync-address" label="Server address" value=typed error=address_error />
                <TextField
                    id="sync-code"
                    label="Pairing code"
                    value=code
                    error=fine
                    placeholder="XXXX-XXXX-XXXX-XXXX"
                    help="From a paired device (Settings, Sync), or from the server: hindcast-server pairing-code."
                />
                <TextField id="sync-name" label="Name of this device" value=name error=fine />
            </div>
            <div>
                <button
                    type="submit"
                    class="button primary"
                    disabled=move || is_busy.get() || found.with(Result::is_err) || code.with(|code| code.trim().is_empty())
                >
                    "Pair this device"
                </button>
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

#[component]
fn Paired() -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let settings = Settings::expect();
    let pairing = sync.pairing();
    let of = move |read: fn(&Pairing) -> String| {
        pairing.with(|pairing| pairing.as_ref().map(read).unwrap_or_default())
    };
    let last = move || {
        sync.synced_ms().get().map_or_else(|| "not yet".to_owned(), |at| Zone::chosen(settings).moment(at))
    };
    let waits = move || match sync.waiting().with(|waiting| waiting.len()) {
        0 => "nothing".to_owned(),
        1 => "1 record".to_owned(),
        n => format!("{} records", locale::separators().count(n as f64)),
    };
    let unpair = move |_| toasts.attempt(async move { sync.unpair().await });
    view! {
        <dl class="facts wide">
            <div><dt>"Server"</dt><dd>{move || of(|pairing| pairing.address.clone())}</dd></div>
            <div><dt>"This device"</dt><dd>{move || of(|pairing| pairing.name.clone())}</dd></div>
            <div><dt>"Last synced"</dt><dd>{last}</dd></div>
            <div><dt>"Waits to be sent"</dt><dd>{waits}</dd></div>
        </dl>
        <State />
        <Choice />
        <Refusals />
        <Devices />
        <Trash />
        <div class="actions">
            <button type="button" class="button" on:click=move |_| sync.go()>"Sync now"</button>
            <button type="button" class="button danger" on:click=unpair>"Unpair this device"</button>
        </div>
    }
}

/// What the exchange is at, in a sentence, and what the person can decide.
#[component]
fn State() -> impl IntoView {
    let sync = SyncState::expect();
    let state = move || {
        let SyncView { phase, transfer, compared, clock_min } = sync.view().get();
        let address = sync
            .pairing()
            .with(|pairing| pairing.as_ref().map(|pairing| pairing.address.clone()).unwrap_or_default());
        let words = match &phase {
            None => "Another tab keeps this device in step with the server.".to_owned(),
            Some(Phase::Idle) => "In step with the server.".to_owned(),
            Some(Phase::Busy) => "Exchanging…".to_owned(),
            Some(Phase::Waiting(failure)) => {
                format!("{} It is tried again by itself.", in_words(failure, &address))
            }
            Some(Phase::Stopped(failure)) => in_words(failure, &address),
            Some(Phase::Asks { n, of }) => format!(
                "Other devices have deleted {n} of the {of} records here. That is so many that nothing was removed yet."
            ),
        };
        let asks = matches!(phase, Some(Phase::Asks { .. })).then(|| {
            view! {
                <button type="button" class="button danger" on:click=move |_| sync.may_remove()>"Remove them here, too"</button>
            }
        });
        let size = |n: u64| bytes::size(&locale::separators(), n as f64);
        let transfer = transfer.map(|(done, all)| view! { <p class="small">{format!("Sending {} of {}.", size(done), size(all))}</p> });
        let compared = compared.map(|reason| view! { <p class="muted small">{about(reason)}</p> });
        let clock = clock_min.map(|minutes| {
            let ahead = if minutes > 0 { "ahead of" } else { "behind" };
            let text = format!("This device's clock is {} minutes {ahead} the server's. Times in the list may look odd; nothing else depends on it.", minutes.abs());
            view! { <p class="small">{text}</p> }
        });
        view! {
            <p role="status" class="sync-state">{words}</p>
            {asks}
            {transfer}
            {compared}
            {clock}
        }
    };
    view! { <div class="stack">{state}</div> }
}

fn about(reason: Reason) -> &'static str {
    match reason {
        Reason::OtherServer | Reason::Ahead => {
            "The server was replaced or restored. Everything was compared with it; what it had lost was sent again, and nothing was deleted here."
        }
        Reason::Forgotten => {
            "This device had been away for longer than the server remembers deletions. What the server has no more is in the trash below."
        }
        Reason::Digest => {
            "This device and the server did not hold the same. Everything was compared and put right."
        }
    }
}

/// What is sent along with the job records.
#[component]
fn Choice() -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let pairing = sync.pairing();
    let switch = move |label: &'static str, read: fn(&Pairing) -> bool, write: fn(&mut Pairing, bool)| {
        view! {
            <label class="check param-switch">
                <input
                    type="checkbox"
                    prop:checked=move || pairing.with(|pairing| pairing.as_ref().is_some_and(read))
                    on:change=move |event| {
                        let wanted = event_target_checked(&event);
                        toasts.attempt(async move { sync.choose(|pairing| write(pairing, wanted)).await });
                    }
                />
                {label}
            </label>
        }
    };
    view! {
        <div class="field">
            <span class="field-label">"Sent to the server"</span>
            <p class="small">"Job records and the descriptions of datasets, always."</p>
            {switch("Results of jobs", |pairing| pairing.results, |pairing, wanted| pairing.results = wanted)}
            {switch("Bars of datasets", |pairing| pairing.datasets, |pairing, wanted| pairing.datasets = wanted)}
            <p class="field-help">"Other devices fetch results and bars when they need them."</p>
        </div>
    }
}

/// Records that the server does not take, each with its reason.
#[component]
fn Refusals() -> impl IntoView {
    let sync = SyncState::expect();
    move || {
        let refused: Vec<_> = sync.waiting().with(|waiting| {
            let one = |(key, waiting): (&shared::sync::rows::Key, &shared::sync::rows::Waiting)| {
                Some(format!("{key}: {}", waiting.refused.as_ref()?.message))
            };
            waiting.iter().filter_map(one).collect()
        });
        (!refused.is_empty()).then(|| {
            let items = refused.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
            view! { <div><p>"The server does not take these:"</p><ul>{items}</ul></div> }
        })
    }
}

#[component]
fn Devices() -> impl IntoView {
    let (sync, toasts) = (SyncState::expect(), Toasts::expect());
    let settings = Settings::expect();
    let devices = RwSignal::new(Vec::<Device>::new());
    let code = RwSignal::new(None::<PairingCode>);
    let load = move || {
        spawn_local(async move {
            // A server that does not answer shows in the state above.
            if let Ok(found) = sync.devices().await {
                let _ = devices.try_set(found);
            }
        });
    };
    load();
    let ask = move |_| {
        spawn_local(async move {
            match sync.code().await {
                Ok(given) => drop(code.try_set(Some(given))),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    let row = move |device: Device| {
        let (id, name) = (device.id, device.name.clone());
        let revoke = move |_| {
            let id = id.clone();
            spawn_local(async move {
                match sync.revoke(&id).await {
                    Ok(()) => load(),
                    Err(error) => toasts.fail(error.message),
                }
            });
        };
        let action = if device.this {
            view! { <span class="tag">"this device"</span> }.into_any()
        } else {
            let label = format!("Remove {}", device.name);
            view! { <button type="button" class="button small" aria-label=label on:click=revoke>"Remove"</button> }.into_any()
        };
        let paired = move || format!("paired {}", Zone::chosen(settings).moment(device.created_ms));
        view! { <li class="device"><span>{name}</span><span class="muted small">{paired}</span>{action}</li> }
    };
    view! {
        <div class="stack">
            <h3>"Devices"</h3>
            <ul class="devices">{move || devices.get().into_iter().map(row).collect_view()}</ul>
            <div><button type="button" class="button" on:click=ask>"Add a device"</button></div>
            {move || code.get().map(|given| view! {
                <p role="status">
                    "On the other device, open Settings, Sync, and enter " <strong class="pairing-code">{given.code}</strong>
                    ". The code is good for one device, until " {Zone::chosen(settings).moment(given.expires_ms)} "."
                </p>
            })}
        </div>
    }
}

/// Versions that lost: they can be saved for thirty days.
#[component]
fn Trash() -> impl IntoView {
    let sync = SyncState::expect();
    let settings = Settings::expect();
    let entries = RwSignal::new(Vec::<InTrash>::new());
    Effect::new(move |_| {
        // Read again whenever something was exchanged.
        sync.waiting().track();
        spawn_local(async move {
            if let Ok(found) = sync.trash().await {
                let _ = entries.try_set(found);
            }
        });
    });
    let row = move |entry: InTrash| {
        let why = match entry.lost.why {
            Lost::Deleted => "deleted on one device while it was changed on another",
            Lost::Changed => "two devices changed the same; the other version holds",
            Lost::Forgotten => "no longer on the server",
        };
        let fields = shared::sync::fields::of(&entry.lost.body);
        let name = ["title", "name"].iter().find_map(|name| fields.get(*name)?.as_str().map(str::to_owned));
        let name = name.unwrap_or_else(|| entry.lost.key.to_string());
        let text = entry.lost.body.text().to_owned();
        let file = format!("hindcast-{}-{}.json", entry.lost.key.kind, entry.lost.key.id);
        let when = move || format!("{why} · {}", Zone::chosen(settings).moment(entry.at_ms));
        view! {
            <li class="device">
                <span>{name}</span>
                <span class="muted small">{when}</span>
                <button type="button" class="button small" on:click=move |_| save::text(&file, "application/json", &text)>"Save"</button>
            </li>
        }
    };
    move || {
        let found = entries.get();
        (!found.is_empty()).then(|| {
            view! {
                <div class="stack">
                    <h3>"Conflicts, kept for 30 days"</h3>
                    <ul class="devices">{found.into_iter().map(row).collect_view()}</ul>
                </div>
            }
        })
    }
}
