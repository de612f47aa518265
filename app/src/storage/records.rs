//! Records in IndexedDB: jobs, descriptions of datasets, settings. Each is JSON text ([`super::v3`]), which the browser's tools
//! can show.
//!
//! A change of a job reads, checks and writes inside one read-write transaction, and notes in the same one that it waits to be
//! sent ([`super::outbox`]). A record is decoded by itself, so that one that cannot be read hides no other.

use std::cell::Cell;
use std::rc::Rc;

use idb::{Database, DatabaseEvent, Factory, ObjectStore, Query, Transaction, TransactionMode};
use js_sys::{Function, Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use shared::api::record::{DATASET, JOB};
use shared::change::{Change, Expected};
use shared::dataset::Dataset;
use shared::id::{DatasetId, JobId};
use shared::job::JobRecord;
use shared::store::{Found, JobStore};
use shared::sync::fields;
use shared::sync::rows::Key;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbTransaction};

use super::{StorageError, outbox, trials, v1, v2, v3};

/// The open database.
pub struct Records {
    database: IdbDatabase,
    /// Keeps the handler alive that gives way to a newer tab.
    _handle: Database,
    superseded: Rc<Cell<bool>>,
}

/// What a transaction is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Access {
    Read,
    /// Losing it with the machine's power costs nothing: the change would be made again.
    Write,
    /// On disk before anybody hears of it.
    WriteStrictly,
}

/// Why a job record was not changed.
pub type ChangeError = shared::store::ChangeError<StorageError>;

impl From<StorageError> for ChangeError {
    fn from(error: StorageError) -> Self {
        Self::Store(error)
    }
}

impl From<idb::Error> for StorageError {
    fn from(error: idb::Error) -> Self {
        match error {
            idb::Error::DomException(exception) => JsValue::from(exception).into(),
            other => {
                let text = other.to_string();
                if text.contains("QuotaExceeded") { Self::Full(text) } else { Self::Failed(text) }
            }
        }
    }
}

impl Records {
    /// Opens the database, made when missing. `give_way` is called when a newer tab needs it; it is closed then.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn open(name: &str, give_way: impl Fn() + 'static) -> Result<Self, StorageError> {
        let mut request = Factory::new()?.open(name, Some(v3::VERSION))?;
        request.on_upgrade_needed(|event| {
            // A failure here aborts the upgrade, and the request with it.
            let _ = event.database().and_then(|database| v3::upgrade(&database));
        });
        let database: IdbDatabase = request.await?.into();
        let superseded = Rc::new(Cell::new(false));
        let mut handle = Database::from(database.clone());
        let (closing, flag) = (database.clone(), Rc::clone(&superseded));
        handle.on_version_change(move |_| {
            flag.set(true);
            closing.close();
            give_way();
        });
        Ok(Self { database, _handle: handle, superseded })
    }

    pub(super) fn begin(&self, stores: &[&str], access: Access) -> Result<Transaction, StorageError> {
        if self.superseded.get() {
            return Err(StorageError::Superseded);
        }
        let durability = match access {
            Access::Read => {
                let database = Database::from(self.database.clone());
                return Ok(database.transaction(stores, TransactionMode::ReadOnly)?);
            }
            Access::Write => "default",
            Access::WriteStrictly => "strict",
        };
        // The bindings have no stable form of the call with options.
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        let begin: Function = Reflect::get(&self.database, &"transaction".into())?.unchecked_into();
        let names: js_sys::Array = stores.iter().map(|name| JsValue::from(*name)).collect();
        let raw = begin.call3(&self.database, &names, &"readwrite".into(), &options)?;
        Ok(raw.unchecked_into::<IdbTransaction>().into())
    }

    /// Every record of a store.
    async fn every<T: DeserializeOwned>(&self, store: &str) -> Result<Vec<Found<T>>, StorageError> {
        let transaction = self.begin(&[store], Access::Read)?;
        let objects = transaction.object_store(store)?;
        let keys = objects.get_all_keys(None, None)?.await?;
        let values = objects.get_all(None, None)?.await?;
        Ok(keys.into_iter().zip(values).map(|(key, value)| decode(&key, &value)).collect())
    }

    async fn rewrite(
        &self,
        id: JobId,
        access: Access,
        change: impl FnOnce(&JobRecord) -> Result<JobRecord, ChangeError>,
    ) -> Result<JobRecord, ChangeError> {
        let key = id.to_string();
        let transaction = self.begin(&[v1::JOBS, v1::OUTBOX, v2::TRIALS], access)?;
        let objects = transaction.object_store(v1::JOBS).map_err(StorageError::from)?;
        let stored = read_text(&objects, &key).await?.ok_or(ChangeError::Missing)?;
        let job: JobRecord = serde_json::from_str(&stored).map_err(|_| ChangeError::Missing)?;
        let next = change(&job)?;
        // Fields of a newer version stay as they are, at any depth.
        let whole = fields::carried_over(&stored, &job, &next).map_err(unwritable)?;
        put_text(&objects, &key, whole).await?;
        outbox::note(&transaction, &job_key(id)).await?;
        trials::note(&transaction, &next).await?;
        committed(transaction).await?;
        Ok(next)
    }

    /// Every dataset.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn datasets(&self) -> Result<Vec<Found<Dataset>>, StorageError> {
        self.every(v1::DATASETS).await
    }

    /// Stores a dataset, new or changed.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn put_dataset(&self, dataset: &Dataset) -> Result<(), StorageError> {
        let transaction = self.begin(&[v1::DATASETS, v1::OUTBOX], Access::WriteStrictly)?;
        put(&transaction.object_store(v1::DATASETS)?, &dataset.id.to_string(), dataset).await?;
        outbox::note(&transaction, &dataset_key(dataset.id)).await?;
        committed(transaction).await
    }

    /// Deletes a dataset's description.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn delete_dataset(&self, id: DatasetId) -> Result<(), StorageError> {
        let transaction = self.begin(&[v1::DATASETS, v1::OUTBOX], Access::WriteStrictly)?;
        let key = JsValue::from(id.to_string());
        transaction.object_store(v1::DATASETS)?.delete(Query::Key(key))?.await?;
        outbox::note(&transaction, &dataset_key(id)).await?;
        committed(transaction).await
    }

    /// A setting, `None` if it was never set or cannot be read.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StorageError> {
        let transaction = self.begin(&[v1::SETTINGS], Access::Read)?;
        read(&transaction.object_store(v1::SETTINGS)?, name).await
    }

    /// Stores a setting.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn put_setting<T: Serialize>(&self, name: &str, value: &T) -> Result<(), StorageError> {
        self.put(v1::SETTINGS, name, value).await
    }

    async fn put<T: Serialize>(&self, store: &str, key: &str, value: &T) -> Result<(), StorageError> {
        let transaction = self.begin(&[store], Access::WriteStrictly)?;
        put(&transaction.object_store(store)?, key, value).await?;
        committed(transaction).await
    }
}

