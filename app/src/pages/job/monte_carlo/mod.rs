//! How else a result could have come out: its time put together anew and its trades in other orders, a thousand times.

mod fan;
mod finding;

use engine::overfitting::Unknown;
use engine::overfitting::resample::{N_HISTORIES, Resampled, Spread};
use leptos::prelude::*;

use self::fan::FanChart;
use self::finding::{ASSUMPTIONS, sentences, verdict};
use crate::components::lazy::Lazy;
use crate::components::notice::{ErrorNotice, Loading};
use crate::format::number::Plus;
use crate::format::{NONE, locale, stat};
use crate::state::{Datasets, JobHandle, Jobs};

/// The card, which asks a worker once one comes near it.
#[component]
pub(super) fn MonteCarloCard(job: JobHandle) -> impl IntoView {
    view! { <Lazy height="30rem"><Card job /></Lazy> }
}

#[component]
fn Card(job: JobHandle) -> impl IntoView {
    let jobs = Jobs::expect();
    let seed = RwSignal::new(1u32);
    let answer = LocalResource::new(move || {
        let seed = seed.get();
        async move { jobs.resample(job.id, seed).await }
    });
    let dataset = job.record.with_untracked(|record| record.spec.run().dataset.id);
    let interval_ms = Datasets::expect().get(dataset).map_or(0, |dataset| dataset.interval_ms);
    let body = move || match answer.get() {
        None => view! { <Loading text="Simulating paths…" /> }.into_any(),
        Some(Err(error)) => view! { <div class="card-body"><ErrorNotice error /></div> }.into_any(),
        Some(Ok(found)) => view! { <Found found interval_ms /> }.into_any(),
    };
    view! {
        <section class="card" aria-labelledby="monte-carlo-title">
            <div class="card-head">
                <h2 id="monte-carlo-title">"Monte Carlo"</h2>
                <p class="inline-choice">
                    <span class="muted small">
                        {move || format!("{} simulated paths of each kind, seed {}", locale::count(N_HISTORIES as f64), seed.get())}
                    </span>
                    <button type="button" class="button small" on:click=move |_| seed.update(|seed| *seed = seed.wrapping_add(1))>
                        "New seed"
                    </button>
                </p>
            </div>
            {body}
        </section>
    }
}

#[component]
fn Found(found: Resampled, interval_ms: i64) -> impl IntoView {
    let said = sentences(&found, interval_ms).into_iter().map(|text| view! { <p>{text}</p> }).collect_view();
    let assumptions = ASSUMPTIONS.map(|text| view! { <li>{text}</li> }).collect_view();
    let verdict =
        verdict(&found).map(|(tone, text)| view! { <p class=tone role="status"><strong>{text}</strong></p> });
    let fan = found.bootstrapped.as_ref().ok().map(|found| view! { <FanChart fan=found.fan.clone() /> });
    view! {
        <div class="card-body stack findings">
            {verdict}
            <div class="closer">
                {fan}
                <Spreads found />
            </div>
            {said}
            <details>
                <summary>"Assumptions"</summary>
                <ul>{assumptions}</ul>
            </details>
        </div>
    }
}

/// The numbers: as it was, and where the simulated paths lie.
#[component]
fn Spreads(found: Resampled) -> impl IntoView {
    let Resampled { shuffled, bootstrapped, .. } = found;
    let rows: [(&str, &str, Result<Spread, Unknown>); 3] = [
        (
            "Return",
            "Return of the whole run; block bootstrap of its returns.",
            bootstrapped.as_ref().map(|found| found.total_return).map_err(|unknown| *unknown),
        ),
        (
            "Drawdown, block bootstrap",
            "Maximum drawdown, measured at the ends of the returns.",
            bootstrapped.as_ref().map(|found| found.drawdown).map_err(|unknown| *unknown),
        ),
        (
            "Drawdown, trades reordered",
            "Maximum drawdown, measured after each closed trade, with the same trades in other orders.",
            shuffled.as_ref().map(|found| found.drawdown).map_err(|unknown| *unknown),
        ),
    ];
    let row = |(name, definition, spread): (&'static str, &'static str, Result<Spread, Unknown>)| {
        let cells = match spread {
            Ok(Spread { real, low, median, high }) => {
                [real, low, median, high].map(|ratio| view! { <Percent ratio /> }).collect_view().into_any()
            }
            Err(unknown) => {
                let reason = unknown.to_string();
                view! { <td colspan="4" class="muted">{format!("{NONE} ({reason})")}</td> }.into_any()
            }
        };
        view! { <tr><th scope="row"><span class="defined" title=definition>{name}</span></th>{cells}</tr> }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Distribution of the simulated paths">
            <table class="table" aria-label="Distribution of the simulated paths">
                <thead>
                    <tr>
                        <th scope="col">"%"</th>
                        <th scope="col" class="number">"Actual"</th>
                        <th scope="col" class="number">"5th percentile"</th>
                        <th scope="col" class="number">"Median"</th>
                        <th scope="col" class="number">"95th percentile"</th>
                    </tr>
                </thead>
                <tbody>{rows.map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Percent(ratio: f64) -> impl IntoView {
    let text = locale::separators().percent(ratio, 2, Plus::Shown);
    let class = stat::cell_class(&text);
    view! { <td class=class>{text}</td> }
}
