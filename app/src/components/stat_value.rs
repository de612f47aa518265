//! A statistic on the page: number, sign, unit, or a dash with the reason.

use engine::statistics::{Metric, StatInfo};
use leptos::prelude::*;

use crate::format::locale::{self, Zone};
use crate::format::stat;
use crate::state::Settings;

/// One statistic. Its definition stands in the tooltip of its name, which the caller shows.
#[component]
pub fn StatValue(
    /// Its declaration.
    info: &'static StatInfo,
    /// The number, or why there is none.
    metric: Metric,
    /// Usual distance between the run's bars, for numbers that are open times of bars.
    #[prop(optional)]
    interval_ms: i64,
) -> impl IntoView {
    let settings = Settings::expect();
    move || {
        let time = |at: i64| Zone::chosen(settings).bar_time(at, interval_ms);
        let text = stat::stat(&locale::separators(), info, metric, time);
        let tone = match text.tone {
            Some(true) => "gain",
            Some(false) => "loss",
            None => "",
        };
        let unit = (!text.unit.is_empty())
            .then(|| view! { <span class="unit">{format!("\u{a0}{}", text.unit)}</span> });
        view! {
            <span class=tone title=text.reason.unwrap_or_default()>
                {text.text}
                {unit}
                {text.reason.map(|reason| view! { <span class="visually-hidden">{format!(" ({reason})")}</span> })}
            </span>
        }
    }
}
