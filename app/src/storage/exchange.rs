//! The transactions of sync: [`Task`]s over what lies in IndexedDB, each in one read-write transaction.
//!
//! `sync` holds `standing`, `held/<record>` (what the server has), `other/<record>` (content of kinds that this version does not
//! know) and `trash/<record>/<hash>`. What waits lies in `outbox`. The record of an entry that cannot be read (see [`super::aside`]) is
//! taken for one that waits, or that the server is not known to have, which comparing settles.

use std::collections::{BTreeMap, BTreeSet};

use idb::{KeyRange, ObjectStore, Query, Transaction};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::record::{Body, DATASET, JOB};
use shared::bytes::hash_of;
use shared::id::DeviceId;
use shared::sync::rows::{Key, Row, Standing, Trashed, Waiting};
use shared::sync::task::{Outcome, Replica, Scope, Task};
use wasm_bindgen::JsValue;

use super::aside::{Aside, keep, noted, readable};
use super::records::{Access, Records, committed, encode, json, put};
use super::{StorageError, trials, v1, v2};

/// Name of the entry that says where this device stands.
pub(super) const STANDING: &str = "standing";
/// Key of this browser profile's name in the settings.
pub const DEVICE: &str = "device";
/// Rows of which a push is made.
const SOME: usize = 200;

/// A committed transaction.
#[derive(Debug)]
pub struct Committed {
    /// Where the device stands.
    pub standing: Standing,
    /// What came of it.
    pub outcome: Outcome,
    /// Records whose content has changed.
    pub changed: Vec<Key>,
}

/// A version in the trash.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct InTrash {
    /// The version.
    pub lost: Trashed,
    /// When it was put there, UTC milliseconds.
    pub at_ms: i64,
}

impl Records {
    /// Runs a task, all or nothing. `device` is the name of this profile if it never had one for sync.
    ///
    /// # Errors
    /// The browser refuses; nothing is changed then.
    pub async fn exchange(
        &self,
        task: &Task,
        device: DeviceId,
        now_ms: i64,
    ) -> Result<Committed, StorageError> {
        let stores = [v1::JOBS, v1::DATASETS, v1::OUTBOX, v1::SYNC, v1::SETTINGS, v2::TRIALS];
        let transaction = self.begin(&stores, Access::WriteStrictly)?;
        let open = Open::new(&transaction)?;
        let mut aside = Vec::new();
        let standing = open.sync.get(Query::Key(STANDING.into()))?.await?;
        // Without it everything is fetched from the beginning, as by a device that was just paired.
        let standing = readable(standing, STANDING, &mut aside).unwrap_or_else(|| Standing::new(device));
        let keys = open.in_scope(&task.scope()).await?;
        let rows = open.rows(&keys, &mut aside).await?;
        for entry in aside {
            keep(&open.sync, &entry).await?;
        }
        let n_live = u64::from(open.jobs.count(None)?.await?) + u64::from(open.datasets.count(None)?.await?);
        let mut replica =
            Replica { standing: standing.clone(), rows: rows.clone(), trash: Vec::new(), n_live };
        let outcome = task.run(&mut replica);
        let mut changed = Vec::new();
        for (key, row) in &replica.rows {
            let before = rows.get(key).cloned().unwrap_or_default();
            if open.write(key, &before, row).await? {
                // What other devices' jobs have tried counts here even when they are deleted before anybody is told.
                if key.kind.0 == JOB
                    && let Some(Ok(job)) = row.body.as_ref().map(Body::read)
                {
                    trials::note(&transaction, &job).await?;
                }
                changed.push(key.clone());
            }
        }
        for lost in replica.trash {
            let name = name_in_trash(&lost);
            put(&open.sync, &name, &InTrash { lost, at_ms: now_ms }).await?;
        }
        if replica.standing.device != standing.device {
            put(&transaction.object_store(v1::SETTINGS)?, DEVICE, &replica.standing.device).await?;
        }
        put(&open.sync, STANDING, &replica.standing).await?;
        committed(transaction).await?;
        Ok(Committed { standing: replica.standing, outcome, changed })
    }

