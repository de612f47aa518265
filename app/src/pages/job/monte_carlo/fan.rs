//! The equity of the simulated paths over their time: half of them lie in the dark band, nine in ten in the pale one.

use engine::overfitting::resample::Fan;
use leptos::prelude::*;

use crate::format::locale;
use crate::format::number::Plus;

/// The picture; its numbers stand in the table beside it.
#[component]
pub(super) fn FanChart(fan: Fan) -> impl IntoView {
    let n = fan.returns.last().copied().unwrap_or(0);
    let [low, quarter, median, three_quarters, high] = &fan.quantiles;
    let all = || low.iter().chain(high).chain(&fan.real).copied();
    let (bottom, top) = (all().fold(1.0, f64::min), all().fold(1.0, f64::max));
    let scale = Scale { bottom, top };
    let band = |low: &[f64], high: &[f64]| {
        let there = fan.returns.iter().zip(high).map(|(x, y)| scale.point(*x, *y));
        let back = fan.returns.iter().zip(low).rev().map(|(x, y)| scale.point(*x, *y));
        there.chain(back).collect::<Vec<_>>().join(" ")
    };
    let line = |values: &[f64]| {
        fan.returns.iter().zip(values).map(|(x, y)| scale.point(*x, *y)).collect::<Vec<_>>().join(" ")
    };
    let start = scale.y(1.0).to_string();
    let label = |value: f64| {
        let text = locale::separators().percent(value - 1.0, 0, Plus::Shown);
        view! { <span style:top=format!("{}%", scale.y(value))>{format!("{text}%")}</span> }
    };
    // A label too near another would be written over it.
    let labels: Vec<f64> = [top, bottom]
        .into_iter()
        .filter(|value| (scale.y(*value) - scale.y(1.0)).abs() >= 8.0)
        .chain([1.0])
        .collect();
    view! {
        <figure class="fan" role="img" aria-label="Equity of the simulated paths over time; the table has the final values">
            <div class="fan-plot">
                <svg viewBox=format!("0 0 {n} 100") preserveAspectRatio="none" aria-hidden="true">
                    <polygon class="wide" points=band(low, high) />
                    <polygon class="narrow" points=band(quarter, three_quarters) />
                    <line class="base" x1="0" y1=start.clone() x2=n.to_string() y2=start />
                    <polyline class="median" points=line(median) />
                    <polyline class="real" points=line(&fan.real) />
                </svg>
                <p class="fan-labels" aria-hidden="true">{labels.into_iter().map(label).collect_view()}</p>
            </div>
            <figcaption class="chart-key">
                <span class="key">"as it was"</span>
                <span class="key median">"median"</span>
                <span class="key band narrow">"half of the simulated paths"</span>
                <span class="key band wide">"nine in ten"</span>
            </figcaption>
        </figure>
    }
}

struct Scale {
    bottom: f64,
    top: f64,
}

impl Scale {
    /// Percent from the top; a flat picture lies in the middle.
    fn y(&self, value: f64) -> f64 {
        let height = self.top - self.bottom;
        if height > 0.0 { (self.top - value) / height * 100.0 } else { 50.0 }
    }

    fn point(&self, x: u32, value: f64) -> String {
        format!("{x},{:.2}", self.y(value))
    }
}
