//! Scripts of whatever text: compiling ends with a program or with diagnostics that point into the text, and running it over a few bars with trades or a sentence.

#![no_main]

#[path = "../../../language/tests/mutations/promises.rs"]
mod promises;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        promises::check(text);
    }
});
