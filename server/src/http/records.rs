//! Push and pull.

use std::fmt;

use axum::Json;
use axum::extract::State;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use shared::api::MAX_NUMBER;
use shared::api::error::ErrorCode;
use shared::api::path;
use shared::api::pull::{DEFAULT_LIMIT, MAX_LIMIT, Page, Pull};
use shared::api::push::{MAX_MUTATIONS, Mutation, Push, Pushed};
use shared::api::seen::Seen;
use shared::id::DeviceId;
use uuid::Uuid;

use super::auth::Caller;
use super::error::{Answer, Failure};
use super::extract::{self, Query};
use super::state::AppState;
use crate::clock::now_ms;
use crate::store::Incoming;

/// A [`Push`] whose mutations are read one by one, so that one that cannot be read does not spoil the others.
#[derive(Deserialize)]
pub(super) struct LenientPush {
    server_id: Option<Uuid>,
    device: DeviceId,
    acknowledged: u64,
    #[serde(deserialize_with = "not_too_many")]
    mutations: Vec<Box<RawValue>>,
    seen: Option<Seen>,
}

/// Reads a list up to where it is too long: a megabyte of commas would be many megabytes of values.
fn not_too_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Box<RawValue>>, D::Error> {
    struct Few;
    impl<'de> Visitor<'de> for Few {
        type Value = Vec<Box<RawValue>>;

        fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(to, "a list of at most {MAX_MUTATIONS} mutations")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(one) = list.next_element()? {
                if all.len() == MAX_MUTATIONS {
                    return Err(A::Error::invalid_length(all.len() + 1, &self));
                }
                all.push(one);
            }
            Ok(all)
        }
    }
    from.deserialize_seq(Few)
}

#[derive(Deserialize)]
struct Numbered {
    number: u64,
}

/// Changes of a device.
#[utoipa::path(post, path = path::PUSH, tag = "records", request_body = Push,
    responses((status = 200, body = Pushed)), security(("device" = [])))]
pub(super) async fn push(
    caller: Caller,
    State(state): State<AppState>,
    extract::Json(push): extract::Json<LenientPush>,
) -> Answer<Json<Pushed>> {
    if push.acknowledged.max(push.seen.map_or(0, |seen| seen.seq)) > MAX_NUMBER {
        return Err(Failure::said(ErrorCode::Invalid, "`acknowledged` or `seen.seq` is too large."));
    }
    let mutations: Vec<Incoming> = push.mutations.iter().map(|raw| read(raw)).collect();
    let LenientPush { server_id, device, acknowledged, seen, .. } = push;
    let (store, now) = (&state.store, now_ms());
    let pushed =
        store.push_on(caller.workspace, server_id, device, acknowledged, &mutations, now, seen).await?;
    let n_applied = pushed.results.iter().filter(|answer| answer.applied.is_some()).count();
    state.metrics.applied.inc_by(n_applied as u64);
    Ok(Json(pushed))
}

fn read(raw: &RawValue) -> Incoming {
    match serde_json::from_str::<Mutation>(raw.get()) {
        Ok(mutation) if (1..=MAX_NUMBER).contains(&mutation.number) => Incoming::Readable(mutation),
        Ok(_) => {
            Incoming::Unreadable { number: None, message: "numbers begin at 1 and end at 2^53 - 1".into() }
        }
        Err(error) => {
            let number = serde_json::from_str(raw.get()).ok().map(|Numbered { number }| number);
            let number = number.filter(|number| *number <= MAX_NUMBER);
            Incoming::Unreadable { number, message: format!("this is no mutation: {error}") }
        }
    }
}

/// What has changed since a cursor.
#[utoipa::path(get, path = path::RECORDS, tag = "records", params(Pull),
    responses((status = 200, body = Page)), security(("device" = [])))]
pub(super) async fn pull(
    caller: Caller,
    State(state): State<AppState>,
    Query(pull): Query<Pull>,
) -> Answer<Json<Page>> {
    let limit = pull.limit.unwrap_or(DEFAULT_LIMIT);
    let numbers = [Some(pull.since), pull.floor, pull.seen];
    let is_too_large = numbers.into_iter().flatten().any(|number| number > MAX_NUMBER);
    if !(1..=MAX_LIMIT).contains(&limit) || is_too_large {
        let message =
            format!("`limit` is 1 to {MAX_LIMIT}, `since`, `floor` and `seen` at most {MAX_NUMBER}.");
        return Err(Failure::said(ErrorCode::Invalid, message));
    }
    let (seen, Pull { since, server_id, floor, .. }) = (pull.known(), pull);
    Ok(Json(state.store.pull_on(caller.workspace, server_id, since, limit, floor, seen).await?))
}
