//! The page: mounts [`app::pages::app::App`].

use app::pages::app::App;

fn main() {
    app::pages::crash::install();
    leptos::mount::mount_to_body(App);
}
