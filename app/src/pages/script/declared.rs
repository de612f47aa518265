//! What a script says of itself: its inputs, and the settings that it proposes.

use leptos::prelude::*;

use super::session::Session;
use crate::pages::job::all_settings;
use crate::pages::strategy::range;
use crate::state::{Compiled, Declared};

/// The card; nothing while the script cannot run.
#[component]
pub(super) fn DeclaredCard(session: Session) -> impl IntoView {
    let declared = Memo::new(move |_| {
        session.compiled().with(|compiled| match compiled {
            Some(Ok(Compiled { script: Some(declared), .. })) => Some(declared.clone()),
            _ => None,
        })
    });
    move || {
        declared.get().map(|Declared { declaration, config, .. }| {
            let rows = declaration.params.iter().map(|param| {
                view! {
                    <tr>
                        <th scope="row">{param.name.to_string()}</th>
                        <td class="number">{param.shown(&param.default())}</td>
                        <td class="wrap">{range(param)}</td>
                    </tr>
                }
            });
            let rows = rows.collect_view();
            let inputs = if declaration.params.is_empty() {
                view! { <p class="card-body muted">"The script has no inputs."</p> }.into_any()
            } else {
                view! {
                    <div class="table-scroll">
                        <table class="table">
                            <thead>
                                <tr>
                                    <th scope="col">"Name"</th>
                                    <th scope="col" class="number">"Default"</th>
                                    <th scope="col">"Range"</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            };
            // What only the data and the person know is no proposal of the script.
            let unknown = ["Tick size", "Lot step", "Lot size", "Trade from", "Trade until"];
            let facts =
                all_settings(&config).into_iter().filter(|(name, _)| !unknown.contains(&name.as_str()));
            let facts = facts.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
            view! {
                <section class="card" aria-labelledby="inputs-title">
                    <div class="card-head"><h2 id="inputs-title">"Inputs"</h2></div>
                    {inputs}
                </section>
                <section class="card" aria-labelledby="proposed-title">
                    <div class="card-head">
                        <h2 id="proposed-title">"Proposed settings"</h2>
                        <span class="small muted">"The run form starts from these."</span>
                    </div>
                    <dl class="facts card-body">{facts.collect_view()}</dl>
                </section>
            }
        })
    }
}
