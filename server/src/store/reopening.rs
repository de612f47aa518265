//! A database that can only be read for a while, because its disk is full or read-only: it is opened for reading, and opened again for
//! writing as soon as that works.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{Mutex, RwLock};
use tokio::time::{Instant, timeout};

use super::sql::{Database, Row, Sql, Transaction, Value};
use super::{Opened, StoreError, readable, writable};
use crate::room::Room;

/// How often it is tried to open it for writing.
const EVERY: Duration = Duration::from_secs(1);
/// What is being read has so long to end before the database is opened anew beside it.
const LAST_READS: Duration = Duration::from_secs(5);

pub(super) struct Reopening {
    url: String,
    /// Nothing if it could not even be opened for reading the last time. Whoever reads waits while it is being opened anew.
    now: RwLock<Option<Arc<dyn Database>>>,
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
        Self { url: url.to_owned(), now: RwLock::new(Some(database)), mode: Mutex::new(Mode::Writable), room }
    }

    /// A database that can be read, for the time being.
    pub(super) fn readable(url: &str, database: Arc<dyn Database>, room: Room) -> Self {
        let mode = Mutex::new(Mode::Readable(Instant::now() + EVERY));
        Self { mode, ..Self::writable(url, database, room) }
    }

    async fn current(&self) -> Result<Arc<dyn Database>, StoreError> {
        if let Some(database) = &*self.now.read().await {
            return Ok(database.clone());
        }
        let mut now = self.now.write().await;
        if let Some(database) = &*now {
            return Ok(database.clone());
        }
        Ok(now.insert(self.readable_again().await?).clone())
    }

    async fn readable_again(&self) -> Result<Arc<dyn Database>, StoreError> {
        let url = self.url.clone();
        opened(async move { readable(&url).await }).await
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
        if !self.current().await?.has_room().await {
            return Err(StoreError::ReadOnly(self.room.problem().unwrap_or_default()));
        }
        let mut now = self.now.write().await;
        if let Some(before) = now.take() {
            // SQLite's connections of one process share what they know of a file, also that it cannot be written.
            drop(timeout(LAST_READS, before.close()).await);
        }
        let url = self.url.clone();
        match opened(async move { writable(&url).await }).await {
            Ok(database) => {
                *now = Some(database);
                *mode = Mode::Writable;
                self.room.returned();
                Ok(())
            }
            Err(error) => {
                tracing::warn!("still not opened for writing: {error}");
                *now = self.readable_again().await.ok();
                Err(StoreError::ReadOnly(error.to_string()))
            }
        }
    }
}

/// Opens a database in a separate task: it needs a deep stack, and little of the caller's may be left.
async fn opened(
    open: impl Future<Output = Result<Opened, StoreError>> + Send + 'static,
) -> Result<Arc<dyn Database>, StoreError> {
    let opened = tokio::spawn(open).await;
    let (database, _) = opened.unwrap_or_else(|error| Err(StoreError::Content(error.to_string())))?;
    Ok(database)
}

impl Database for Reopening {
    fn read(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        async { self.current().await?.read().await }.boxed()
    }

    fn write(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        async {
            self.reopen().await?;
            let inner = noted(&self.room, self.current().await?.write().await)?;
            Ok(Box::new(Noted { inner, room: self.room.clone() }) as Box<dyn Transaction>)
        }
        .boxed()
    }

    fn begin_serving(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        async {
            let Err(error) = self.current().await?.begin_serving().await else { return Ok(()) };
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
        async { self.current().await?.problems().await }.boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        async {
            if let Some(database) = &*self.now.read().await {
                database.close().await;
            }
        }
        .boxed()
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

    /// The address of a database in a new folder, and that folder.
    fn somewhere() -> (String, std::path::PathBuf) {
        let folder = std::env::temp_dir().join(uuid::Uuid::now_v7().to_string());
        (format!("sqlite:{}", folder.join("hindcast.db").display()), folder)
    }

    async fn made(url: &str) -> Arc<dyn Database> {
        let url = url.to_owned();
        opened(async move { writable(&url).await }).await.unwrap()
    }

    #[test]
    fn a_database_that_could_not_be_opened_either_way_is_read_as_soon_as_it_can_be() {
        // As in the program: a test's own thread has too little stack to open a database again and again.
        let mut threads = tokio::runtime::Builder::new_multi_thread();
        let runtime = threads.worker_threads(1).enable_all().thread_stack_size(8 << 20).build().unwrap();
        runtime.block_on(runtime.spawn(opened_neither_way())).unwrap();
    }

    async fn opened_neither_way() {
        let (before, folder_before) = somewhere();
        let (url, folder) = somewhere();
        std::fs::create_dir(&folder_before).unwrap();
        let database = Reopening::readable(&url, made(&before).await, Room::default());
        tokio::time::sleep(EVERY).await;
        assert!(database.write().await.is_err(), "its folder is not there");
        assert!(database.read().await.is_err());
        std::fs::create_dir(&folder).unwrap();
        made(&url).await.close().await;
        // Reading needs nobody who writes before it.
        drop(database.read().await.unwrap());
        tokio::time::sleep(EVERY).await;
        drop(database.write().await.unwrap());
        database.close().await;
        std::fs::remove_dir_all(folder).unwrap();
        std::fs::remove_dir_all(folder_before).unwrap();
    }

    /// What writing ends with, a moment after a start whose check ended so.
    async fn written_after(check: StoreError) -> Result<(), StoreError> {
        let (url, folder) = somewhere();
        std::fs::create_dir(&folder).unwrap();
        let database = Checked(made(&url).await, std::sync::Mutex::new(Some(check)));
        let database = Reopening::writable(&url, Arc::new(database), Room::default());
        database.begin_serving().await?;
        assert!(database.room.problem().is_some());
        assert!(database.write().await.is_err(), "it was not there to be written a moment ago");
        tokio::time::sleep(EVERY).await;
        let written = database.write().await.map(drop);
        assert_eq!(database.room.problem().is_none(), written.is_ok());
        database.close().await;
        std::fs::remove_dir_all(folder).unwrap();
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
