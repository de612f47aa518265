//! The numbers of the report. Each is defined once, in the file of its family.

pub mod metric;

use crate::trade::Trade;
use serde::{Deserialize, Serialize};
pub struct StatInfo {
    pub key: &'static str,
}
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RunStatistics {}
impl RunStatistics {
    pub fn metrics(&self) -> Vec<(&'static StatInfo, metric::Metric)> {
        vec![]
    }
}
/// Every number of a run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Statistics {
    pub run: RunStatistics,
    pub all: RunStatistics,
    pub long: RunStatistics,
    pub short: RunStatistics,
}
impl Statistics {
    pub fn get(&self, _: &str) -> Option<metric::Metric> {
        None
    }
}
pub const HEADLINE: &[&str] = &["a"; 12];
#[derive(Debug)]
pub struct Calendar;
impl Calendar {
    pub fn new(_: &[i64], _: &[f64], _: i64) -> Self {
        Self
    }
}
pub struct Input<'a> {
    pub time: &'a [i64],
    pub close: &'a [f64],
    pub interval_ms: i64,
    pub equity: &'a [f64],
    pub trades: &'a [Trade],
    pub first_bar: u32,
    pub warmup_bars: u32,
    pub initial_cash: f64,
    pub risk_free_rate: f64,
    pub calendar: &'a Calendar,
}
pub fn compute(_: &Input) -> Statistics {
    Statistics::default()
}
