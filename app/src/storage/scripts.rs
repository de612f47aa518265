//! Scripts: records of a kind without its own store. They are stored, and synced, where [`super::exchange`] keeps such kinds.

use shared::api::record::SCRIPT;
use shared::id::{BlobHash, ScriptId};
use shared::script::Script;
use shared::store::Found;
use shared::sync::rows::Key;
use wasm_bindgen::JsValue;

use super::exchange::{other, range};
use super::records::{Access, Records, committed, decode, put, read};
use super::{StorageError, outbox, v1};

fn key(id: ScriptId) -> Key {
    Key::new(SCRIPT, id.0)
}

fn place(id: ScriptId) -> String {
    format!("{}{id}", other(SCRIPT))
}

impl Records {
    /// Every script.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn scripts(&self) -> Result<Vec<Found<Script>>, StorageError> {
        let transaction = self.begin(&[v1::SYNC], Access::Read)?;
        let store = transaction.object_store(v1::SYNC)?;
        let prefix = other(SCRIPT);
        let keys = store.get_all_keys(Some(range(&prefix)?), None)?.await?;
        let values = store.get_all(Some(range(&prefix)?), None)?.await?;
        Ok(keys.into_iter().zip(values).map(|(key, value)| decode(&key, &value)).collect())
    }

    /// Stores a script as it is.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn put_script(&self, script: &Script) -> Result<(), StorageError> {
        let transaction = self.begin(&[v1::SYNC, v1::OUTBOX], Access::WriteStrictly)?;
        put(&transaction.object_store(v1::SYNC)?, &place(script.id), script).await?;
        outbox::note(&transaction, &key(script.id)).await?;
        committed(transaction).await
    }

    /// Changes a script as it is stored now; `None` if it is not there any more.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn change_script(
        &self,
        id: ScriptId,
        change: impl FnOnce(&Script) -> Script,
    ) -> Result<Option<Script>, StorageError> {
        let transaction = self.begin(&[v1::SYNC, v1::OUTBOX], Access::WriteStrictly)?;
        let store = transaction.object_store(v1::SYNC)?;
        let Some(stored) = read::<Script>(&store, &place(id)).await? else { return Ok(None) };
        let next = change(&stored);
        if next != stored {
            put(&store, &place(id), &next).await?;
            outbox::note(&transaction, &key(id)).await?;
        }
        committed(transaction).await?;
        Ok(Some(next))
    }

    /// Stores an edit of a script: see [`Script::edited`].
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn edit_script(
        &self,
        id: ScriptId,
        base: &BlobHash,
        (name, source): (Option<String>, String),
        now_ms: i64,
    ) -> Result<Option<Script>, StorageError> {
        self.change_script(id, |script| script.edited(base, name, source, now_ms)).await
    }

    /// Deletes a script. Jobs keep the source that they were made with.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn delete_script(&self, id: ScriptId) -> Result<(), StorageError> {
        let transaction = self.begin(&[v1::SYNC, v1::OUTBOX], Access::WriteStrictly)?;
        let name = JsValue::from(place(id));
        transaction.object_store(v1::SYNC)?.delete(idb::Query::Key(name))?.await?;
        outbox::note(&transaction, &key(id)).await?;
        committed(transaction).await
    }
}
