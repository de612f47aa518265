//! The page: mounts [`app::pages::app::App`].

use app::pages::app::App;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(App);
}
