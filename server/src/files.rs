//! How many files and sockets this process may have open.

/// Raises the limit as far as the system lets it, and says what it is then.
pub(crate) fn limit() -> Option<u64> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let before = getrlimit(Resource::Nofile);
        let raised = Rlimit { current: before.maximum, maximum: before.maximum };
        if let Err(error) = setrlimit(Resource::Nofile, raised) {
            tracing::warn!("the limit of open files stays {:?}: {error}", before.current);
        }
        getrlimit(Resource::Nofile).current
    }
    #[cfg(not(unix))]
    None
}
