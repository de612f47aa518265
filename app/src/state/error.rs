//! Errors as the page shows them.

use crate::storage::records::ChangeError;

/// Why something did not work, in sentences.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    /// Stable code, for tests and for looking it up.
    pub code: String,
    /// What went wrong and what to do.
    pub message: String,
    /// Technical detail, folded away on the page.
    pub detail: Option<String>,
}

impl AppError {
    /// An error without technical detail.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), detail: None }
    }

    /// Adds what a developer would want to know.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }
}

impl From<shared::job::JobError> for AppError {
    fn from(error: shared::job::JobError) -> Self {
        Self { code: error.code, message: error.message, detail: error.detail }
    }
}

impl From<crate::storage::StorageError> for AppError {
    fn from(error: crate::storage::StorageError) -> Self {
        shared::job::JobError::from(error).into()
    }
}

impl From<ChangeError> for AppError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Store(error) => error.into(),
            ChangeError::Transition(error) => {
                Self::new("job_changed", "The job has changed in the meantime.")
                    .with_detail(error.to_string())
            }
            ChangeError::Missing => Self::new("job_missing", "This job is no longer in this browser."),
        }
    }
}

/// Whether the stored data could be read.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadState {
    /// They are being read.
    Loading,
    /// They were read.
    Ready,
    /// They could not be read; an empty list would be a lie.
    Failed(AppError),
}
