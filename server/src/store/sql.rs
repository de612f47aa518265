//! The little of SQL that both databases share: statements with numbered arguments, rows of plain values, transactions.

use futures::future::BoxFuture;

use super::StoreError;

/// What the store builds on. One implementation per database; the suite in `tests` is stamped onto each.
pub trait Database: Send + Sync {
    /// Begins a transaction that sees one state of everything until it ends.
    fn read(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>>;

    /// Begins a transaction that may write.
    fn write(&self) -> BoxFuture<'_, Result<Box<dyn Transaction>, StoreError>>;

    /// What is done once before a server acknowledges anything: the database's own check.
    ///
    /// # Errors
    /// It is damaged.
    fn begin_serving(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Whether it is worth a try to write, where that was not possible.
    fn has_room(&self) -> BoxFuture<'_, bool> {
        Box::pin(std::future::ready(true))
    }

    /// What the database's own, longest check finds.
    fn problems(&self) -> BoxFuture<'_, Result<Vec<String>, StoreError>> {
        Box::pin(std::future::ready(Ok(Vec::new())))
    }

    /// Ends all connections, after what they are doing.
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// A transaction; dropped without a commit, it never was.
pub trait Transaction: Send {
    /// Runs a statement and returns its rows.
    fn rows(&mut self, sql: Sql, args: Vec<Value>) -> BoxFuture<'_, Result<Vec<Row>, StoreError>>;

    /// Makes it durable.
    fn commit(self: Box<Self>) -> BoxFuture<'static, Result<(), StoreError>>;
}

/// A statement. Arguments are `$1`, `$2` … in both.
#[derive(Debug, Clone, Copy)]
pub struct Sql {
    /// For SQLite.
    pub sqlite: &'static str,
    /// For Postgres.
    pub postgres: &'static str,
}

impl From<&'static str> for Sql {
    fn from(both: &'static str) -> Self {
        Self { sqlite: both, postgres: both }
    }
}

/// An argument, or a column of a row. `None` is NULL; its type is told because Postgres wants to know it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// INTEGER, BIGINT.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BLOB, BYTEA.
    Bytes(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<uuid::Uuid> for Value {
    fn from(value: uuid::Uuid) -> Self {
        Self::Text(Some(value.to_string()))
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}

/// One row of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// A whole number.
    pub(crate) fn int(&self, at: usize) -> Result<i64, StoreError> {
        match self.0.get(at) {
            Some(Value::Int(Some(value))) => Ok(*value),
            other => Err(wrong(at, "a number", other)),
        }
    }

    /// A whole number that is never negative.
    pub(crate) fn count(&self, at: usize) -> Result<u64, StoreError> {
        u64::try_from(self.int(at)?).map_err(|_| wrong(at, "not negative", self.0.get(at)))
    }

    /// A whole number or NULL.
    pub(crate) fn int_or_null(&self, at: usize) -> Result<Option<i64>, StoreError> {
        if self.is_null(at) { Ok(None) } else { self.int(at).map(Some) }
    }

    /// Text.
    pub(crate) fn text(&self, at: usize) -> Result<String, StoreError> {
        match self.0.get(at) {
            Some(Value::Text(Some(value))) => Ok(value.clone()),
            other => Err(wrong(at, "text", other)),
        }
    }

    /// Text, to be looked at.
    pub(crate) fn str(&self, at: usize) -> Result<&str, StoreError> {
        match self.0.get(at) {
            Some(Value::Text(Some(value))) => Ok(value),
            other => Err(wrong(at, "text", other)),
        }
    }

    /// Text or NULL.
    pub(crate) fn text_or_null(&self, at: usize) -> Result<Option<String>, StoreError> {
        if self.is_null(at) { Ok(None) } else { self.text(at).map(Some) }
    }

    /// Text that can be read as something.
    pub(crate) fn parsed<T: std::str::FromStr>(&self, at: usize) -> Result<T, StoreError> {
        self.text(at)?.parse().map_err(|_| wrong(at, std::any::type_name::<T>(), self.0.get(at)))
    }

    /// Bytes.
    pub(crate) fn bytes(&self, at: usize) -> Result<Vec<u8>, StoreError> {
        match self.0.get(at) {
            Some(Value::Bytes(Some(value))) => Ok(value.clone()),
            other => Err(wrong(at, "bytes", other)),
        }
    }

    /// Whether it is NULL.
    pub(crate) fn is_null(&self, at: usize) -> bool {
        matches!(self.0.get(at), Some(Value::Int(None) | Value::Text(None) | Value::Bytes(None)))
    }
}

fn wrong(at: usize, expected: &str, found: Option<&Value>) -> StoreError {
    StoreError::Content(format!("column {at} should be {expected}, it is {found:?}"))
}

/// Arguments of a statement.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::sql::Value::from($value)),*] };
}
pub(crate) use args;
