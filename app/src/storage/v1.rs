//! Version 1 of the database: five stores with keys of their own.

use idb::{Database, ObjectStoreParams};

/// Job records by id.
pub(super) const JOBS: &str = "jobs";
/// Descriptions of datasets by id.
pub(super) const DATASETS: &str = "datasets";
/// Settings by name.
pub(super) const SETTINGS: &str = "settings";
/// Changes that wait to be sent to a server, by kind and id.
pub(super) const OUTBOX: &str = "outbox";
/// Where the exchange with a server stands: see [`super::exchange`].
pub(super) const SYNC: &str = "sync";

/// Makes the stores that are missing.
pub(super) fn upgrade(database: &Database) -> Result<(), idb::Error> {
    let present = database.store_names();
    for store in [JOBS, DATASETS, SETTINGS, OUTBOX, SYNC] {
        if !present.iter().any(|name| name == store) {
            database.create_object_store(store, ObjectStoreParams::new())?;
        }
    }
    Ok(())
}
