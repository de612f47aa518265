//! Whether something can be written at the moment, and if not, why: told in the log when it changes, and in the server's health. And how the
//! names of files become durable.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// What is known. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Room(Arc<Mutex<Option<String>>>);

impl Room {
    /// Why nothing can be written; `None` if it can.
    pub fn problem(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Something was not written.
    pub(crate) fn lacks(&self, problem: impl Into<String>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            let problem = problem.into();
            tracing::error!("writes are refused and reads go on: {problem}");
            *known = Some(problem);
        }
    }

    /// Something was written.
    pub(crate) fn returned(&self) {
        if self.0.lock().unwrap_or_else(PoisonError::into_inner).take().is_some() {
            tracing::info!("writes are possible again");
        }
    }
}

/// Whether something was not written because the disk takes no more.
pub(crate) fn is_no_room(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | ReadOnlyFilesystem)
}

/// Makes the name of a file or folder durable, where the system can: its bytes may be safe while nothing leads to them.
pub(crate) fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
