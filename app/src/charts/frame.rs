//! The element that holds a chart.

use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::binding::{Chart, Library};
use super::load;
use super::viewer::{Source, Viewer};
use crate::components::notice::ErrorNotice;
use crate::state::{AppError, IsDark};

/// Loads the library, makes the chart, follows the theme.
#[component]
pub(super) fn ChartFrame<F>(
    label: &'static str,
    height: &'static str,
    is_daily: bool,
    #[prop(into)] show: Signal<Option<(usize, usize)>>,
    /// The chart is painted again when this changes.
    #[prop(into)]
    repaint: Signal<usize>,
    make: F,
    /// In front of the chart.
    #[prop(into, optional)]
    over: ViewFn,
) -> impl IntoView
where
    F: FnOnce(&Library, &Chart) -> Box<dyn Source> + 'static,
{
    let (node, legend) = (NodeRef::<html::Div>::new(), NodeRef::<html::P>::new());
    let viewer = StoredValue::new_local(None::<Rc<Viewer>>);
    let failed = RwSignal::new(None::<AppError>);
    let is_dark = expect_context::<IsDark>().0;
    let make = StoredValue::new_local(Some(make));
    let made = RwSignal::new(false);
    Effect::new(move |_| {
        let (Some(element), Some(legend)) = (node.get(), legend.get()) else { return };
        spawn_local(async move {
            let library = match load::library().await {
                Ok(library) => library,
                Err(error) => return drop(failed.try_set(Some(error))),
            };
            // Each chart in a task of its own: two in one would hold the page up.
            let create = move || {
                // The page may have been left while the library came.
                let Some(Some(make)) = make.try_update_value(Option::take) else { return };
                let chart = Viewer::new(&library, &element, legend.into(), is_daily, make);
                viewer.try_set_value(Some(chart));
                made.try_set(true);
            };
            set_timeout(create, std::time::Duration::ZERO);
        });
    });
    Effect::new(move |before: Option<(bool, usize)>| {
        let look = (is_dark.get(), repaint.get());
        if before.is_some_and(|before| before != look) {
            viewer.with_value(|viewer| viewer.iter().for_each(|viewer| viewer.repaint()));
        }
        look
    });
    Effect::new(move |_| {
        if let (true, Some((first, end))) = (made.get(), show.get()) {
            viewer.with_value(|viewer| viewer.iter().for_each(|viewer| viewer.show(first..end)));
        }
    });
    view! {
        <figure class="chart">
            <p class="chart-legend" node_ref=legend aria-hidden="true">"\u{a0}"</p>
            <div class="chart-box">
                <div class="chart-canvas" style:height=height node_ref=node role="img" aria-label=label></div>
                {over.run()}
            </div>
            {move || failed.get().map(|error| view! { <ErrorNotice error /> })}
        </figure>
    }
}
