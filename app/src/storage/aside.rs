//! Entries of sync and of the trials that cannot be read. One stops nothing: it is copied to `aside/<entry>` in the store of sync, from where
//! it can be saved as a file, and something that can be read takes its place.

use std::collections::BTreeSet;

use idb::{ObjectStore, Query, Transaction};
use serde::de::DeserializeOwned;
use shared::job::JobRecord;
use shared::sync::rows::{Key, Standing, Waiting};
use shared::trials::Entry;
use wasm_bindgen::JsValue;

use super::exchange::{STANDING, named, range, texts};
use super::records::{Access, Records, committed, json, put, read};
use super::{StorageError, trials, v1, v2};

/// How the names of such entries begin.
const ASIDE: &str = "aside/";
/// How their names go on, by the store they are from.
const OF_OUTBOX: &str = "outbox/";
const OF_TRIALS: &str = "tries/";

/// An entry that could not be read.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Aside {
    /// Its name: that of an entry of sync, or with the store in front.
    pub name: String,
    /// What it was, as text.
    pub raw: String,
    /// Why it could not be read.
    pub reason: String,
}

impl Records {
    /// The entries that could not be read and were set aside, as they were.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn set_aside(&self) -> Result<Vec<Aside>, StorageError> {
        let transaction = self.begin(&[v1::SYNC], Access::Read)?;
        let sync = transaction.object_store(v1::SYNC)?;
        Ok(named(&sync, ASIDE).await?.into_iter().map(|(_, entry)| entry).collect())
    }

    /// Forgets entries that were set aside, unless they have changed since.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn forget_aside(&self, entries: &[Aside]) -> Result<(), StorageError> {
        let transaction = self.begin(&[v1::SYNC], Access::Write)?;
        let sync = transaction.object_store(v1::SYNC)?;
        for (name, entry) in named::<Aside>(&sync, ASIDE).await? {
            if entries.contains(&entry) {
                sync.delete(Query::Key(name.into()))?.await?;
            }
        }
        committed(transaction).await
    }

    /// Sets aside what cannot be read of the outbox, the trials and the standing, before anything is written over it. A record whose entry
    /// in the outbox is lost waits to be sent; what a job has tried is noted anew from its record.
    ///
    /// # Errors
    /// The browser refuses; nothing is changed then.
    pub async fn set_unreadable_aside(&self) -> Result<(), StorageError> {
        let stores = [v1::JOBS, v1::OUTBOX, v1::SYNC, v2::TRIALS];
        if unreadable(&self.begin(&stores, Access::Read)?).await?.is_empty() {
            return Ok(());
        }
        let transaction = self.begin(&stores, Access::WriteStrictly)?;
        let store = |name| transaction.object_store(name).map_err(StorageError::from);
        let (outbox, sync, tried) = (store(v1::OUTBOX)?, store(v1::SYNC)?, store(v2::TRIALS)?);
        let (jobs, mut lost) = (store(v1::JOBS)?, BTreeSet::new());
        for entry in unreadable(&transaction).await? {
            keep(&sync, &entry).await?;
            if let Some(name) = entry.name.strip_prefix(OF_OUTBOX) {
                match Key::parse(name) {
                    Some(_) => put(&outbox, name, &Waiting::noted(None)).await?,
                    None => outbox.delete(Query::Key(name.into()))?.await?,
                }
            } else if let Some(name) = entry.name.strip_prefix(OF_TRIALS) {
                tried.delete(Query::Key(name.into()))?.await?;
                lost.extend(name.rsplit('/').next().map(str::to_owned));
            } else {
                sync.delete(Query::Key(entry.name.as_str().into()))?.await?;
            }
        }
        for id in lost {
            if let Some(record) = read::<JobRecord>(&jobs, &id).await? {
                trials::note(&transaction, &record).await?;
            }
        }
        committed(transaction).await
    }
}

/// What cannot be read now, under the name that it gets.
async fn unreadable(transaction: &Transaction) -> Result<Vec<Aside>, StorageError> {
    let mut found = Vec::new();
    let outbox = transaction.object_store(v1::OUTBOX)?;
    let (names, values) = (outbox.get_all_keys(None, None)?.await?, outbox.get_all(None, None)?.await?);
    for (name, value) in texts(names).zip(values) {
        let is_key = Key::parse(&name).is_some();
        let read: Option<Waiting> = readable(Some(value.clone()), &format!("{OF_OUTBOX}{name}"), &mut found);
        if read.is_some() && !is_key {
            let (name, raw) = (format!("{OF_OUTBOX}{name}"), text_of(&value));
            found.push(Aside { name, raw, reason: "its name is that of no record".to_owned() });
        }
    }
    let trials = transaction.object_store(v2::TRIALS)?;
    let names = trials.get_all_keys(Some(range("job/")?), None)?.await?;
    let values = trials.get_all(Some(range("job/")?), None)?.await?;
    for (name, value) in texts(names).zip(values) {
        readable::<Entry>(Some(value), &format!("{OF_TRIALS}{name}"), &mut found);
    }
    let standing = transaction.object_store(v1::SYNC)?.get(Query::Key(STANDING.into()))?.await?;
    readable::<Standing>(standing, STANDING, &mut found);
    Ok(found)
}

/// Keeps an entry as it was.
pub(super) async fn keep(sync: &ObjectStore, entry: &Aside) -> Result<(), StorageError> {
    put(sync, &format!("{ASIDE}{}", entry.name), entry).await
}

/// A value that the app itself wrote; what cannot be read is set aside and not taken for anything.
pub(super) fn readable<T: DeserializeOwned>(
    value: Option<JsValue>,
    name: &str,
    aside: &mut Vec<Aside>,
) -> Option<T> {
    let raw = text_of(&value?);
    match serde_json::from_str(&raw) {
        Ok(value) => Some(value),
        Err(error) => {
            aside.push(Aside { name: name.to_owned(), raw, reason: error.to_string() });
            None
        }
    }
}

/// What waits of a record. An entry that cannot be read says at least that something does; a change that is sent twice is one.
pub(super) fn noted(value: Option<JsValue>, key: &Key, aside: &mut Vec<Aside>) -> Option<Waiting> {
    let is_there = value.is_some();
    let read = readable(value, &format!("{OF_OUTBOX}{key}"), aside);
    if is_there { Some(read.unwrap_or_else(|| Waiting::noted(None))) } else { None }
}

fn text_of(value: &JsValue) -> String {
    json(value).unwrap_or_else(|| format!("{value:?}"))
}
