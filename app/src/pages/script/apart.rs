//! Two texts of one script that were written apart, on two devices or in two tabs: what differs, and which of them goes on.

use leptos::prelude::*;

use super::difference::{Difference, Lines};
use super::session::{Other, Session};
use crate::format::locale::Zone;
use crate::state::Settings;

/// The notice, while somebody has to choose.
#[component]
pub(super) fn Apart(session: Session) -> impl IntoView {
    let settings = Settings::expect();
    let other = Memo::new(move |_| session.other());
    let is_apart = Memo::new(move |_| other.with(Option::is_some));
    let theirs = move || other.get().map(|Other { source, .. }| source).unwrap_or_default();
    let difference = Memo::new(move |_| Difference::of(&session.source().get(), &theirs()));
    let when = move || {
        other.get().map(|Other { at_ms, .. }| Zone::chosen(settings).moment(at_ms)).unwrap_or_default()
    };
    view! {
        <Show when=move || is_apart.get()>
            <section class="notice warn apart" aria-labelledby="apart-title">
                <div role="alert">
                    <h2 id="apart-title">"This script was edited in two places"</h2>
                    <p>
                        "Another device or tab wrote a different text, last changed "{when}". Both are kept. Choose which one goes on; the other stays under Versions."
                    </p>
                </div>
                <Lines difference label="From the text here to the other text" />
                <div class="actions">
                    <button type="button" class="button primary small" on:click=move |_| session.choose(session.source().get_untracked())>
                        "Keep the text here"
                    </button>
                    <button type="button" class="button small" on:click=move |_| session.choose(theirs())>
                        "Use the other text"
                    </button>
                </div>
            </section>
        </Show>
    }
}
