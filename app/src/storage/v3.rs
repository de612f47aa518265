//! Version 3 of the database: values are JSON text. As objects they went through JavaScript's numbers, which round whole numbers
//! beyond 2⁵³ and forget the sign of a zero. What earlier versions stored is read as it is, and becomes text when it is next written.
//! The stores are those of version 2; the new number makes older tabs, which read no text, give way.

use idb::Database;

use super::v2;

/// Number of this version.
pub(super) const VERSION: u32 = 3;

/// Makes the stores that are missing.
pub(super) fn upgrade(database: &Database) -> Result<(), idb::Error> {
    v2::upgrade(database)
}
