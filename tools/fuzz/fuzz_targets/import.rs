//! The promises of the CSV reader, for whatever bytes libFuzzer finds. The first byte is the size of the chunks.

#![no_main]

#[path = "../../../engine/tests/import/promises.rs"]
mod promises;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some((&size, file)) = bytes.split_first() {
        promises::check(file, &[usize::from(size)]);
    }
});
