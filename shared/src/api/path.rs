//! The addresses, below [`BASE`].

use crate::id::BlobHash;

/// What all addresses of this version begin with.
pub const BASE: &str = "/api/v1";
/// GET, without a token: is the server there, and what does it speak.
pub const HEALTH: &str = "/health";
/// GET: [`super::workspace::Workspace`].
pub const WORKSPACE: &str = "/workspace";
/// GET with `since`, `limit`, `server_id`: [`super::pull::Page`].
pub const RECORDS: &str = "/records";
/// POST [`super::push::Push`].
pub const PUSH: &str = "/records/push";
/// POST [`super::blob::Missing`].
pub const MISSING: &str = "/blobs/missing";
/// PUT bytes or [`super::blob::Manifest`]; GET bytes.
pub const BLOB: &str = "/blobs/{sha256}";
/// GET, a stream of [`super::event::Event`].
pub const EVENTS: &str = "/events";
/// POST [`super::event::Live`].
pub const PROGRESS: &str = "/progress";
/// POST: a code for one more device.
pub const PAIRING_CODES: &str = "/pairing-codes";
/// POST [`super::device::Pair`], without a token.
pub const PAIRINGS: &str = "/pairings";
/// GET: the devices of the workspace.
pub const DEVICES: &str = "/devices";
/// PATCH [`super::device::Rename`]; DELETE.
pub const DEVICE: &str = "/devices/{id}";
/// GET, without a token: the description of all this.
pub const OPENAPI: &str = "/openapi.json";
/// GET, without a token: the same for people.
pub const DOCS: &str = "/docs";

/// The address of a blob, with the base.
pub fn blob(hash: &BlobHash) -> String {
    format!("{BASE}/blobs/{hash}")
}

/// The address of a device, with the base.
pub fn device(id: &str) -> String {
    format!("{BASE}/devices/{id}")
}
