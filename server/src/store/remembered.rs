//! What is remembered of mutations: their answers, to be given again, and up to which number each profile has stored its own. Both are
//! charged like records, and there is an end to each: what a device never acknowledges, and profiles that nobody uses any more.
//!
//! In a full workspace nothing new is remembered. A mutation that comes again is then looked at again, which gives the same: a version is
//! named by its content and the one before it.

use sha2::{Digest, Sha256};
use shared::api::push::Answer;
use shared::id::DeviceId;
use uuid::Uuid;

use super::StoreError;
use super::row::{WorkspaceRow, int};
use super::sql::{Transaction, args};

/// Bytes that an answer costs: more than the longest that is stored.
pub const ANSWER: u64 = 512;
/// Bytes that a profile costs.
pub const PROFILE: u64 = 256;
/// Profiles of a workspace. Of more, the one that has not pushed for longest is forgotten, with its answers.
pub const MAX_PROFILES: u64 = 1_000;
/// Answers that are remembered at most for a device that never acknowledges any.
const MAX_REMEMBERED: u64 = 10_000;
/// How exactly it is kept when a profile last pushed.
const SEEN_EVERY_MS: i64 = 60 * 60 * 1000;

/// Up to which number the answers of a profile are forgotten, and whether more of them can be remembered.
pub(super) struct Profile {
    pub(super) forgotten: u64,
    pub(super) is_kept: bool,
}

/// Notes what a device has stored, and forgets that.
pub(super) async fn profile(
    tx: &mut dyn Transaction,
    workspace: &mut WorkspaceRow,
    quota_bytes: u64,
    device: DeviceId,
    (said, newest): (u64, u64),
    now_ms: i64,
) -> Result<Profile, StoreError> {
    let id = workspace.id;
    let sql = "SELECT acknowledged, seen_ms FROM profiles WHERE workspace = $1 AND device = $2";
    let rows = tx.rows(sql.into(), args![id, device.0]).await?;
    let stored = match rows.first() {
        Some(row) => {
            if now_ms - row.int(1)? >= SEEN_EVERY_MS {
                let sql = "UPDATE profiles SET seen_ms = $3 WHERE workspace = $1 AND device = $2";
                tx.rows(sql.into(), args![id, device.0, now_ms]).await?;
            }
            row.count(0)?
        }
        None if workspace.used_bytes + PROFILE > quota_bytes => {
            return Ok(Profile { forgotten: said, is_kept: false });
        }
        None => {
            make_room(tx, workspace).await?;
            let sql =
                "INSERT INTO profiles (workspace, device, acknowledged, seen_ms) VALUES ($1, $2, 0, $3)";
            tx.rows(sql.into(), args![id, device.0, now_ms]).await?;
            workspace.used_bytes += PROFILE;
            0
        }
    };
    let acknowledged = stored.max(said).max(newest.saturating_sub(MAX_REMEMBERED));
    if acknowledged > stored {
        let sql = "UPDATE profiles SET acknowledged = $3 WHERE workspace = $1 AND device = $2";
        tx.rows(sql.into(), args![id, device.0, int(acknowledged)?]).await?;
        forget(tx, workspace, &device.0.to_string(), acknowledged).await?;
    }
    Ok(Profile { forgotten: acknowledged, is_kept: true })
}

/// Forgets the oldest profiles, so that there is room for one more.
async fn make_room(tx: &mut dyn Transaction, workspace: &mut WorkspaceRow) -> Result<(), StoreError> {
    let sql =
        "SELECT device FROM profiles WHERE workspace = $1 ORDER BY seen_ms DESC, device LIMIT 10 OFFSET $2";
    let old = tx.rows(sql.into(), args![workspace.id, int(MAX_PROFILES - 1)?]).await?;
    for row in &old {
        let device = row.text(0)?;
        forget(tx, workspace, &device, i64::MAX as u64).await?;
        let sql = "DELETE FROM profiles WHERE workspace = $1 AND device = $2";
        tx.rows(sql.into(), args![workspace.id, device]).await?;
        workspace.used_bytes = workspace.used_bytes.saturating_sub(PROFILE);
    }
    Ok(())
}

async fn forget(
    tx: &mut dyn Transaction,
    workspace: &mut WorkspaceRow,
    device: &str,
    up_to: u64,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM answers WHERE workspace = $1 AND device = $2 AND number <= $3 RETURNING number";
    let gone = tx.rows(sql.into(), args![workspace.id, device, int(up_to)?]).await?;
    workspace.used_bytes = workspace.used_bytes.saturating_sub(ANSWER * gone.len() as u64);
    Ok(())
}

/// What was answered to a mutation, with the content that it had; `None` if it is not remembered, or not as it was written.
pub(super) async fn answer(
    tx: &mut dyn Transaction,
    workspace: Uuid,
    device: DeviceId,
    number: u64,
) -> Result<Option<(String, Answer)>, StoreError> {
    let sql = "SELECT content, answer FROM answers WHERE workspace = $1 AND device = $2 AND number = $3";
    let rows = tx.rows(sql.into(), args![workspace, device.0, int(number)?]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let (Ok(content), Ok(text)) = (row.text(0), row.text(1)) else { return Ok(None) };
    // Those from before checksums are the text alone.
    let json = match text.split_once(' ') {
        Some((sum, json)) if !sum.starts_with('{') => {
            if sum != checksum(&content, json) {
                return Ok(None);
            }
            json
        }
        _ => text.as_str(),
    };
    Ok(serde_json::from_str(json).ok().map(|answer| (content, answer)))
}

/// Remembers an answer, if there is room.
pub(super) async fn remember(
    tx: &mut dyn Transaction,
    workspace: &mut WorkspaceRow,
    quota_bytes: u64,
    device: DeviceId,
    (number, content): (u64, &str),
    mut answer: Answer,
) -> Result<(), StoreError> {
    if workspace.used_bytes + ANSWER > quota_bytes {
        return Ok(());
    }
    // These are looked up again when it is repeated.
    if let Some(stale) = &mut answer.stale {
        stale.current = None;
    }
    if let Some(rejected) = &mut answer.rejected {
        rejected.missing.clear();
    }
    let json = serde_json::to_string(&answer).map_err(|error| StoreError::Content(error.to_string()))?;
    let text = format!("{} {json}", checksum(content, &json));
    // One that is there cannot be read any more: this one takes its place.
    let sql = "INSERT INTO answers (workspace, device, number, content, answer) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (workspace, device, number) DO UPDATE SET content = excluded.content, answer = excluded.answer";
    tx.rows(sql.into(), args![workspace.id, device.0, int(number)?, content, text]).await?;
    workspace.used_bytes += ANSWER;
    Ok(())
}

fn checksum(content: &str, json: &str) -> String {
    const_hex::encode(&Sha256::digest(format!("{content}\n{json}"))[..8])
}
