//! What stops a strategy while it runs. One that was compiled in never stops; a script may.

/// Why a run stopped, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
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
