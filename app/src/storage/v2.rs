//! Version 2 of the database: one more store, for trials. What version 1 had stays as it is; the trials of its jobs are
//! noted at the first start.

use idb::{Database, ObjectStoreParams};

use super::v1;

/// What jobs have tried on datasets: see [`super::trials`].
pub(super) const TRIALS: &str = "tries";

/// Makes the stores that are missing.
pub(super) fn upgrade(database: &Database) -> Result<(), idb::Error> {
    v1::upgrade(database)?;
    if !database.store_names().iter().any(|name| name == TRIALS) {
        database.create_object_store(TRIALS, ObjectStoreParams::new())?;
    }
    Ok(())
}
