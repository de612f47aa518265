//! Why a sweep makes no sense.

/// More cells than this are refused: their table would be too large for a browser's storage.
pub const MAX_CELLS: u64 = 1_000_000;

/// Why a sweep makes no sense.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SweepError {
    /// A sweep without axes is a backtest.
    #[error("a sweep needs at least one parameter with several values")]
    NoAxes,
    /// One parameter, two axes.
    #[error("“{0}” is swept twice")]
    Repeated(String),
    /// The step is not above zero, or `to` is below `from`.
    #[error("“{param}” cannot go from {from} to {to} in steps of {step}")]
    BadRange {
        /// Key of the parameter.
        param: String,
        /// First value.
        from: f64,
        /// Upper end.
        to: f64,
        /// Step.
        step: f64,
    },
    /// A list is empty, mixes kinds, has a value twice, or has numbers that do not rise.
    #[error("“{param}” needs a list of numbers, each above the one before, or of different words")]
    BadList {
        /// Key of the parameter.
        param: String,
    },
    /// See [`MAX_CELLS`].
    #[error(
        "the sweep has {0} combinations; at most {MAX_CELLS} are possible: use larger steps, or try a random part of them"
    )]
    TooManyCells(u64),
    /// Beyond what can be counted.
    #[error("the values have more combinations than can be counted: use larger steps")]
    TooManyPoints,
    /// No combination of values keeps to the constraints and to the strategy's own rules.
    #[error("no combination of the values keeps to the constraints")]
    NothingAllowed,
    /// A random sweep or a search of no cells.
    #[error("the number of combinations to try must be at least 1")]
    NoCells,
    /// A search with fewer cells in a generation than it works with.
    #[error("a search needs at least {0} combinations in a generation")]
    SmallGeneration(u32),
    /// A constraint that cannot be read.
    #[error("“{text}” is no constraint like “fast < slow” or “slow >= 2 * fast + 5”: {reason}")]
    BadConstraint {
        /// What was written.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A constraint names what is no parameter and no setting.
    #[error("the constraint “{constraint}” names “{name}”, which is no parameter of the strategy")]
    UnknownName {
        /// The constraint.
        constraint: String,
        /// The name.
        name: String,
    },
    /// Nothing is looked for.
    #[error("a sweep needs an objective")]
    NoObjective,
    /// An objective that is no statistic, or one that is a date.
    #[error("“{0}” is no number that a sweep could look for")]
    BadObjective(String),
}
