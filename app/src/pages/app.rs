//! The whole page: contexts, header, the page of the route, toasts.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    dataset, datasets, endings, job, jobs, pair, run, script, settings, strategies, strategy, unknown,
};
use crate::components::header::Header;
use crate::components::jobs_panel::JobsPanel;
use crate::components::toast::{self, ToastArea};
use crate::router::Route;
use crate::router::location::{self, Location};
use crate::state;

/// The root.
#[component]
pub fn App() -> impl IntoView {
    state::provide();
    location::provide();
    toast::provide();
    state::theme::provide();
    endings::tell();
    let route = Location::expect().route();
    let panel_open = RwSignal::new(false);
    Effect::new(move |before: Option<Route>| {
        let route = route.get();
        document().set_title(&title(&route));
        if before.is_some_and(|before| before != route) {
            panel_open.set(false);
            window().scroll_to_with_x_and_y(0.0, 0.0);
            // The new page is drawn after this task; keyboards and screen readers then go on from its heading.
            request_animation_frame(focus_heading);
        }
        route
    });
    view! {
        <a class="skip-link" href="#main" on:click=move |event| {
            event.prevent_default();
            focus_heading();
        }>
            "Skip to content"
        </a>
        <Header panel_open />
        <main class="page" id="main">{move || page(route.get())}</main>
        <JobsPanel open=panel_open />
        <ToastArea />
    }
}

fn page(route: Route) -> AnyView {
    match route {
        Route::Strategies => view! { <strategies::Strategies /> }.into_any(),
        Route::Strategy(id) => view! { <strategy::Strategy id /> }.into_any(),
        Route::Script(id) => view! { <script::ScriptPage id /> }.into_any(),
        Route::Run(query) => view! { <run::Run query /> }.into_any(),
        Route::Datasets => view! { <datasets::Datasets /> }.into_any(),
        Route::Dataset(id) => view! { <dataset::DatasetPage id /> }.into_any(),
        Route::Jobs => view! { <jobs::JobsPage /> }.into_any(),
        Route::Job(id) => view! { <job::JobPage id /> }.into_any(),
        Route::Settings => view! { <settings::SettingsPage /> }.into_any(),
        Route::Pair(offer) => view! { <pair::PairPage offer /> }.into_any(),
        Route::Unknown(hash) => view! { <unknown::Unknown hash /> }.into_any(),
    }
}

fn title(route: &Route) -> String {
    let page = match route {
        Route::Strategies => "Strategies",
        Route::Strategy(_) | Route::Script(_) => "Strategy",
        Route::Run(_) => "Run backtest",
        Route::Datasets => "Datasets",
        Route::Dataset(_) => "Dataset",
        Route::Jobs => "Jobs",
        Route::Job(_) => "Job",
        Route::Settings => "Settings",
        Route::Pair(_) => "Pair this device",
        Route::Unknown(_) => "Not found",
    };
    format!("{page} · Hindcast")
}

fn focus_heading() {
    let heading = document().query_selector("main h1").ok().flatten();
    if let Some(heading) = heading.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        heading.set_tab_index(-1);
        // It fails only for elements that cannot take the focus; the tab index makes this one able to.
        let _ = heading.focus();
    }
}
