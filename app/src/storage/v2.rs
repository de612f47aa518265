//! Version 2 of the database: one more store, the ledger of tries. What version 1 had stays as it is; the tries of its jobs are
//! noted at the first start.

use idb::{Database, ObjectStoreParams};

use super::v1;

/// What jobs have tried on datasets: see [`super::tries`].
pub(super) const TRIES: &str = "tries";

/// Makes the stores that are missing.
pub(super) fn upgrade(database: &Database) -> Result<(), idb::Error> {
    v1::upgrade(database)?;
    if !database.store_names().iter().any(|name| name == TRIES) {
        database.create_object_store(TRIES, ObjectStoreParams::new())?;
    }
    Ok(())
}
