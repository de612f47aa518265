//! The header of every page: navigation, and the buttons that open the palette and the background jobs.

use leptos::prelude::*;

use super::icon::{Icon, Shape};
use crate::router::Route;
use crate::router::location::Location;
use crate::state::{Jobs, Settings};

fn links() -> [(Route, &'static str); 4] {
    [
        (Route::Strategies, "Strategies"),
        (Route::Datasets, "Datasets"),
        (Route::jobs(), "Jobs"),
        (Route::Settings, "Settings"),
    ]
}

/// Header and banners.
#[component]
pub fn Header(
    /// Opens the palette.
    palette: RwSignal<bool>,
    /// Opens the background jobs.
    panel: RwSignal<bool>,
) -> impl IntoView {
    let route = Location::expect().route();
    let active = Jobs::expect().active_count();
    let current = move |section| (route.get().section() == section).then_some("page");
    let said = move || match active.get() {
        0 => "none active".to_owned(),
        n => format!("{n} active"),
    };
    view! {
        <header class="header">
            <div class="header-inner">
                <a class="brand" href=Route::Strategies.href()><Mark />"Hindcast"</a>
                <nav class="nav" aria-label="Main">
                    {links()
                        .map(|(route, text)| {
                            let section = route.section();
                            view! { <a href=route.href() aria-current=move || current(section)>{text}</a> }
                        })
                        .collect_view()}
                </nav>
                <button
                    type="button"
                    class="button quiet small find-button"
                    aria-haspopup="dialog"
                    aria-label="Find anything"
                    title="Find anything (Ctrl K)"
                    on:click=move |_| palette.set(true)
                >
                    <Icon shape=Shape::Search />
                </button>
                <button
                    type="button"
                    class="button small jobs-button"
                    aria-haspopup="dialog"
                    aria-label="Background jobs"
                    aria-describedby="jobs-count"
                    on:click=move |_| panel.set(true)
                >
                    <Icon shape=Shape::Tasks />
                    "Background jobs"
                    <span class="jobs-count" class:active=move || active.get() != 0>
                        <span aria-hidden="true">{move || active.get()}</span>
                        <span class="visually-hidden" id="jobs-count">{said}</span>
                    </span>
                </button>
            </div>
        </header>
        <Banners />
    }
}

#[component]
fn Banners() -> impl IntoView {
    let banners = Settings::expect().banners();
    view! {
        <For each=move || banners.get() key=|banner| banner.code let:banner>
            <div class="banner" role="note">{banner.message}</div>
        </For>
    }
}

/// The mark: a price that was, and the path that is tested against it.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.25" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path d="M3 17l5-6 4 4 9-11"></path>
            <path d="M21 12v8h-8" opacity="0.45"></path>
        </svg>
    }
}
