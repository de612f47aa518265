//! The protocol as text. A change of these snapshots is a change of [`PROTOCOL`]. That a browser's clone of a message is the message
//! is tested in a browser, by `app/tests/messages.rs`.

#[path = "protocol_samples.rs"]
mod samples;

#[test]
fn to_the_worker() {
    insta::assert_json_snapshot!(samples::to_the_worker());
}

#[test]
fn from_the_worker() {
    insta::assert_json_snapshot!(samples::from_the_worker());
}
