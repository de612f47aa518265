//! Settings of this browser, its storage, and what Hindcast is made of.

mod backup;
mod sync;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlInputElement;

use crate::components::desktop;
use crate::components::field::{Select, TextField};
use crate::components::save;
use crate::components::toast::Toasts;
use crate::format::{bytes, locale};
use crate::pages::keyboard::SingleKeys;
use crate::state::{Jobs, SettingValues, Settings, Theme, TimeZone, Workers};

pub(super) use self::sync::PairForm;

const THEMES: &[(&str, &str)] = &[("system", "as the system"), ("light", "light"), ("dark", "dark")];
const ZONES: &[(&str, &str)] = &[("utc", "UTC"), ("local", "this computer's zone")];
/// More workers than this help nobody: each holds its own copy of the bars.
const MAX_WORKERS: f64 = 64.0;

/// The page.
#[component]
pub(super) fn SettingsPage() -> impl IntoView {
    view! {
        <div class="page-head"><h1>"Settings"</h1></div>
        <div class="stack settings">
            <Display />
            <Work />
            <sync::Sync />
            <Storage />
            <About />
        </div>
    }
}

/// Stores a change and says if that failed.
fn change(settings: Settings, toasts: Toasts, change: impl FnOnce(&mut SettingValues) + 'static) {
    spawn_local(async move {
        if let Err(error) = settings.update(change).await {
            toasts.fail(error.message);
        }
    });
}

#[component]
fn Display() -> impl IntoView {
    let (settings, toasts) = (Settings::expect(), Toasts::expect());
    let values = settings.values();
    let theme = move || match values.get().theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    let zone = move || match values.get().time_zone {
        TimeZone::Utc => "utc",
        TimeZone::Local => "local",
    };
    let set_theme = move |chosen: String| {
        let theme = match chosen.as_str() {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        };
        change(settings, toasts, move |values| values.theme = theme);
    };
    let set_zone = move |chosen: String| {
        let zone = if chosen == "local" { TimeZone::Local } else { TimeZone::Utc };
        change(settings, toasts, move |values| values.time_zone = zone);
    };
    view! {
        <section class="card">
            <div class="card-head"><h2>"Display and keyboard"</h2></div>
            <div class="card-body field-grid">
                <div class="field">
                    <label for="theme">"Colours"</label>
                    <Select id="theme" value=Signal::derive(move || theme().to_owned()) options=THEMES chosen=Callback::new(set_theme) />
                </div>
                <div class="field">
                    <label for="time-zone">"Times in"</label>
                    <Select id="time-zone" value=Signal::derive(move || zone().to_owned()) options=ZONES chosen=Callback::new(set_zone) />
                    <p class="field-help">"Daily bars always show their UTC date."</p>
                </div>
                <div class="field">
                    <span class="field-label">"Keyboard"</span>
                    <SingleKeys />
                    <p class="field-help">"Press ? for the list of shortcuts."</p>
                </div>
            </div>
        </section>
    }
}

#[component]
fn Work() -> impl IntoView {
    let (settings, toasts) = (Settings::expect(), Toasts::expect());
    let values = settings.values();
    let size = Workers::expect().size();
    let typed = RwSignal::new(values.get_untracked().pool_size.map(|n| n.to_string()).unwrap_or_default());
    let read = move || {
        let text = typed.get();
        if text.trim().is_empty() {
            return Ok(None);
        }
        match locale::separators().parse(&text) {
            Ok(n) if n.fract() == 0.0 && (1.0..=MAX_WORKERS).contains(&n) => Ok(Some(n as usize)),
            _ => Err(format!("Enter a whole number from 1 to {MAX_WORKERS}, or nothing.")),
        }
    };
    let error = Memo::new(move |_| read().err());
    Effect::new(move |before: Option<()>| {
        let wanted = read();
        if let (Some(()), Ok(wanted)) = (before, wanted)
            && wanted != values.get_untracked().pool_size
        {
            change(settings, toasts, move |values| values.pool_size = wanted);
        }
    });
    view! {
        <section class="card">
            <div class="card-head"><h2>"Work"</h2></div>
            <div class="card-body field-grid">
                <TextField
                    id="pool-size"
                    label="Workers"
                    value=typed
                    error
                    placeholder="one less than there are cores"
                    help="Each worker uses one core. Sweeps use all of them."
                    number=true
                />
                <div class="field">
                    <span class="field-label">"After a crash or a closed tab"</span>
                    <label class="check param-switch">
                        <input
                            type="checkbox"
                            prop:checked=move || values.get().auto_resume
                            on:change=move |event| {
                                let wanted = event_target_checked(&event);
                                change(settings, toasts, move |values| values.auto_resume = wanted);
                            }
                        />
                        "Resume interrupted jobs"
                    </label>
                    <p class="field-help">{move || format!("Workers in use now: {}.", size.get())}</p>
                </div>
                <div class="field">
                    <span class="field-label">"After a backtest"</span>
                    <label class="check param-switch">
                        <input
                            type="checkbox"
                            prop:checked=move || values.get().auto_check
                            on:change=move |event| {
                                let wanted = event_target_checked(&event);
                                change(settings, toasts, move |values| values.auto_check = wanted);
                            }
                        />
                        "Check it for look-ahead"
                    </label>
                    <p class="field-help">"Runs in the background when workers are idle."</p>
                </div>
                <Notify />
            </div>
        </section>
    }
}

