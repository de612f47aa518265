//! A database whose next commit waits until the test lets it go: the window between "the number is taken" and "it is visible".

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use hindcast_server::store::sql::{Database, Row, Sql, Transaction, Value};
use hindcast_server::store::{Store, StoreError};
use tokio::sync::Semaphore;

/// A store whose writes stop right before their commit.
pub(crate) struct Paused {
    pub(crate) store: Store,
    /// Gets a permit for each write that has arrived at its commit.
    arrived: Arc<Semaphore>,
    /// A write takes a permit before it commits.
    go: Arc<Semaphore>,
}

impl Paused {
    pub(crate) fn over(store: &Store) -> Self {
        let (arrived, go) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let store = store
            .through(|inner| Arc::new(PausedDatabase { inner, arrived: arrived.clone(), go: go.clone() }));
        Self { store, arrived, go }
    }

    /// Waits until a write has done everything but commit.
    pub(crate) async fn arrived(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    /// Lets it commit.
    pub(crate) fn go(&self) {
        self.go.add_permits(1);
    }
}

struct PausedDatabase {
    inner: Arc<dyn Database>,
    arrived: Arc<Semaphore>,
    go: Arc<Semaphore>,
}

struct PausedTransaction {
    inner: Box<dyn Transaction>,
    arrived: Arc<Semaphore>,
    go: Arc<Semaphore>,
}

impl Database for PausedDatabase {
    fn read(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        self.inner.read()
    }

    fn write(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>> {
        async {
            let inner = self.inner.write().await?;
            let paused = PausedTransaction { inner, arrived: self.arrived.clone(), go: self.go.clone() };
            Ok(Box::new(paused) as Box<dyn Transaction>)
        }
        .boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.inner.close()
    }
}

impl Transaction for PausedTransaction {
    fn rows(&mut self, sql: Sql, args: Vec<Value>) -> BoxFuture<'_, Result<Vec<Row>, StoreError>> {
        self.inner.rows(sql, args)
    }

    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), StoreError>> {
        async move {
            self.arrived.add_permits(1);
            self.go.acquire().await.map_err(|error| StoreError::Content(error.to_string()))?.forget();
            self.inner.commit().await
        }
        .boxed()
    }
}
