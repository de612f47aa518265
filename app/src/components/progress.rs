//! A progress bar with a name.

use leptos::prelude::*;

/// A bar from 0 to 1. Without a share it says that the amount is not known yet.
#[component]
pub fn ProgressBar(
    /// What progresses; the bar's name.
    #[prop(into)]
    label: String,
    /// Share done, 0 to 1.
    #[prop(into)]
    share: Signal<f64>,
    /// What assistive technology reads as the value.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let percent = Memo::new(move |_| (share.get() * 100.0).clamp(0.0, 100.0));
    view! {
        <div
            class="progress-track"
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || percent.get().floor().to_string()
            aria-valuetext=text
        >
            <div class="progress-fill" style:width=move || format!("{:.2}%", percent.get())></div>
        </div>
    }
}
