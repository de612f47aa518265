//! Whether the strategy is still the one that the job was made with.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::toast::Toasts;
use crate::format::strategy;
use crate::router::{Route, RunQuery, location};
use crate::state::{JobHandle, LoadState, Scripts, other_version};

/// Says so if it is not.
#[component]
pub(super) fn VersionNotice(job: JobHandle) -> impl IntoView {
    let (scripts, toasts) = (Scripts::expect(), Toasts::expect());
    let run = job.record.with_untracked(|record| record.spec.run().clone());
    let other = other_version(&run).map(|here| {
        let name = strategy::name(&run);
        format!(
            "This job was made with {}; here is version {here}, which may trade differently. Re-run makes a new job with version {here}.",
            super::settings::strategy_name(&run).replacen(&name, "the strategy", 1),
        )
    });
    let hash = run.strategy.key().to_owned();
    let id = run.script.as_ref().and_then(|script| script.script);
    let is_ready = move || scripts.load_state().get() == LoadState::Ready;
    // `None`: as it was. A script that is gone has no newest version.
    let edited = Memo::new(move |_| {
        let id = id.filter(|_| is_ready())?;
        Some(scripts.get(id).map(|script| script.hash().0 != hash))
    });
    let carried = StoredValue::new(run.script);
    let add = move |_| {
        let Some(script) = carried.get_value() else { return };
        spawn_local(async move {
            match scripts.add(script.declaration.name.into_owned(), script.source).await {
                Ok(id) => location::go(&Route::Script(id)),
                Err(error) => toasts.fail(error.message),
            }
        });
    };
    let script = move || {
        let newest = Route::Run(RunQuery { strategy: id?.to_string(), dataset: None, job: Some(job.id) });
        match edited.get()? {
            Some(false) => None,
            Some(true) => Some(
                view! {
                    <p class="notice small" role="note" aria-label="Version of the script">
                        "The script was edited since. This job, and a re-run of it, use the version that the job was made with. "
                        <a href=newest.href()>"Run the newest version with these settings"</a>
                    </p>
                }
                .into_any(),
            ),
            None => Some(
                view! {
                    <p class="notice small" role="note" aria-label="Version of the script">
                        "The script is not among your strategies. This job includes its source and can still be re-run. "
                        <button type="button" class="button small" on:click=add>"Add it to my strategies"</button>
                    </p>
                }
                .into_any(),
            ),
        }
    };
    view! {
        {other.map(|text| view! { <p class="notice warn small" role="note" aria-label="Version of the strategy">{text}</p> })}
        {script}
    }
}
