//! Text files to series, with a report of what was found. Bytes come in chunks; files are never opened here.
//!
//! Start with [`sniff`] on the head of a file, show its [`Format`] and [`preview`], then push all bytes into a [`Reader`].
//!
//! What happens to a row: unreadable text refuses the file, with line and column. Rows without prices (`null`), rows
//! with a price at or below zero and rows whose high and low do not hold open and close are left out and counted;
//! if more than one in a hundred is impossible, the file is refused. Every count, with examples, is in [`Quality`].

mod columns;
mod doubt;
mod error;
mod format;
mod gaps;
mod join;
mod line;
mod number;
mod preview;
mod quality;
mod reader;
mod row;
mod sniff;
mod source;
mod time;
mod unpack;

pub use error::ImportError;
pub use format::{DateOrder, Format, ImportOptions, Question, Role, TimeStyle, UnixUnit};
pub use gaps::Gaps;
pub use preview::{Preview, preview};
pub use quality::{Example, Finding, Quality, Stretches, Warning};
pub use reader::{Imported, Reader};
pub use sniff::{HEAD_BYTES, sniff};
pub use unpack::Packing;