    /// Where this device stands, `None` if it never spoke to a server.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn standing(&self) -> Result<Option<Standing>, StorageError> {
        let transaction = self.begin(&[v1::SYNC], Access::Read)?;
        let found = transaction.object_store(v1::SYNC)?.get(Query::Key(STANDING.into()))?.await?;
        Ok(readable(found, STANDING, &mut Vec::new()))
    }

    /// What waits: the records, each with why the server does not take it, if that is so.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn waiting(&self) -> Result<BTreeMap<Key, Waiting>, StorageError> {
        let transaction = self.begin(&[v1::OUTBOX], Access::Read)?;
        Ok(all_waiting(&transaction.object_store(v1::OUTBOX)?).await?.into_iter().collect())
    }

    /// The rows of which the next push is made, to see which blobs they need.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn rows_to_send(&self) -> Result<BTreeMap<Key, Row>, StorageError> {
        let transaction = self.begin(&[v1::JOBS, v1::DATASETS, v1::OUTBOX, v1::SYNC], Access::Read)?;
        let open = Open::new(&transaction)?;
        let keys = open.in_scope(&Scope::Waiting).await?;
        open.rows(&keys, &mut Vec::new()).await
    }

    /// Whether a deleted job can come back under its own name: see [`Row::may_come_back`].
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn may_come_back(&self, key: &Key) -> Result<bool, StorageError> {
        let transaction = self.begin(&[v1::JOBS, v1::DATASETS, v1::OUTBOX, v1::SYNC], Access::Read)?;
        let rows = Open::new(&transaction)?.rows(std::slice::from_ref(key), &mut Vec::new()).await?;
        Ok(rows.values().all(Row::may_come_back))
    }

    /// The trash, without what is older than `since_ms`, which is removed.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn trash(&self, since_ms: i64) -> Result<Vec<InTrash>, StorageError> {
        let transaction = self.begin(&[v1::SYNC], Access::Write)?;
        let sync = transaction.object_store(v1::SYNC)?;
        let mut kept = Vec::new();
        for (name, entry) in named::<InTrash>(&sync, "trash/").await? {
            if entry.at_ms < since_ms {
                sync.delete(Query::Key(name.into()))?.await?;
            } else {
                kept.push(entry);
            }
        }
        committed(transaction).await?;
        Ok(kept)
    }

    /// Takes a version out of the trash.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn forget_trash(&self, entry: &InTrash) -> Result<(), StorageError> {
        let transaction = self.begin(&[v1::SYNC], Access::WriteStrictly)?;
        let name = JsValue::from(name_in_trash(&entry.lost));
        transaction.object_store(v1::SYNC)?.delete(Query::Key(name))?.await?;
        committed(transaction).await
    }
}

fn name_in_trash(lost: &Trashed) -> String {
    format!("trash/{}/{}", lost.key, hash_of(lost.body.text().as_bytes()))
}

/// The stores of one transaction.
struct Open {
    jobs: ObjectStore,
    datasets: ObjectStore,
    outbox: ObjectStore,
    sync: ObjectStore,
}

impl Open {
    fn new(transaction: &Transaction) -> Result<Self, StorageError> {
        let store = |name| transaction.object_store(name).map_err(StorageError::from);
        Ok(Self {
            jobs: store(v1::JOBS)?,
            datasets: store(v1::DATASETS)?,
            outbox: store(v1::OUTBOX)?,
            sync: store(v1::SYNC)?,
        })
    }

    async fn in_scope(&self, scope: &Scope) -> Result<Vec<Key>, StorageError> {
        match scope {
            Scope::Keys(keys) => Ok(keys.clone()),
            Scope::Waiting => {
                let waiting = all_waiting(&self.outbox).await?;
                let sent = waiting.iter().filter(|(_, waiting)| waiting.sent.is_some());
                let ready =
                    waiting.iter().filter(|(_, one)| one.sent.is_none() && one.refused.is_none()).take(SOME);
                Ok(sent.chain(ready).map(|(key, _)| key.clone()).collect())
            }
            Scope::All => {
                let mut all = BTreeSet::new();
                for (kind, store) in [(JOB, &self.jobs), (DATASET, &self.datasets)] {
                    let ids = texts(store.get_all_keys(None, None)?.await?);
                    all.extend(ids.filter_map(|id| Key::parse(&format!("{kind}/{id}"))));
                }
                for prefix in ["held/", OTHERS] {
                    let names = texts(self.sync.get_all_keys(Some(range(prefix)?), None)?.await?);
                    all.extend(names.filter_map(|name| Key::parse(name.strip_prefix(prefix)?)));
                }
                all.extend(
                    texts(self.outbox.get_all_keys(None, None)?.await?).filter_map(|name| Key::parse(&name)),
                );
                Ok(all.into_iter().collect())
            }
        }
    }

