//! What waits to be sent to a server, noted in the transaction that makes the change. It is kept without a server, too: whoever
//! pairs later sends everything anyway, and a change noted twice costs nothing.

use idb::Transaction;
use shared::sync::rows::{Key, Waiting};

use super::records::{put, read};
use super::{StorageError, v1};

/// Notes that a record has changed here.
pub(super) async fn note(transaction: &Transaction, key: &Key) -> Result<(), StorageError> {
    let outbox = transaction.object_store(v1::OUTBOX)?;
    let key = key.to_string();
    let before: Option<Waiting> = read(&outbox, &key).await?;
    put(&outbox, &key, &Waiting::noted(before)).await
}
