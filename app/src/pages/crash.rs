//! What is left to say when the page's own code has failed: it cannot go on, but it must not look as if it did.

use leptos::prelude::document;

/// Makes a panic visible: in the console with its place, and on the page with what to do.
pub fn install() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        // Nothing to fall back on if even this fails.
        let _ = show(&panic.to_string());
    }));
}

fn show(detail: &str) -> Option<()> {
    let notice = document().create_element("div").ok()?;
    notice.set_attribute("role", "alert").ok()?;
    notice.set_class_name("crash");
    notice.set_text_content(Some(
        "Hindcast has stopped because of an internal error. Reload the page: jobs and data are stored, and what was \
         running goes on.",
    ));
    notice.set_attribute("title", detail).ok()?;
    document().body()?.prepend_with_node_1(&notice).ok()
}
