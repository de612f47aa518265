//! Telling everybody what has changed: directly where this server is the only one, through Postgres where there may be others.

use serde::{Deserialize, Serialize};
use shared::api::event::{Event, Live};
use sqlx::postgres::PgListener;
use uuid::Uuid;

use super::sql::{Sql, Transaction, args};
use super::{Store, StoreError};
use crate::events::Notice;

const CHANNEL: &str = "hindcast";
/// Longest notice that Postgres passes on, with some room.
const MAX_BYTES: usize = 7_900;
const NOTIFY: Sql = Sql { sqlite: "SELECT $1", postgres: "SELECT pg_notify('hindcast', $1)" };

#[derive(Serialize, Deserialize)]
struct Message {
    workspace: Uuid,
    notice: Notice,
}

/// Says, once the transaction is committed, that a workspace has changed.
pub(super) async fn head(tx: &mut dyn Transaction, workspace: Uuid, seq: u64) -> Result<(), StoreError> {
    send(tx, workspace, Notice::Event(Event::Head { seq })).await
}

/// Says, once the transaction is committed, that a device is not welcome any more.
pub(super) async fn revoked(
    tx: &mut dyn Transaction,
    workspace: Uuid,
    device: &str,
) -> Result<(), StoreError> {
    send(tx, workspace, Notice::Revoked(device.to_owned())).await
}

async fn send(tx: &mut dyn Transaction, workspace: Uuid, notice: Notice) -> Result<(), StoreError> {
    tx.rows(NOTIFY, args![text(workspace, notice)?]).await.map(drop)
}

fn text(workspace: Uuid, notice: Notice) -> Result<String, StoreError> {
    serde_json::to_string(&Message { workspace, notice })
        .map_err(|error| StoreError::Content(error.to_string()))
}

impl Store {
    pub(super) fn tell_head(&self, workspace: Uuid, seq: u64) {
        self.tell(workspace, Notice::Event(Event::Head { seq }));
    }

    pub(super) fn tell_revoked(&self, workspace: Uuid, device: &str) {
        self.tell(workspace, Notice::Revoked(device.to_owned()));
    }

    fn tell(&self, workspace: Uuid, notice: Notice) {
        if self.shared.is_none() {
            self.hub.tell(workspace, notice);
        }
    }

    /// Passes on how far running jobs are; whether the report was short enough for that.
    pub async fn tell_live(&self, workspace: Uuid, live: Live) -> Result<bool, StoreError> {
        let notice = Notice::Event(Event::Live { live });
        let text = text(workspace, notice.clone())?;
        if text.len() > MAX_BYTES {
            return Ok(false);
        }
        match &self.shared {
            None => self.hub.tell(workspace, notice),
            Some(_) => {
                let mut tx = self.db.write().await?;
                tx.rows(NOTIFY, args![text]).await?;
                tx.commit().await?;
            }
        }
        Ok(true)
    }

    /// Listens to what other servers on the same database say, for ever. Returns at once where there can be none.
    pub async fn listen(&self) {
        let Some(pool) = &self.shared else { return };
        loop {
            if let Err(error) = self.listen_once(pool).await {
                tracing::warn!("the database's notices are cut off, listening again: {error}");
            }
            // What was said in between is lost: everybody looks for themselves.
            self.hub.look_again();
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    }

    async fn listen_once(&self, pool: &sqlx::PgPool) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        self.hub.look_again();
        while let Some(notification) = listener.try_recv().await? {
            match serde_json::from_str::<Message>(notification.payload()) {
                Ok(Message { workspace, notice }) => self.hub.tell(workspace, notice),
                Err(error) => tracing::warn!("a notice cannot be read: {error}"),
            }
        }
        Ok(())
    }
}
