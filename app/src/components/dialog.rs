//! A modal dialog on the platform's own element, which keeps the focus inside and closes on Escape.

use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, Shape};

/// A dialog named by its title. `open` is the one truth; closing by Escape writes it.
#[component]
pub fn Dialog(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// Its name, also for assistive technology.
    title: &'static str,
    /// `side` puts it to the right edge.
    #[prop(optional)]
    kind: &'static str,
    /// Contents: a `.dialog-body` and, if there are actions, a `.dialog-foot`. Built each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            // It fails only if the element has left the document, and then there is nothing to show.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let id = format!("dialog-{}", title.to_lowercase().replace(' ', "-"));
    // A click on the backdrop reaches the dialog itself; a click inside reaches something within.
    let on_click = move |event: leptos::ev::MouseEvent| {
        let outside = node.get_untracked().is_some_and(|dialog| {
            let rect = dialog.get_bounding_client_rect();
            let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
            x < rect.left() || x > rect.right() || y < rect.top() || y > rect.bottom()
        });
        // Keyboard "clicks" have no position.
        if outside && event.detail() > 0 && event.target() == event.current_target() {
            open.set(false);
        }
    };
    let labelled = id.clone();
    view! {
        <dialog
            node_ref=node
            class=format!("dialog {kind}")
            aria-labelledby=labelled
            on:close=move |_| open.set(false)
            on:click=on_click
        >
            <div class="dialog-head">
                <h2 id=id>{title}</h2>
                <button type="button" class="button quiet small" aria-label="Close" on:click=move |_| open.set(false)>
                    <Icon shape=Shape::Close />
                </button>
            </div>
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}