    /// Where the content of a record lies.
    fn content(&self, key: &Key) -> (&ObjectStore, String) {
        let (store, name) = place(key);
        let store = match store {
            v1::JOBS => &self.jobs,
            v1::DATASETS => &self.datasets,
            _ => &self.sync,
        };
        (store, name)
    }

    async fn rows(&self, keys: &[Key], aside: &mut Vec<Aside>) -> Result<BTreeMap<Key, Row>, StorageError> {
        // All are asked for before the first is waited for: a page is hundreds of records.
        let mut asked = Vec::with_capacity(keys.len());
        for key in keys {
            let (store, name) = self.content(key);
            let get = |store: &ObjectStore, name: String| store.get(Query::Key(name.into()));
            let (body, held) = (get(store, name)?, get(&self.sync, format!("held/{key}"))?);
            asked.push((key, body, held, get(&self.outbox, key.to_string())?));
        }
        let mut rows = BTreeMap::new();
        for (key, body, held, waiting) in asked {
            let body = body.await?.and_then(|value| Body::from_text(json(&value)?).ok());
            let held = readable(held.await?, &format!("held/{key}"), aside);
            let waiting = noted(waiting.await?, key, aside);
            rows.insert(key.clone(), Row { body, held, waiting });
        }
        Ok(rows)
    }

    /// Writes what differs; whether the content did.
    async fn write(&self, key: &Key, before: &Row, row: &Row) -> Result<bool, StorageError> {
        if row.held != before.held {
            set(&self.sync, &format!("held/{key}"), row.held.as_ref()).await?;
        }
        if row.waiting != before.waiting {
            set(&self.outbox, &key.to_string(), row.waiting.as_ref()).await?;
        }
        if row.body == before.body {
            return Ok(false);
        }
        let (store, name) = self.content(key);
        set(store, &name, row.body.as_ref()).await?;
        Ok(true)
    }
}

async fn set<T: Serialize>(store: &ObjectStore, name: &str, value: Option<&T>) -> Result<(), StorageError> {
    match value {
        Some(value) => drop(store.put(&encode(value)?, Some(&name.into()))?.await?),
        None => store.delete(Query::Key(name.into()))?.await?,
    }
    Ok(())
}

async fn all_waiting(outbox: &ObjectStore) -> Result<Vec<(Key, Waiting)>, StorageError> {
    let names = outbox.get_all_keys(None, None)?.await?;
    let values = outbox.get_all(None, None)?.await?;
    let read = texts(names).zip(values).filter_map(|(name, value)| {
        let key = Key::parse(&name)?;
        let waiting = noted(Some(value), &key, &mut Vec::new())?;
        Some((key, waiting))
    });
    Ok(read.collect())
}

/// The entries whose names begin so. One that cannot be read stays where it is and hides no other.
pub(super) async fn named<T: DeserializeOwned>(
    store: &ObjectStore,
    prefix: &str,
) -> Result<Vec<(String, T)>, StorageError> {
    let names = store.get_all_keys(Some(range(prefix)?), None)?.await?;
    let values = store.get_all(Some(range(prefix)?), None)?.await?;
    let entries = texts(names).zip(values);
    Ok(entries.filter_map(|(name, value)| Some((name, serde_json::from_str(&json(&value)?).ok()?))).collect())
}

/// Names that are text; others are none of ours.
pub(super) fn texts(keys: Vec<JsValue>) -> impl Iterator<Item = String> {
    keys.into_iter().filter_map(|key| key.as_string())
}

/// How the names of all records begin whose kind has no store.
pub(super) const OTHERS: &str = "other/";

/// How the names of the records of such a kind begin.
pub(super) fn other(kind: &str) -> String {
    format!("{OTHERS}{kind}/")
}

/// The store of a record's content, and its name there.
pub(super) fn place(key: &Key) -> (&'static str, String) {
    match key.kind.0.as_str() {
        JOB => (v1::JOBS, key.id.to_string()),
        DATASET => (v1::DATASETS, key.id.to_string()),
        kind => (v1::SYNC, format!("{}{}", other(kind), key.id)),
    }
}

/// All names that begin so.
pub(super) fn range(prefix: &str) -> Result<Query, StorageError> {
    let end = format!("{prefix}\u{ffff}");
    Ok(Query::KeyRange(KeyRange::bound(&prefix.into(), &end.into(), None, None)?))
}
