//! How the store fails.

/// Why something was not read or written. Nothing was changed then, unless the commit itself was cut off.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is of no known kind.
    #[error("a database is `sqlite:FILE` or `postgres://…`")]
    Address,
    /// There is no room left.
    #[error("the disk of the database is full or read-only")]
    Full,
    /// It can only be read at the moment.
    #[error("the database can only be read: {0}")]
    ReadOnly(String),
    /// It does not answer, or not in time. A later try may succeed.
    #[error("the database does not answer: {0}")]
    Unavailable(sqlx::Error),
    /// It refuses.
    #[error(transparent)]
    Database(sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("the schema cannot be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// What it holds makes no sense.
    #[error("the database holds what it should not: {0}")]
    Content(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code()).unwrap_or_default().into_owned();
        match (&error, code.as_str()) {
            // SQLite: FULL; READONLY and its kin; CANTOPEN; a write, a sync or the growth of its files that failed, which is how a full
            // disk looks to the journal. Postgres: disk_full, read_only_sql_transaction.
            (
                _,
                "13" | "8" | "264" | "520" | "776" | "1032" | "1288" | "1544" | "14" | "778" | "1034"
                | "1290" | "1546" | "4618" | "4874" | "5130" | "53100" | "25006",
            ) => Self::Full,
            (sqlx::Error::Io(cause), _) if crate::room::is_no_room(cause) => Self::Full,
            // SQLite: BUSY, LOCKED and their kin. Postgres: connection gone, shutting down, deadlock, lock timeout, too many.
            (
                _,
                "5" | "6" | "261" | "517" | "57P01" | "57P03" | "40P01" | "40001" | "55P03" | "53300"
                | "25P03",
            ) => Self::Unavailable(error),
            (
                sqlx::Error::PoolTimedOut
                | sqlx::Error::Io(_)
                | sqlx::Error::PoolClosed
                | sqlx::Error::Tls(_),
                _,
            ) => Self::Unavailable(error),
            _ => Self::Database(error),
        }
    }
}
