//! The time that list and run both cover.

use super::Standing;
use super::list::List;
use super::pairs::Brief;
use crate::config::RunConfig;
use crate::series::Series;

/// Where each side begins and ends, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// First bar on which the run may trade, and its last bar.
    pub(super) ours: (i64, i64),
    /// First entry and last fill of the list: its chart may be longer.
    pub(super) theirs: (i64, i64),
    /// Whether the list shows what was open at its end; older versions left it out.
    pub(super) shows_open: bool,
}

impl Span {
    pub(super) fn new(list: &List, config: &RunConfig, series: &Series) -> Self {
        let time = series.time();
        let floor = |at: i64| at - at.rem_euclid(list.resolution_ms);
        let end = config.window.end.map_or(time.len(), |end| time.partition_point(|at| *at < end));
        let first = config.first_bar(time).min(time.len() - 1);
        let fills = || list.trades.iter().flat_map(|trade| [trade.entry_time, trade.exit_time]);
        Self {
            ours: (floor(time[first]), floor(time[end.saturating_sub(1)])),
            theirs: (fills().min().unwrap_or(0), fills().max().unwrap_or(0)),
            shows_open: list.trades.iter().any(|trade| trade.is_open),
        }
    }

    /// A trade that only one side has: missing there, or beyond what the other side covers.
    pub(super) fn alone(&self, ours: Option<&Brief>, theirs: Option<&Brief>) -> Standing {
        match (ours, theirs) {
            (Some(of), _) => {
                let (from, to) = self.theirs;
                let is_open_there = of.exit >= to && !self.shows_open;
                if of.entry < from || of.entry >= to || is_open_there {
                    Standing::Outside
                } else {
                    Standing::OnlyHere
                }
            }
            (None, Some(of)) => {
                let (from, to) = self.ours;
                if of.entry < from || of.entry > to { Standing::Outside } else { Standing::OnlyThere }
            }
            (None, None) => Standing::Outside,
        }
    }
}
