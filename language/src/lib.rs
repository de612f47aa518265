//! The strategy language: Pine Script, versions 5 and 6, compiled to a program of [`engine::script`].
//!
//! Text goes through [`lexer`] (words, indentation) and [`parser`] (a tree, with recovery) to `lower`, which looks names up, finds types and makes
//! instructions. What is wrong comes back as [`diagnostic::Diagnostic`]s, all of them at once, each with its place and what
//! to do. What scripts can call is one table, [`builtin`]; what is known and not supported is another, [`refusal`].
//! Start with [`compile`].

pub mod builtin;
mod compiled;
mod declared;
pub mod diagnostic;
pub mod lexer;
pub mod library;
mod lower;
pub mod parser;
pub mod refusal;
mod source;
pub mod tree;
mod types;

pub use compiled::{Compiled, Plotting, compile, compile_plotting};
pub use declared::{Given, InputKind, InputSpec, SOURCES, Settings};
pub use lower::variables;
pub use source::{declaration, plotting, source};