impl JobStore for Records {
    type Error = StorageError;

    async fn insert(&self, job: &JobRecord) -> Result<(), StorageError> {
        let transaction = self.begin(&[v1::JOBS, v1::OUTBOX, v2::TRIALS], Access::WriteStrictly)?;
        let objects = transaction.object_store(v1::JOBS)?;
        objects.add(&encode(job)?, Some(&job.id.to_string().into()))?.await?;
        outbox::note(&transaction, &job_key(job.id)).await?;
        trials::note(&transaction, job).await?;
        committed(transaction).await
    }

    async fn get(&self, id: JobId) -> Result<Option<JobRecord>, StorageError> {
        let transaction = self.begin(&[v1::JOBS], Access::Read)?;
        read(&transaction.object_store(v1::JOBS)?, &id.to_string()).await
    }

    async fn all(&self) -> Result<Vec<Found<JobRecord>>, StorageError> {
        self.every(v1::JOBS).await
    }

    async fn change(
        &self,
        id: JobId,
        expected: Expected,
        change: &Change,
        now_ms: i64,
    ) -> Result<JobRecord, ChangeError> {
        let access = match change {
            Change::Claim { .. } | Change::Adopt { .. } => Access::Write,
            _ => Access::WriteStrictly,
        };
        self.rewrite(id, access, |job| Ok(job.changed(change, expected, now_ms)?)).await
    }

    async fn edit(&self, id: JobId, edit: impl FnOnce(&mut JobRecord)) -> Result<JobRecord, ChangeError> {
        self.rewrite(id, Access::WriteStrictly, |job| Ok(job.edited(edit))).await
    }
}

/// A record is stored only when its transaction says so.
pub(super) async fn committed(transaction: Transaction) -> Result<(), StorageError> {
    match transaction.await? {
        result if result.is_committed() => Ok(()),
        _ => Err(StorageError::Failed("the transaction was aborted".into())),
    }
}

pub(super) async fn read<T: DeserializeOwned>(
    objects: &ObjectStore,
    key: &str,
) -> Result<Option<T>, StorageError> {
    Ok(read_text(objects, key).await?.and_then(|text| serde_json::from_str(&text).ok()))
}

async fn read_text(objects: &ObjectStore, key: &str) -> Result<Option<String>, StorageError> {
    Ok(objects.get(Query::Key(key.into()))?.await?.as_ref().and_then(json))
}

pub(super) async fn put<T: Serialize>(
    objects: &ObjectStore,
    key: &str,
    value: &T,
) -> Result<(), StorageError> {
    objects.put(&encode(value)?, Some(&key.into()))?.await?;
    Ok(())
}

pub(super) async fn put_text(objects: &ObjectStore, key: &str, text: String) -> Result<(), StorageError> {
    objects.put(&text.into(), Some(&key.into()))?.await?;
    Ok(())
}

fn job_key(id: JobId) -> Key {
    Key::new(JOB, id.0)
}

fn dataset_key(id: DatasetId) -> Key {
    Key::new(DATASET, id.0)
}

/// JSON text, in which every digit and all unknown fields come back as they are.
pub(super) fn encode<T: Serialize>(value: &T) -> Result<JsValue, StorageError> {
    Ok(serde_json::to_string(value).map_err(unwritable)?.into())
}

fn unwritable(error: serde_json::Error) -> StorageError {
    StorageError::Failed(error.to_string())
}

pub(super) fn decode<T: DeserializeOwned>(key: &JsValue, value: &JsValue) -> Found<T> {
    let raw = json(value).unwrap_or_default();
    match serde_json::from_str(&raw) {
        Ok(record) => Found::Record(record),
        Err(error) => {
            let key = key.as_string().unwrap_or_else(|| format!("{key:?}"));
            // What is no JSON at all is exported as a JSON string.
            let is_json = serde_json::from_str::<&RawValue>(&raw).is_ok();
            let raw = if is_json || raw.is_empty() { raw } else { Value::String(raw).to_string() };
            Found::Unreadable { key, reason: error.to_string(), raw }
        }
    }
}

/// The JSON text of a record. Before version 3 of the database a record was an object.
pub(super) fn json(value: &JsValue) -> Option<String> {
    value.as_string().or_else(|| js_sys::JSON::stringify(value).ok()?.as_string())
}
