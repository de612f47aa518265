//! Hindcast in the browser: what the page (feature `page`) and the worker (feature `worker`) are made of.
//!
//! The page: [`state`] is what pages see; [`jobs`] decides what runs; [`worker`] runs it; [`storage`] keeps it; [`assets`] names the files of the build. [`pages`] are
//! made of [`components`] and [`charts`], found by [`router`], and write numbers by [`mod@format`] and names by [`names`]. [`cells`] is what a page asks of a
//! sweep's table, and how a worker answers; [`plots`] the same for the series that a strategy looked at. [`compared`] is what stands side by
//! side when jobs are compared. [`rules`] makes a script of rules. [`workbook`] makes text of spreadsheets, in the worker alone. [`sync`] exchanges records
//! with a server, if there is one, by way of [`remote`].

// So that tests in and beside this crate name its parts alike.
#[cfg(test)]
extern crate self as app;

#[cfg(feature = "page")]
pub mod assets;
pub mod cells;
#[cfg(feature = "page")]
pub mod charts;
#[cfg(feature = "page")]
pub mod compared;
#[cfg(feature = "page")]
pub mod components;
#[cfg(feature = "page")]
pub mod format;
#[cfg(feature = "page")]
pub mod jobs;
#[cfg(feature = "page")]
pub mod names;
#[cfg(feature = "page")]
pub mod pages;
pub mod plots;
#[cfg(feature = "page")]
pub mod pool;
#[cfg(feature = "page")]
pub mod remote;
#[cfg(feature = "page")]
pub mod report_file;
#[cfg(feature = "page")]
pub mod router;
#[cfg(feature = "page")]
pub mod rules;
#[cfg(feature = "page")]
pub mod state;
pub mod storage;
#[cfg(feature = "page")]
pub mod sync;
#[cfg(feature = "worker")]
pub mod workbook;
pub mod worker;
