//! Short messages that do not interrupt: said once to assistive technology, gone by themselves unless something can be undone.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Icon, Shape};
use crate::router::Route;
use crate::state::AppError;

/// What a toast offers beside its text.
#[derive(Clone)]
pub enum Offer {
    /// Nothing.
    None,
    /// A link.
    Link(&'static str, Route),
    /// A button; the toast goes when it is pressed.
    Button(&'static str, Callback<()>),
}

#[derive(Clone)]
struct Toast {
    id: u32,
    text: String,
    is_error: bool,
    offer: Offer,
}

/// The toasts on show. Provided once by [`provide`].
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

const SHOWN_FOR: Duration = Duration::from_secs(6);

/// Puts [`Toasts`] into the context.
pub fn provide() {
    provide_context(Toasts { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
}

impl Toasts {
    /// From the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Says something.
    pub fn say(self, text: impl Into<String>, offer: Offer) {
        let id = self.push(text.into(), false, offer);
        set_timeout(move || self.remove(id), SHOWN_FOR);
    }

    /// Says that something failed; stays until it is closed.
    pub fn fail(self, text: impl Into<String>) {
        self.push(text.into(), true, Offer::None);
    }

    /// Does something whose success shows by itself; says what failed if it fails.
    pub fn attempt(self, work: impl Future<Output = Result<(), AppError>> + 'static) {
        spawn_local(async move {
            if let Err(error) = work.await {
                self.fail(error.message);
            }
        });
    }

    fn push(self, text: String, is_error: bool, offer: Offer) -> u32 {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.shown.update(|shown| shown.push(Toast { id, text, is_error, offer }));
        id
    }

    fn remove(self, id: u32) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Where toasts appear.
#[component]
pub fn ToastArea() -> impl IntoView {
    let toasts = Toasts::expect();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                <div class=if toast.is_error { "toast error" } else { "toast" }>
                    <span>{toast.text}</span>
                    {offer(toasts, toast.id, toast.offer)}
                    <button
                        type="button"
                        class="button quiet small"
                        aria-label="Dismiss"
                        on:click=move |_| toasts.remove(toast.id)
                    >
                        <Icon shape=Shape::Close />
                    </button>
                </div>
            </For>
        </div>
    }
}

fn offer(toasts: Toasts, id: u32, offer: Offer) -> AnyView {
    match offer {
        Offer::None => ().into_any(),
        Offer::Link(text, route) => {
            view! { <a href=route.href() on:click=move |_| toasts.remove(id)>{text}</a> }.into_any()
        }
        Offer::Button(text, action) => {
            let press = move |_| {
                toasts.remove(id);
                action.run(());
            };
            view! { <button type="button" class="button small" on:click=press>{text}</button> }.into_any()
        }
    }
}
