//! Parts of a long page that are made when one comes near them.

use js_sys::Array;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far outside of the window a part may lie and still be made, so that it stands when it scrolls into sight.
const MARGIN: &str = "500px";

/// Keeps the place of its children and makes them once, when they come near the window.
#[component]
pub fn Lazy(
    /// Height of the place until then, so that the page does not jump.
    height: &'static str,
    /// What is made.
    children: ChildrenFn,
) -> impl IntoView {
    let (near, node) = (RwSignal::new(false), NodeRef::<html::Div>::new());
    let watcher = StoredValue::new_local(None::<Watcher>);
    Effect::new(move |_| {
        if near.get() {
            return watcher.set_value(None);
        }
        let Some(element) = node.get() else { return };
        let seen = move || {
            // The page may have been left meanwhile.
            near.try_set(true);
        };
        match Watcher::new(&element, seen) {
            Ok(made) => watcher.set_value(Some(made)),
            // A browser that cannot tell gets everything at once.
            Err(_) => near.set(true),
        }
    });
    view! {
        <div node_ref=node style:min-height=move || if near.get() { "0" } else { height }>
            {move || near.get().then(|| children())}
        </div>
    }
}

/// Tells when an element comes near. It stops when dropped.
struct Watcher {
    observer: IntersectionObserver,
    _listener: Closure<dyn FnMut(Array)>,
}

impl Watcher {
    fn new(element: &Element, mut seen: impl FnMut() + 'static) -> Result<Self, JsValue> {
        let listener = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            if entries
                .iter()
                .any(|entry| entry.unchecked_ref::<IntersectionObserverEntry>().is_intersecting())
            {
                seen();
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(MARGIN);
        let observer = IntersectionObserver::new_with_options(listener.as_ref().unchecked_ref(), &options)?;
        observer.observe(element);
        Ok(Self { observer, _listener: listener })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
