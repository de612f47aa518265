//! What a fresh machine lacks: each part looks first, installs only what is missing, and says so.

pub(crate) mod chromium;
pub(crate) mod npm;
pub(crate) mod python;
pub(crate) mod wasm_target;
