//! The numbers at the top of a report, and whose definitions they follow.

use engine::statistics::{HEADLINE, Statistics};
use leptos::prelude::*;

use super::preset::{self, PresetSwitch};
use crate::components::stat_value::StatValue;

/// Tiles, each with its definition as a tooltip.
#[component]
pub(super) fn Headline(statistics: Statistics) -> impl IntoView {
    let preset = preset::chosen();
    let tiles = move || {
        let tile = |key: &&'static str| {
            let (info, metric) = statistics.under(preset.get(), key)?;
            Some(view! {
                <div class="tile">
                    <dt title=info.definition>{info.name}</dt>
                    <dd><StatValue info metric /></dd>
                </div>
            })
        };
        HEADLINE.iter().filter_map(tile).collect_view()
    };
    view! {
        <section class="headline" aria-label="Headline numbers">
            <PresetSwitch />
            <dl class="tiles">{tiles}</dl>
        </section>
    }
}
