//! What holds for every indicator of the catalogue.

mod causality;
mod constant;
mod drift;
mod edges;
mod market;
mod step;
mod window;
