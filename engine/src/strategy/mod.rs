//! Strategies: what they are ([`catalog`]), what they can be told ([`param`]).

pub mod catalog;
pub mod param;
