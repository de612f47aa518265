//! The numbers at the top of a report.

use engine::statistics::{self, HEADLINE, Statistics};
use leptos::prelude::*;

use crate::components::stat_value::StatValue;

/// Tiles, each with its definition as a tooltip.
#[component]
pub(super) fn Headline(statistics: Statistics) -> impl IntoView {
    let tile = |key: &&'static str| {
        let (info, metric) = (statistics::info(key)?, statistics.get(key)?);
        Some(view! {
            <div class="tile">
                <dt title=info.definition>{info.name}</dt>
                <dd><StatValue info metric /></dd>
            </div>
        })
    };
    view! { <dl class="tiles" aria-label="Headline numbers">{HEADLINE.iter().filter_map(tile).collect_view()}</dl> }
}
