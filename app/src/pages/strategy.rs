//! One strategy: its exact rules and its parameters.

use engine::strategy::catalog;
use engine::strategy::declaration::StrategyRef;
use engine::strategy::param::ParamSpec;
use leptos::prelude::*;

use super::run;
use super::unknown::Unknown;
use crate::router::Route;

/// The page.
#[component]
pub(super) fn Strategy(id: String) -> impl IntoView {
    let Some(info) = catalog::find(&id) else {
        return view! { <Unknown hash=Route::Strategy(id).href() /> }.into_any();
    };
    let rows = run::proposed(info).params.into_owned().into_iter().map(|param| {
        view! {
            <tr>
                <th scope="row">{param.name.to_string()}</th>
                <td class="number">{param.shown(&param.default())}</td>
                <td>{range(&param)}</td>
                <td class="wrap">{param.help.to_string()}</td>
            </tr>
        }
    });
    view! {
        <div class="page-head">
            <div>
                <p class="crumb"><a href=Route::Strategies.href()>"Strategies"</a></p>
                <h1>{&*info.name}</h1>
                <p>{&*info.summary}</p>
            </div>
            <a class="button primary" href=Route::run(info.key()).href()>"Run backtest"</a>
        </div>
        <div class="stack">
            <section class="card">
                <div class="card-head"><h2>"Rules"</h2>{version(&info.strategy)}</div>
                <p class="card-body prose">{&*info.rules}</p>
            </section>
            <section class="card">
                <div class="card-head"><h2>"Parameters"</h2></div>
                {if info.params.is_empty() {
                    view! { <p class="card-body muted">"This strategy has no parameters."</p> }.into_any()
                } else {
                    view! {
                        <div class="table-scroll">
                            <table class="table">
                                <thead>
                                    <tr>
                                        <th scope="col">"Name"</th>
                                        <th scope="col" class="number">"Default"</th>
                                        <th scope="col">"Range"</th>
                                        <th scope="col">"Meaning"</th>
                                    </tr>
                                </thead>
                                <tbody>{rows.collect_view()}</tbody>
                            </table>
                        </div>
                    }
                        .into_any()
                }}
            </section>
        </div>
    }
    .into_any()
}

fn version(strategy: &StrategyRef) -> Option<impl IntoView + use<>> {
    let StrategyRef::BuiltIn { version, .. } = strategy else { return None };
    Some(view! { <span class="tag">{format!("version {version}")}</span> })
}

/// What a parameter takes.
pub(super) fn range(param: &ParamSpec) -> String {
    // Beyond this a whole number is not exact: a script that names no bound has this one.
    let is_bound = |number: f64| number.abs() < 9_007_199_254_740_991.0;
    let names: Vec<&str> = param.options().iter().map(|choice| choice.name.as_ref()).collect();
    match (param.range(), names.as_slice()) {
        (Some(range), _) => match (is_bound(range.min), is_bound(range.max)) {
            (true, true) => format!("{} to {}", range.min, range.max),
            (true, false) => format!("from {}", range.min),
            (false, true) => format!("up to {}", range.max),
            (false, false) => "any number".to_owned(),
        },
        (None, []) => "any".to_owned(),
        (None, [rest @ .., last]) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        (None, [only, ..]) => (*only).to_owned(),
    }
}
