//! Postgres, shared by any number of servers.

use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::{Column, Postgres, Row as _, TypeInfo, ValueRef};

use super::sql::{Database, Row, Sql, Transaction, Value};
use super::{StoreError, migrations};

const N_CONNECTIONS: u32 = 16;
const TURN: Duration = Duration::from_secs(20);

pub(crate) struct PostgresDatabase(PgPool);

impl PostgresDatabase {
    pub(crate) async fn open(url: &str) -> Result<Self, StoreError> {
        let pool = connect(url).await?;
        migrations::postgres(&pool).await?;
        Ok(Self(pool))
    }

    /// Opens it without writing anything, where nothing can be written.
    pub(crate) async fn open_readable(url: &str) -> Result<Self, StoreError> {
        let pool = connect(url).await?;
        let newest: i64 = sqlx::query(migrations::APPLIED).fetch_one(&pool).await?.try_get(0)?;
        migrations::expect_newest(newest)?;
        Ok(Self(pool))
    }

    /// The pool, to listen on.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.0
    }
}

async fn connect(url: &str) -> Result<PgPool, StoreError> {
    // A server that dies, or a network that eats its connection, must not keep a workspace locked.
    let options: PgConnectOptions = url.parse::<PgConnectOptions>()?.application_name("hindcast").options([
        ("idle_in_transaction_session_timeout", "60s"),
        ("lock_timeout", "20s"),
        ("synchronous_commit", "on"),
    ]);
    let pool = PgPoolOptions::new().max_connections(N_CONNECTIONS).acquire_timeout(TURN);
    Ok(pool.connect_with(options).await?)
}

impl Database for PostgresDatabase {
    fn read(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        begin(&self.0, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").boxed()
    }

    fn write(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        // The row of the workspace is locked first, so that what is read after it is what others have committed.
        begin(&self.0, "BEGIN ISOLATION LEVEL READ COMMITTED").boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.0.close().boxed()
    }
}

async fn begin(pool: &PgPool, how: &'static str) -> Result<Box<dyn Transaction>, StoreError> {
    Ok(Box::new(PostgresTransaction(pool.begin_with(how).await?)))
}

struct PostgresTransaction(sqlx::Transaction<'static, Postgres>);

impl Transaction for PostgresTransaction {
    fn rows(&mut self, sql: Sql, args: Vec<Value>) -> BoxFuture<'_, Result<Vec<Row>, StoreError>> {
        async move {
            let mut query = sqlx::query(sql.postgres);
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

fn value(row: &PgRow, at: usize) -> Result<Value, StoreError> {
    if row.try_get_raw(at)?.is_null() {
        return Ok(Value::Int(None));
    }
    match row.column(at).type_info().name() {
        "INT8" => Ok(Value::Int(Some(row.try_get(at)?))),
        "TEXT" => Ok(Value::Text(Some(row.try_get(at)?))),
        "BYTEA" => Ok(Value::Bytes(Some(row.try_get(at)?))),
        // What `SELECT pg_notify(…)` returns.
        "VOID" => Ok(Value::Int(None)),
        other => Err(StoreError::Content(format!("column {} has the type {other}", row.column(at).name()))),
    }
}
