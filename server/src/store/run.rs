//! A file of SQLite that was put back beside the log of another. SQLite would play the log of a crash into whatever lies beside it, so each
//! start of a server writes a name into the database itself, and into a file beside it: `hindcast.db-run`. A database that has a log beside
//! it and another name was put there by somebody, and is not opened.

use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool};
use sqlx::{ConnectOptions, Connection, Row};
use tokio::fs;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use super::StoreError;

/// The name of a database that has had no server yet.
const NONE: &str = "-";

fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Whether the log beside a database has something in it.
pub(super) async fn has_log(file: &Path) -> bool {
    fs::metadata(beside(file, "-wal")).await.is_ok_and(|meta| meta.len() > 0)
}

/// Refuses a database that the log beside it does not belong to.
pub(super) async fn check(file: &Path) -> Result<(), StoreError> {
    if !has_log(file).await {
        return Ok(());
    }
    let Ok(known) = fs::read_to_string(beside(file, "-run")).await else { return Ok(()) };
    let name = name_in(file).await;
    if known.lines().any(|known| known == name) {
        return Ok(());
    }
    let file = file.display();
    Err(StoreError::Content(format!(
        "{file} is another file than the one that {file}-wal belongs to: it was put back after a crash. To go on with it as it is, move \
         {file}-wal and {file}-shm away; what is only in them is then lost"
    )))
}

/// The name in the file itself, whatever the log says.
async fn name_in(file: &Path) -> String {
    let options = SqliteConnectOptions::new().filename(file).read_only(true).immutable(true);
    let read = async {
        let mut connection: SqliteConnection = options.connect().await?;
        let row = sqlx::query("SELECT run FROM server").fetch_one(&mut connection).await;
        connection.close().await?;
        row?.try_get::<Option<String>, _>(0)
    };
    // A database from before these names, or an empty one, has none.
    read.await.ok().flatten().unwrap_or_else(|| NONE.to_owned())
}

/// Begins a run: from here on the log belongs to the file that has this name in it.
pub(super) async fn begin(writer: &SqlitePool, file: &Path) -> Result<(), StoreError> {
    let before = name_in(file).await;
    let run = Uuid::now_v7().to_string();
    // Until the name is in the file itself, either is good.
    note(file, &format!("{before}\n{run}\n")).await?;
    sqlx::query("UPDATE server SET run = $1").bind(&run).execute(writer).await?;
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(writer).await?;
    let is_busy: i64 = row.try_get(0)?;
    if is_busy == 0 { note(file, &format!("{run}\n")).await } else { Ok(()) }
}

async fn note(file: &Path, names: &str) -> Result<(), StoreError> {
    let write = async {
        let (new, old) = (beside(file, "-run.new"), beside(file, "-run"));
        let mut out = fs::File::create(&new).await?;
        out.write_all(names.as_bytes()).await?;
        out.sync_all().await?;
        fs::rename(new, &old).await?;
        // Its name must be durable before the name in the database is: a file of before would not know that one.
        crate::room::sync_folder_of(&old)
    };
    write.await.map_err(|error| StoreError::from(sqlx::Error::Io(error)))
}