#[component]
fn Notify() -> impl IntoView {
    let (settings, toasts) = (Settings::expect(), Toasts::expect());
    let values = settings.values();
    let set = move |event: web_sys::Event| {
        let wanted = event_target_checked(&event);
        let node = event_target::<HtmlInputElement>(&event);
        spawn_local(async move {
            if wanted && let Err(reason) = desktop::ask().await {
                // The setting has not changed, so nothing else takes the tick away.
                node.set_checked(false);
                toasts.fail(reason);
                return;
            }
            change(settings, toasts, move |values| values.notify = wanted);
        });
    };
    view! {
        <div class="field">
            <span class="field-label">"When a job ends"</span>
            <label class="check param-switch">
                <input type="checkbox" prop:checked=move || values.get().notify on:change=set />
                "Show a desktop notification"
            </label>
            <p class="field-help">"Only while this page is out of sight. The browser asks for your permission."</p>
        </div>
    }
}

#[component]
fn Storage() -> impl IntoView {
    let (jobs, toasts) = (Jobs::expect(), Toasts::expect());
    let storage = Settings::expect().storage();
    let size = |n| bytes::size(&locale::separators(), n);
    let export = move |_| {
        spawn_local(async move {
            match jobs.export_records().await {
                Ok(text) => save::text("hindcast-jobs.json", "application/json", &text),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    let is_known = Memo::new(move |_| storage.with(Option::is_some));
    let used = move || storage.get().unwrap_or_default();
    let unknown = || view! { <p class="muted">"The browser has not said how much is stored."</p> };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>"Storage"</h2>
                <button type="button" class="button small" on:click=export>"Export job records"</button>
            </div>
            <div class="card-body stack">
                <Show when=move || is_known.get() fallback=unknown>
                    <dl class="facts wide">
                        <div><dt>"In use"</dt><dd>{move || size(used().usage)}</dd></div>
                        <div><dt>"Available"</dt><dd>{move || size(used().quota)}</dd></div>
                        <div>
                            <dt>"Kept when space runs short"</dt>
                            <dd>{move || if used().persisted { "yes, the browser promised" } else { "not promised by the browser" }}</dd>
                        </div>
                    </dl>
                </Show>
                <p class="muted small">
                    "Clearing the browser's data for this site deletes what is stored here. What was synced comes back from the server, and a backup \
                    can be restored."
                </p>
                <backup::Backups />
            </div>
        </section>
    }
}

#[component]
fn About() -> impl IntoView {
    view! {
        <section class="card">
            <div class="card-head"><h2>"About"</h2><span class="tag">{format!("engine {}", engine::ENGINE_VERSION)}</span></div>
            <div class="card-body stack prose">
                <p>"Hindcast tests trading strategies on past prices. Past results say little about future ones, and nothing here is advice."</p>
                <p class="small muted">
                    "Hindcast is free software under the MIT licence or the Apache licence 2.0, at your choice. Charts: "
                    <a href="https://www.tradingview.com/" rel="noreferrer">"TradingView"</a>
                    " Lightweight Charts™, © TradingView, Inc., Apache licence 2.0. Script editor: CodeMirror, © Marijn Haverbeke and others, MIT licence."
                </p>
            </div>
        </section>
    }
}
