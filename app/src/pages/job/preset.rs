//! Whose definitions the numbers of a report follow.

use engine::statistics::Preset;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::segmented::Segmented;
use crate::components::toast::Toasts;
use crate::state::Settings;

/// The preset of this browser.
pub(in super::super) fn chosen() -> Memo<Preset> {
    let values = Settings::expect().values();
    Memo::new(move |_| values.with(|values| values.preset))
}

/// The switch. The choice is kept for every report.
#[component]
pub(super) fn PresetSwitch() -> impl IntoView {
    let (settings, toasts, preset) = (Settings::expect(), Toasts::expect(), chosen());
    let choose = move |at: usize| {
        let preset = Preset::ALL[at];
        spawn_local(async move {
            if let Err(error) = settings.update(move |values| values.preset = preset).await {
                toasts.fail(error.message);
            }
        });
    };
    let at = move || Preset::ALL.iter().position(|known| *known == preset.get()).unwrap_or(0);
    view! {
        <Segmented
            label="Numbers as defined by"
            name="preset"
            options=Preset::ALL.map(Preset::name).to_vec()
            chosen=Signal::derive(at)
            choose=Callback::new(choose)
        />
    }
}
