//! SQLite in one file: one connection writes, others read.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{Column, Connection, Row as _, Sqlite, TypeInfo, ValueRef};

use super::sql::{Database, Row, Sql, Transaction, Value};
use super::{StoreError, migrations, run};

const N_READERS: u32 = 4;
/// How long a request waits for its turn to write.
const TURN: Duration = Duration::from_secs(20);
/// What opening a database writes at least, and some more.
const PROBE: usize = 128 << 10;
const BUSY: Duration = Duration::from_secs(10);

/// What must hold on every connection, as SQLite reports it. The server does not start otherwise.
const PRAGMAS: [(&str, &str, &str); 4] = [
    ("PRAGMA journal_mode", "journal_mode", "wal"),
    ("PRAGMA synchronous", "synchronous", "2"),
    ("PRAGMA foreign_keys", "foreign_keys", "1"),
    ("PRAGMA busy_timeout", "busy_timeout", "10000"),
];

pub(crate) struct SqliteDatabase {
    writer: SqlitePool,
    readers: SqlitePool,
    file: PathBuf,
}

impl SqliteDatabase {
    pub(crate) async fn open(file: &Path) -> Result<Self, StoreError> {
        // Two programs that open an empty file at once would both make its tables.
        let _alone = lock(file).await?;
        run::check(file).await?;
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY);
        // One writer: writes queue here, in order, and never find the file locked.
        let writer = pool().max_connections(1).connect_with(options.clone()).await?;
        migrations::sqlite(&writer).await?;
        let readers = pool().max_connections(N_READERS).min_connections(1).connect_with(options).await?;
        for pool in [&writer, &readers] {
            read_back(pool).await?;
        }
        Ok(Self { writer, readers, file: file.to_owned() })
    }

    /// Opens it without writing anything, where nothing can be written.
    pub(crate) async fn open_readable(file: &Path) -> Result<Self, StoreError> {
        run::check(file).await?;
        let options = SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(BUSY);
        let mut opened = readable(options.clone()).await;
        // SQLite wants to make a file beside it even for reading; it need not where there is no log to be read.
        if opened.is_err() && !run::has_log(file).await {
            opened = readable(options.immutable(true)).await;
        }
        let readers = opened?;
        Ok(Self { writer: readers.clone(), readers, file: file.to_owned() })
    }
}

async fn readable(options: SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let pool = pool().max_connections(N_READERS).connect_with(options).await?;
    let newest: i64 = sqlx::query(migrations::APPLIED).fetch_one(&pool).await?.try_get(0)?;
    migrations::expect_newest(newest)?;
    Ok(pool)
}

/// A pool that lets go of a connection whose transaction did not end: on a full disk SQLite rolls back by itself, sqlx then cannot,
/// and counts a transaction for ever.
fn pool() -> SqlitePoolOptions {
    SqlitePoolOptions::new().acquire_timeout(TURN).after_release(|connection, _| {
        async move {
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        }
        .boxed()
    })
}

/// Waits until no other program is opening this database; the lock ends with the value.
async fn lock(file: &Path) -> Result<std::fs::File, StoreError> {
    let path = file.with_extension("lock");
    let locked = tokio::task::spawn_blocking(move || {
        let file = std::fs::File::create(path)?;
        file.lock()?;
        Ok(file)
    });
    let locked = locked.await.map_err(|error| StoreError::Content(error.to_string()))?;
    locked.map_err(|error| StoreError::from(sqlx::Error::Io(error)))
}

/// Refuses a file on which a pragma did not take, for instance WAL on a network disk.
async fn read_back(pool: &SqlitePool) -> Result<(), StoreError> {
    for (sql, name, expected) in PRAGMAS {
        let row = sqlx::query(sql).fetch_one(pool).await?;
        let found = match value(&row, 0)? {
            Value::Int(Some(number)) => number.to_string(),
            Value::Text(Some(text)) => text,
            other => format!("{other:?}"),
        };
        if found != expected {
            return Err(StoreError::Content(format!("SQLite's {name} is {found}, it should be {expected}")));
        }
    }
    Ok(())
}

