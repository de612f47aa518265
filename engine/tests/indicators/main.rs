//! What holds for every indicator of the catalogue.

mod causality;
mod constant;
mod drift;
mod edges;
mod exact;
mod market;
mod step;
mod window;
