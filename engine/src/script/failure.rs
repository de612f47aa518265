//! What stops a script while it runs.

/// Why a run stopped, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// What happened, as a sentence.
    pub sentence: String,
    /// Byte of the source at which the expression begins.
    pub at: u32,
    /// Position of the bar.
    pub bar: usize,
    /// Open time of the bar, UTC milliseconds.
    pub time: i64,
}

/// A sentence on its way to a [`Failure`].
pub(crate) type Fails<T> = Result<T, String>;
