//! The whole page: contexts, header, the page of the route, toasts.

use gloo::events::EventListener;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    compare, dataset, datasets, endings, job, jobs, keyboard, pair, palette, rules, run, script, settings,
    strategies, strategy, unknown,
};
use crate::components::header::Header;
use crate::components::jobs_panel::JobsPanel;
use crate::components::toast::{self, ToastArea};
use crate::router::Route;
use crate::router::location::{self, Location};
use crate::state;

/// What the page's own place is kept as.
const PAGE: &str = "page";

/// The root.
#[component]
pub fn App() -> impl IntoView {
    state::provide();
    location::provide();
    toast::provide();
    state::theme::provide();
    endings::tell();
    let location = Location::expect();
    let route = location.route();
    let dialogs = keyboard::Dialogs {
        palette: RwSignal::new(false),
        help: RwSignal::new(false),
        jobs: RwSignal::new(false),
    };
    keyboard::provide(dialogs);
    Effect::new(move |before: Option<Route>| {
        let route = route.get();
        document().set_title(&title(&route));
        if before.is_some_and(|before| before != route) {
            dialogs.jobs.set(false);
            let place = location.place(PAGE);
            // The new page is drawn after this task. Keyboards and screen readers then go on from its heading.
            request_animation_frame(move || {
                window().scroll_to_with_x_and_y(0.0, place);
                focus_heading();
            });
        }
        route
    });
    let keep_place = move |_: &web_sys::Event| location.keeper(PAGE)(window().scroll_y().unwrap_or(0.0));
    EventListener::new(&window(), "scroll", keep_place).forget();
    view! {
        <a class="skip-link" href="#main" on:click=move |event| {
            event.prevent_default();
            window().scroll_to_with_x_and_y(0.0, 0.0);
            focus_heading();
        }>
            "Skip to content"
        </a>
        <Header palette=dialogs.palette panel=dialogs.jobs />
        <main class="page" id="main">{move || page(route.get())}</main>
        <JobsPanel open=dialogs.jobs />
        <palette::Palette dialogs />
        <keyboard::Help open=dialogs.help />
        <ToastArea />
    }
}

fn page(route: Route) -> AnyView {
    match route {
        Route::Strategies => view! { <strategies::Strategies /> }.into_any(),
        Route::Strategy(id) => view! { <strategy::Strategy id /> }.into_any(),
        Route::Script(id) => view! { <script::ScriptPage id /> }.into_any(),
        Route::Rules => view! { <rules::RulesPage /> }.into_any(),
        Route::Run(query) => view! { <run::Run query /> }.into_any(),
        Route::Datasets => view! { <datasets::Datasets /> }.into_any(),
        Route::Dataset(id) => view! { <dataset::DatasetPage id /> }.into_any(),
        Route::Jobs(view) => view! { <jobs::JobsPage view /> }.into_any(),
        Route::Job(id) => view! { <job::JobPage id /> }.into_any(),
        Route::Compare(query) => view! { <compare::ComparePage query /> }.into_any(),
        Route::Settings => view! { <settings::SettingsPage /> }.into_any(),
        Route::Pair(offer) => view! { <pair::PairPage offer /> }.into_any(),
        Route::Unknown(hash) => view! { <unknown::Unknown hash /> }.into_any(),
    }
}

fn title(route: &Route) -> String {
    let page = match route {
        Route::Strategies => "Strategies",
        Route::Strategy(_) | Route::Script(_) => "Strategy",
        Route::Rules => "Strategy from rules",
        Route::Run(_) => "Run backtest",
        Route::Datasets => "Datasets",
        Route::Dataset(_) => "Dataset",
        Route::Jobs(_) => "Jobs",
        Route::Job(_) => "Job",
        Route::Compare(_) => "Compare jobs",
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
        // The page is where it is to be already.
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        // It fails only for elements that cannot take the focus; the tab index makes this one able to.
        let _ = heading.focus_with_options(&options);
    }
}
