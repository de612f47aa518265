//! Why a run cannot start.

mod sweep;

use crate::Failure;
use crate::config::ConfigError;
pub use sweep::{MAX_CELLS, SweepError};

/// Why a run cannot start.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RunError {
    /// No strategy has this id, or the script of this name is not at hand.
    #[error("There is no strategy named “{0}” in this version.")]
    UnknownStrategy(String),
    /// Settings or parameters make no sense.
    #[error("{}", .0.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" "))]
    Settings(Vec<ConfigError>),
    /// The trading window holds no bar.
    #[error("The trading window holds none of the {n_bars} bars: choose a start and an end inside the data.")]
    EmptyWindow {
        /// Bars in the series.
        n_bars: usize,
    },
    /// The sweep makes no sense.
    #[error(transparent)]
    Sweep(#[from] SweepError),
    /// An axis names a parameter that the strategy does not have.
    #[error("{strategy} has no parameter named “{param}” to sweep.")]
    UnknownAxis {
        /// Name of the strategy.
        strategy: String,
        /// The key asked for.
        param: String,
    },
    /// Something stopped the strategy while it ran.
    #[error("{}", .0.sentence)]
    Stopped(Failure),
}

impl RunError {
    /// A stable code for the job record.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownStrategy(_) => "unknown_strategy",
            Self::Settings(_) => "bad_settings",
            Self::EmptyWindow { .. } => "empty_window",
            Self::Sweep(_) => "bad_grid",
            Self::UnknownAxis { .. } => "unknown_axis",
            Self::Stopped(_) => "script_stopped",
        }
    }

    /// The settings at fault, if it is about settings.
    pub fn problems(&self) -> &[ConfigError] {
        match self {
            Self::Settings(problems) => problems,
            _ => &[],
        }
    }
}
