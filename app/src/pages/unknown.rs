//! An address that leads nowhere.

use leptos::prelude::*;

use crate::components::notice::Empty;
use crate::router::Route;

/// Says so, and shows the way back.
#[component]
pub(super) fn Unknown(hash: String) -> impl IntoView {
    view! {
        <h1 class="visually-hidden">"Not found"</h1>
        <Empty title="There is no page at this address">
            <p><code>{hash}</code></p>
            <a class="button primary" href=Route::Strategies.href()>"Go to the strategies"</a>
        </Empty>
    }
}
