//! The strategy language: Pine Script, versions 5 and 6, compiled to a program of [`engine::script`].
//!
//! Text goes through [`lexer`] (words, indentation) and [`parser`] (a tree, with recovery) into a [`tree`]. What is wrong
//! comes back as [`diagnostic::Diagnostic`]s, all of them at once, each with its place and what to do.

pub mod diagnostic;
pub mod lexer;
pub mod parser;
pub mod tree;
