//! The worker's wasm file: started by app/worker.js once the page has sent the compiled module.

fn main() {
    app::worker::runtime::start();
}
