//! Text files to series, with a report of what was found. Bytes come in chunks; files are never opened here.
//!
//! Start with [`sniff`] on the head of a file, show its [`Format`] and [`preview`], then push all bytes into a [`Reader`].
//!
//! A reading is accepted if all rows support it and no other reading fits as well; else [`Format::questions`] asks, and a
//! question without a likely answer refuses the file until it is answered. What speaks against the file as a whole is a
//! [`Doubt`], and refuses it too unless the person accepts that.
//!
//! What happens to a row: unreadable text refuses the file, with line and column. Rows without prices (`null`), rows
//! with a price at or below zero and rows whose high and low do not hold open and close are left out and counted;
//! if more than one in a hundred is impossible, the file is refused. Every count, with examples, is in [`Quality`].

mod by_numbers;
mod columns;
mod decimal;
mod names;
mod publisher;
mod sample;
mod sniff;
mod stated;
mod table;
mod tickers;
mod when;

mod decode;
mod join;
mod line;
mod number;
mod reader;
mod row;
mod time;
mod unpack;
mod verdict;
mod words;
mod zip;

mod doubt;
mod error;
mod format;
mod gaps;
mod options;
mod preview;
mod quality;
mod question;
mod readings;

pub(crate) use decode::Decoder;
pub use decode::{Characters, Encoding};
pub use error::ImportError;
pub use format::{ClockDigits, DateOrder, Format, Role, Stated, TimeStyle, UnixUnit};
pub use gaps::Gaps;
pub use join::MAX_BARS;
pub(crate) use line::fields_of;
pub(crate) use number::{Field, number};
pub use options::{Doubt, ImportOptions};
pub use preview::{Preview, preview};
pub use quality::{Example, Finding, Quality, Stretches, Warning};
pub use question::Question;
pub use reader::{Imported, Reader};
pub use readings::{Asked, Reading, readings};
pub use sniff::{HEAD_BYTES, sniff, sniff_as};
pub use table::table;
pub use unpack::{Packing, refuse_large_workbook};
