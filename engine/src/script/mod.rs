//! Strategies that people write: a register program, run at each bar's close behind the [`crate::strategy::Strategy`] trait.
//!
//! A [`Program`] is made by the crate `language` from a script's text. It is data: instructions over registers of numbers,
//! the functions they call, and what each call site keeps from one execution to the next. Every value is one double: whole
//! numbers up to 2⁵³ are exact, truth is 1 or 0, a string, an array or an object is the number of its place in a table, and
//! na is NaN. A [`Script`] runs it. Nothing here can see a later bar: prices are read at the current bar or before.
//!
//! Start with `program`, then `machine`.

mod array;
mod clock;
mod heap;
mod hoist;
mod machine;
mod map;
mod math;
mod matrix;
mod names;
mod numbers;
mod order;
mod past;
mod pattern;
mod program;
mod request;
mod ring;
mod session;
mod strategy;
mod ta;
mod text;
mod trades;

pub use array::ArrayFn;
pub use clock::{ClockFn, Interval, date_in_utc, moment_in_utc};
pub use heap::HeapFn;
pub use map::MapFn;
pub use math::{MathFn, color};
pub use matrix::MatrixFn;
pub use order::OrderFn;
pub use program::*;
pub use request::{Moment, Request, RequestInterval};
pub use strategy::{Environment, Input, Script};
pub use ta::TaFn;
pub use text::TextFn;
pub use trades::TradeFn;

/// A sentence on its way to a [`crate::Failure`].
pub(crate) type Fails<T> = Result<T, String>;
