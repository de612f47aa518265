//! Records, mutations and what is said about them, in few words.

use hindcast_server::store::{Incoming, PushError, Store};
use shared::api::push::{Answer, Mutation, Pushed, Refusal};
use shared::api::record::{Body, RecordKind, Revision};
use shared::id::{BlobHash, DeviceId};
use uuid::Uuid;

/// The profile that pushes where it does not matter which.
pub(crate) const DEVICE: DeviceId = DeviceId(Uuid::from_u128(1));

pub(crate) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(crate) fn body(text: &str) -> Body {
    Body::from_text(text.to_owned()).unwrap()
}

/// Writes a preset.
pub(crate) fn write(number: u64, record: u128, base: Option<&Revision>, text: &str) -> Mutation {
    let kind = RecordKind("preset".into());
    Mutation { number, kind, id: id(record), base: base.cloned(), blobs: Vec::new(), body: Some(body(text)) }
}

/// Deletes a preset.
pub(crate) fn delete(number: u64, record: u128, base: &Revision) -> Mutation {
    Mutation { body: None, ..write(number, record, Some(base), "{}") }
}

/// The same with blobs.
pub(crate) fn naming(mutation: Mutation, blobs: &[BlobHash]) -> Mutation {
    Mutation { blobs: blobs.to_vec(), ..mutation }
}

/// Pushes for [`DEVICE`].
pub(crate) async fn push(
    store: &Store,
    workspace: Uuid,
    mutations: &[Mutation],
) -> Result<Pushed, PushError> {
    push_as(store, workspace, DEVICE, 0, mutations).await
}

pub(crate) async fn push_as(
    store: &Store,
    workspace: Uuid,
    device: DeviceId,
    acknowledged: u64,
    mutations: &[Mutation],
) -> Result<Pushed, PushError> {
    let incoming: Vec<Incoming> = mutations.iter().cloned().map(Incoming::Readable).collect();
    store.push(workspace, None, device, acknowledged, &incoming, 1_000).await
}

/// Pushes one mutation that is applied, and returns the revision.
pub(crate) async fn applied(store: &Store, workspace: Uuid, mutation: Mutation) -> Revision {
    let pushed = push(store, workspace, std::slice::from_ref(&mutation)).await.unwrap();
    revision(&pushed.results[0])
}

/// The revision of an answer that says applied.
pub(crate) fn revision(answer: &Answer) -> Revision {
    answer.applied.as_ref().unwrap_or_else(|| panic!("not applied: {answer:?}")).revision.clone()
}

/// The reason of an answer that says rejected.
pub(crate) fn refusal(answer: &Answer) -> Refusal {
    answer.rejected.as_ref().unwrap_or_else(|| panic!("not rejected: {answer:?}")).reason
}

/// Whether an answer says stale.
pub(crate) fn is_stale(answer: &Answer) -> bool {
    answer.stale.is_some()
}
