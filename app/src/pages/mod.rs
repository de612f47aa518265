//! The pages: each composes components and reads contexts. Start with [`app`], which picks the page by the route.

#![expect(unreachable_pub, reason = "the component macro makes every component pub")]

pub mod app;
mod compare;
pub mod crash;
mod dataset;
mod datasets;
mod endings;
mod first_visit;
mod job;
mod jobs;
mod keyboard;
mod pair;
mod palette;
mod rules;
mod run;
mod script;
mod settings;
mod strategies;
mod strategy;
mod unknown;
