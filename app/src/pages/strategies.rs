//! All strategies, by family.

use engine::strategy::catalog::STRATEGIES;
use engine::strategy::declaration::Declaration;
use leptos::prelude::*;

use super::first_visit::FirstVisit;
use super::run;
use super::script::OwnStrategies;
use crate::router::Route;
use crate::state::SyncState;

/// Families in the order of the page, with their headings.
const FAMILIES: [(&str, &str, &str); 4] = [
    ("trend", "Trend following", "Hold while prices keep going one way."),
    ("breakout", "Breakout", "Enter when prices leave their recent range."),
    ("reversion", "Mean reversion", "Buy weakness and sell strength, expecting a return to the mean."),
    ("benchmark", "Benchmark", "The benchmark for every other strategy."),
];

/// Where a person's data are: on this machine alone, or also on the server that it is paired with.
fn privacy(server: Option<&str>) -> String {
    match server {
        None => "Your data stays on this machine.".to_owned(),
        Some(address) => format!(
            "Backtests run on this machine. Jobs and descriptions of datasets are synced with {address}; bars and results are sent as \
             chosen in Settings."
        ),
    }
}

/// The page.
#[component]
pub(super) fn Strategies() -> impl IntoView {
    let pairing = SyncState::expect().pairing();
    let privacy =
        move || pairing.with(|pairing| privacy(pairing.as_ref().map(|pairing| pairing.address.as_str())));
    view! {
        <div class="page-head">
            <div>
                <h1>"Strategies"</h1>
                <p>"Pick one, choose data and settings, and test it here in your browser. "{privacy}</p>
            </div>
        </div>
        <FirstVisit />
        <OwnStrategies />
        <div class="families">{FAMILIES.map(|family| view! { <Family family /> }).collect_view()}</div>
    }
}

#[component]
fn Family(family: (&'static str, &'static str, &'static str)) -> impl IntoView {
    let (key, title, text) = family;
    let id = format!("family-{key}");
    let members: Vec<&'static Declaration> = STRATEGIES.iter().filter(|info| info.family == key).collect();
    let n_cards = members.len().to_string();
    let cards = members.into_iter().map(|info| view! { <Card info /> });
    let labelled = id.clone();
    view! {
        <section class="family" style=("--cards", n_cards) aria-labelledby=labelled>
            <div class="family-head"><h2 id=id>{title}</h2><p class="muted">{text}</p></div>
            <ul class="strategy-cards">{cards.collect_view()}</ul>
        </section>
    }
}

#[component]
fn Card(info: &'static Declaration) -> impl IntoView {
    let defaults = run::proposed(info).params.into_owned().into_iter().map(|param| {
        view! { <div><dt>{param.name.to_string()}</dt><dd>{param.shown(&param.default())}</dd></div> }
    });
    view! {
        <li class="card strategy-card">
            <h3><a href=Route::Strategy(info.key().into()).href() data-item>{&*info.name}</a></h3>
            <p>{&*info.summary}</p>
            <dl class="strategy-params">{defaults.collect_view()}</dl>
            <a class="button" href=Route::run(info.key()).href() aria-describedby=format!("about-{}", info.key())>
                "Run backtest"
            </a>
            <span class="visually-hidden" id=format!("about-{}", info.key())>{&*info.name}</span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paired_device_does_not_claim_that_data_stay_on_it() {
        assert_eq!(privacy(None), "Your data stays on this machine.");
        let paired = privacy(Some("https://a.example"));
        assert!(paired.contains("https://a.example") && !paired.contains("stays"), "{paired}");
    }
}
