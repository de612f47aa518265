//! A database that can only be read for a while, because its disk is full or read-only: it is opened for reading, and opened again for
//! writing as soon as that works.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::sql::{Database, Row, Sql, Transaction, Value};
use super::{StoreError, readable, writable};
use crate::room::Room;

/// How often it is tried to open it for writing.
const EVERY: Duration = Duration::from_secs(1);

pub(super) struct Reopening {
    url: String,
    now: RwLock<Arc<dyn Database>>,
    mode: Mutex<Mode>,
    room: Room,
}

enum Mode {
    Writable,
    /// Until it can be opened for writing, which is next tried then.
    Readable(Instant),
    /// Until somebody has looked at it: it is damaged.
    Frozen(String),
}

impl Reopening {
    /// A database that can be written.
    pub(super) fn writable(url: &str, database: Arc<dyn Database>, room: Room) -> Self {
        Self { url: url.to_owned(), now: RwLock::new(database), mode: Mutex::new(Mode::Writable), room }
    }

    /// A database that can be read, for the time being.
    pub(super) fn readable(url: &str, database: Arc<dyn Database>, room: Room) -> Self {
        let mode = Mutex::new(Mode::Readable(Instant::now() + EVERY));
        Self { mode, ..Self::writable(url, database, room) }
    }

    fn current(&self) -> Arc<dyn Database> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Opens it for writing, if it is not.
    async fn reopen(&self) -> Result<(), StoreError> {
        let mut mode = self.mode.lock().await;
        match &*mode {
            Mode::Writable => return Ok(()),
            Mode::Frozen(problem) => return Err(StoreError::ReadOnly(problem.clone())),
            Mode::Readable(next) if Instant::now() < *next => {
                return Err(StoreError::ReadOnly(self.room.problem().unwrap_or_default()));
            }
            Mode::Readable(_) => {}
        }
        *mode = Mode::Readable(Instant::now() + EVERY);
        let before = self.current();
        if !before.has_room().await {
            return Err(StoreError::ReadOnly(self.room.problem().unwrap_or_default()));
        }
        // SQLite's connections of one process share what they know of a file, also that it cannot be written.
        before.close().await;
        // In a separate task: opening needs much stack, and the caller may have used most of its own.
        let url = self.url.clone();
        let opened = tokio::spawn(async move { writable(&url).await }).await;
        match opened.unwrap_or_else(|error| Err(StoreError::Content(error.to_string()))) {
            Ok((database, _)) => {
                self.replace(database);
                *mode = Mode::Writable;
                self.room.returned();
                Ok(())
            }
            Err(error) => {
                tracing::warn!("still not opened for writing: {error}");
                self.replace(readable(&self.url).await?.0);
                Err(StoreError::ReadOnly(error.to_string()))
            }
        }
    }

    fn replace(&self, database: Arc<dyn Database>) {
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = database;
    }
}

impl Database for Reopening {
    fn read(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        async { self.current().read().await }.boxed()
    }

    fn write(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        async {
            self.reopen().await?;
            let inner = noted(&self.room, self.current().write().await)?;
            Ok(Box::new(Noted { inner, room: self.room.clone() }) as Box<dyn Transaction>)
        }
        .boxed()
    }

    fn begin_serving(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        async {
            let Err(error) = self.current().begin_serving().await else { return Ok(()) };
            let mut mode = self.mode.lock().await;
            *mode = match error {
                // Only the check itself says that it is damaged; a database that was busy or full is tried again.
                StoreError::Content(_) => Mode::Frozen(error.to_string()),
                _ => Mode::Readable(Instant::now() + EVERY),
            };
            self.room.lacks(error.to_string());
            Ok(())
        }
        .boxed()
    }

    fn problems(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        async { self.current().problems().await }.boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        async { self.current().close().await }.boxed()
    }
}

/// A transaction whose lack of room is noted.
struct Noted {
    inner: Box<dyn Transaction>,
    room: Room,
}

impl Transaction for Noted {
    fn rows(&mut self, sql: Sql, args: Vec<Value>) -> BoxFuture<'_, Result<Vec<Row>, StoreError>> {
        async move { noted(&self.room, self.inner.rows(sql, args).await) }.boxed()
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), StoreError>> {
        async move { noted(&self.room, self.inner.commit().await) }.boxed()
    }
}

fn noted<T>(room: &Room, done: Result<T, StoreError>) -> Result<T, StoreError> {
    if let Err(error @ StoreError::Full) = &done {
        room.lacks(error.to_string());
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database whose own check ends so, once.
    struct Checked(Arc<dyn Database>, std::sync::Mutex<Option<StoreError>>);

    impl Database for Checked {
        fn read(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
            self.0.read()
        }

        fn write(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
            self.0.write()
        }

        fn begin_serving(&self) -> BoxFuture<'_, Result<(), StoreError>> {
            let error = self.1.lock().unwrap().take();
            Box::pin(std::future::ready(error.map_or(Ok(()), Err)))
        }

        fn close(&self) -> BoxFuture<'_, ()> {
            self.0.close()
        }
    }

    /// What writing ends with, a moment after a start whose check ended so.
    async fn written_after(check: StoreError) -> Result<(), StoreError> {
        let file = std::env::temp_dir().join(format!("{}.db", uuid::Uuid::now_v7()));
        let url = format!("sqlite:{}", file.display());
        let database = Checked(writable(&url).await?.0, std::sync::Mutex::new(Some(check)));
        let database = Reopening::writable(&url, Arc::new(database), Room::default());
        database.begin_serving().await?;
        assert!(database.room.problem().is_some());
        assert!(database.write().await.is_err(), "it was not there to be written a moment ago");
        tokio::time::sleep(EVERY).await;
        let written = database.write().await.map(drop);
        assert_eq!(database.room.problem().is_none(), written.is_ok());
        database.close().await;
        for end in ["db", "db-wal", "db-shm", "lock", "probe"] {
            drop(std::fs::remove_file(file.with_extension(end)));
        }
        written
    }

    #[tokio::test]
    async fn a_database_that_was_busy_at_the_start_is_written_later() {
        written_after(StoreError::Unavailable(sqlx::Error::PoolTimedOut)).await.unwrap();
    }

    #[tokio::test]
    async fn a_database_that_is_damaged_is_not_written() {
        let damaged = StoreError::Content("SQLite's own check says: row 7 is missing".to_owned());
        assert!(matches!(written_after(damaged).await, Err(StoreError::ReadOnly(_))));
    }
}
