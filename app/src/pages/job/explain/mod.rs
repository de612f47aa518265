//! *Explain this fill*: by which rule an entry or an exit filled, at what price and why, and what else could have been.

mod drawing;
mod fill;
mod fill_text;

use engine::explain::End;
use engine::trade::{Side, Trade};
use leptos::prelude::*;
use shared::job::RunSpec;

use self::drawing::fill_place;
use self::fill::Fill;
use crate::components::dialog::Dialog;
use crate::components::notice::{ErrorNotice, Loading};
use crate::components::segmented::Segmented;
use crate::format::locale;
use crate::state::{FillReasons, Jobs};

/// The panel, shown while `asked` names a trade by its position; `trade` gives that trade.
#[component]
pub(super) fn ExplainPanel(
    asked: RwSignal<Option<usize>>,
    run: RunSpec,
    interval_ms: Memo<i64>,
    trade: Callback<usize, Trade>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(asked.with(Option::is_some)));
    // Closed by its button, by Escape or by a click beside it, it forgets what was asked.
    Effect::new(move |before: Option<bool>| {
        let is_open = open.get();
        if before == Some(true) && !is_open {
            asked.set(None);
        }
        is_open
    });
    let run = StoredValue::new(run);
    view! {
        <Dialog open title="Explain this fill" kind="side">
            {move || {
                asked.get().map(|at| view! { <Explained number=at + 1 run=run.get_value() interval_ms trade=trade.run(at) /> })
            }}
        </Dialog>
    }
}

#[component]
fn Explained(number: usize, run: RunSpec, interval_ms: Memo<i64>, trade: Trade) -> impl IntoView {
    let jobs = Jobs::expect();
    let end = RwSignal::new(End::Entry);
    let side = if trade.side == Side::Long { "long" } else { "short" };
    let is_in_one_bar = trade.entry_bar == trade.exit_bar;
    let reasons = LocalResource::new(move || {
        let (run, trade) = (run.clone(), trade.clone());
        async move { jobs.explain(run, trade).await }
    });
    let chosen = Signal::derive(move || usize::from(end.get() == End::Exit));
    let choose = Callback::new(move |at: usize| end.set(if at == 0 { End::Entry } else { End::Exit }));
    let content = move || {
        match reasons.get() {
        None => view! { <Loading text="Asking a worker…" /> }.into_any(),
        Some(Err(error)) => view! { <ErrorNotice error /> }.into_any(),
        Some(Ok(None)) => view! {
            <p class="notice">
                "This report was made by a version that did not keep why its orders filled. Re-run the job to see it."
            </p>
        }
        .into_any(),
        Some(Ok(Some(FillReasons { entry, exit }))) => {
            let entered = if is_in_one_bar { fill_place(&entry.explanation, 0.0).unwrap_or(0.0) } else { 0.0 };
            match end.get() {
                End::Entry => view! { <Fill reason=entry entered=0.0 interval_ms /> }.into_any(),
                End::Exit => view! { <Fill reason=exit entered interval_ms /> }.into_any(),
            }
        }
    }
    };
    view! {
        <div class="dialog-body explain">
            <div class="explain-head">
                <strong>{format!("Trade {}, {side}", locale::count(number as f64))}</strong>
                <Segmented label="Fill" name="explained-fill" options=vec!["Entry", "Exit"] chosen choose />
            </div>
            {content}
        </div>
    }
}