impl Database for SqliteDatabase {
    fn read(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        begin(&self.readers, "BEGIN DEFERRED").boxed()
    }

    fn write(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        // A deferred transaction that turns out to write would fail when another process wrote meanwhile.
        begin(&self.writer, "BEGIN IMMEDIATE").boxed()
    }

    fn begin_serving(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        async {
            let found = check(&self.readers, "PRAGMA quick_check(1)").await?;
            if let Some(problem) = found.first() {
                return Err(StoreError::Content(format!(
                    "SQLite's own check says: {problem}. Restore a backup, or see `check`"
                )));
            }
            run::begin(&self.writer, &self.file).await
        }
        .boxed()
    }

    fn has_room(&self) -> BoxFuture<'_, bool> {
        async {
            let probe = self.file.with_extension("probe");
            let written = tokio::fs::write(&probe, [0; PROBE]).await;
            drop(tokio::fs::remove_file(&probe).await);
            written.is_ok()
        }
        .boxed()
    }

    fn problems(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        check(&self.readers, "PRAGMA integrity_check(100)").boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        async {
            self.readers.close().await;
            self.writer.close().await;
        }
        .boxed()
    }
}

/// What a check of SQLite's own finds.
async fn check(pool: &SqlitePool, sql: &'static str) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(sql).fetch_all(pool).await?;
    let found = rows.iter().map(|row| row.try_get::<String, _>(0)).collect::<Result<Vec<_>, _>>()?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}

async fn begin(pool: &SqlitePool, how: &'static str) -> Result<Box<dyn Transaction>, StoreError> {
    Ok(Box::new(SqliteTransaction(pool.begin_with(how).await?)))
}

struct SqliteTransaction(sqlx::Transaction<'static, Sqlite>);

impl Transaction for SqliteTransaction {
    fn rows(&mut self, sql: Sql, args: Vec<Value>) -> BoxFuture<'_, Result<Vec<Row>, StoreError>> {
        async move {
            let mut query = sqlx::query(sql.sqlite);
            for arg in args {
                query = match arg {
                    Value::Int(value) => query.bind(value),
                    Value::Text(value) => query.bind(value),
                    Value::Bytes(value) => query.bind(value),
                };
            }
            let rows = query.fetch_all(&mut *self.0).await?;
            rows.iter()
                .map(|row| (0..row.len()).map(|at| value(row, at)).collect::<Result<_, _>>().map(Row))
                .collect()
        }
        .boxed()
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), StoreError>> {
        async move { Ok(self.0.commit().await?) }.boxed()
    }
}

fn value(row: &SqliteRow, at: usize) -> Result<Value, StoreError> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Int(None));
    }
    match raw.type_info().name() {
        "INTEGER" => Ok(Value::Int(Some(row.try_get_unchecked(at)?))),
        // A letter that the disk has altered must not hide the rest of the answer: the checksum tells it.
        "TEXT" => {
            let bytes: Vec<u8> = row.try_get_unchecked(at)?;
            let text = String::from_utf8(bytes);
            Ok(Value::Text(Some(
                text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
            )))
        }
        "BLOB" => Ok(Value::Bytes(Some(row.try_get_unchecked(at)?))),
        other => Err(StoreError::Content(format!("column {} has the type {other}", row.column(at).name()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn v02_a_database_on_which_a_pragma_did_not_take_is_refused() {
        // One in memory has no WAL, whatever is asked for.
        let pool = pool().max_connections(1).connect("sqlite::memory:").await.unwrap();
        let refused = read_back(&pool).await.unwrap_err().to_string();
        assert!(refused.contains("journal_mode is memory, it should be wal"), "{refused}");
    }
}
