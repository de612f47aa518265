//! What functions give, against definitions written plainly here, and against values worked out by hand. A script collects the values of an
//! expression and stops on the last bar with them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bars;
mod branches;
mod plain;
mod requests;
mod run;
mod settings;
mod slices;
mod statements;
mod ta;
mod texts;
