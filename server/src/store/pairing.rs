//! Pairing codes: good for ten minutes, one device, five tries.

use uuid::Uuid;

use super::sql::args;
use super::{Store, StoreError};
use crate::secret::{Code, Token, same};

/// How long a code is good.
pub const CODE_LIFE_MS: i64 = 10 * 60 * 1000;
/// Wrong secrets after which a code is dead.
const MAX_TRIES: i64 = 5;
/// Codes of a workspace at once.
const MAX_CODES: i64 = 20;
/// Devices of a workspace.
const MAX_DEVICES: i64 = 1_000;

/// Why a device was not paired.
#[derive(Debug, thiserror::Error)]
pub enum PairingError {
    /// The code is wrong, used, too old, or was tried too often. Which, is nobody's business.
    #[error("the code is not good")]
    Refused,
    /// The workspace has as many devices as it may have.
    #[error("the workspace has too many devices")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Keeps a code for one more device.
    pub async fn add_code(&self, workspace: Uuid, code: &Code, now_ms: i64) -> Result<i64, StoreError> {
        let mut tx = self.db.write().await?;
        tx.rows("DELETE FROM pairing_codes WHERE expires_ms < $1".into(), args![now_ms]).await?;
        // One device that asks and asks leaves room for the others: its workspace's oldest go.
        let sql = "DELETE FROM pairing_codes WHERE workspace = $1 AND id IN \
            (SELECT id FROM pairing_codes WHERE workspace = $1 ORDER BY expires_ms DESC, id LIMIT 1000 OFFSET $2)";
        tx.rows(sql.into(), args![workspace, MAX_CODES - 1]).await?;
        // The letters by which a code is found are few enough to come twice. An older code of these letters is replaced.
        tx.rows("DELETE FROM pairing_codes WHERE id = $1".into(), args![code.id()]).await?;
        let expires_ms = now_ms + CODE_LIFE_MS;
        let sql = "INSERT INTO pairing_codes (id, workspace, secret_hash, expires_ms, n_tries) VALUES ($1, $2, $3, $4, 0)";
        tx.rows(sql.into(), args![code.id(), workspace, code.secret_hash(), expires_ms]).await?;
        tx.commit().await?;
        Ok(expires_ms)
    }

    /// Takes a code and lets a device in with a new token.
    ///
    /// # Errors
    /// See [`PairingError`].
    pub async fn pair(
        &self,
        code: &Code,
        name: &str,
        token: &Token,
        now_ms: i64,
    ) -> Result<Uuid, PairingError> {
        let mut tx = self.db.write().await?;
        // The try is counted first and in any case; the row stays locked, so that two devices cannot use one code.
        let sql = "UPDATE pairing_codes SET n_tries = n_tries + 1 WHERE id = $1 AND n_tries < $2 AND expires_ms > $3 \
            RETURNING workspace, secret_hash";
        let rows = tx.rows(sql.into(), args![code.id(), MAX_TRIES, now_ms]).await?;
        let Some(row) = rows.first() else { return Err(PairingError::Refused) };
        let workspace: Uuid = row.parsed(0)?;
        if !same(&row.bytes(1)?, &code.secret_hash()) {
            tx.commit().await?;
            return Err(PairingError::Refused);
        }
        let sql = "SELECT id FROM devices WHERE workspace = $1 LIMIT 1 OFFSET $2";
        if !tx.rows(sql.into(), args![workspace, MAX_DEVICES - 1]).await?.is_empty() {
            return Err(PairingError::TooMany);
        }
        tx.rows("DELETE FROM pairing_codes WHERE id = $1".into(), args![code.id()]).await?;
        let sql = "INSERT INTO devices (id, workspace, name, secret_hash, created_ms, seen_ms) VALUES ($1, $2, $3, $4, $5, $5)";
        tx.rows(sql.into(), args![token.id(), workspace, name, token.secret_hash(), now_ms]).await?;
        tx.commit().await?;
        Ok(workspace)
    }
}
