//! V15: a database of every schema there has been opens in this build, with everything that was in it.
//!
//! `tests/databases` keeps one per schema: SQLite's file, and SQL for Postgres. `HINDCAST_FREEZE=1` writes those of the newest schema
//! where there are none yet.

use std::path::{Path, PathBuf};
use std::process::Command;

use hindcast_server::store::Store;
use hindcast_server::store::dump::SCHEMA;
use shared::api::digest::StateDigest;
use shared::bytes::hash_of;
use sqlx::{Connection, Executor, Row};

use crate::contract::dump::furnish;
use crate::support::make::{applied, push, write};
use crate::support::place::{Kind, Place, on_each_database, workspace};
use crate::support::postgres::program;

on_each_database!(v15_a_database_of_every_schema_opens_in_this_build);

/// What only tests know: the databases are there for everybody to read.
const TOKEN: &str = "hc1_0123456789abcdef_1111111111111111111111111111111111111111111111111111111111111111";

async fn v15_a_database_of_every_schema_opens_in_this_build(place: Place) {
    if std::env::var_os("HINDCAST_FREEZE").is_some() && !file(place.kind, SCHEMA).exists() {
        freeze(place.kind).await;
    }
    for schema in 1..=SCHEMA {
        let other = Place::new(place.kind).await.unwrap();
        let kept = file(place.kind, schema);
        assert!(kept.is_file(), "there is no {}: HINDCAST_FREEZE=1 writes it", kept.display());
        load(&other, &kept);
        check(&other.store().await).await;
        if place.kind == Kind::Sqlite {
            let mut file = sqlx::SqliteConnection::connect(&other.database).await.unwrap();
            let found: String = file.fetch_one("PRAGMA integrity_check").await.unwrap().get(0);
            assert_eq!(found, "ok");
        }
    }
    println!("{SCHEMA} schemas, 0 failed migrations");
}

/// It is as `furnish` left it, and can be gone on with.
async fn check(store: &Store) {
    let home = workspace(store, "home").await;
    let stands = store.workspace(home).await.unwrap().unwrap();
    assert_eq!((stands.seq, stands.state.count), (299, 296));
    let page = store.pull(home, None, 0, 1_000).await.unwrap();
    let mut own = StateDigest::default();
    let (alive, deleted): (Vec<_>, Vec<_>) =
        page.records.iter().partition(|record| record.deleted_ms.is_none());
    alive.iter().for_each(|record| own.add(&record.kind, record.id, &record.revision));
    assert_eq!(own, stands.state, "the digest is that of the records");
    assert_eq!(deleted.len(), 1);
    assert!(store.holds(home, &hash_of(b"chunkchunk")).await.unwrap());
    let known = store.known_device("0123456789abcdef").await.unwrap().unwrap();
    assert_eq!(known.secret_hash, TOKEN.parse::<hindcast_server::secret::Token>().unwrap().secret_hash());
    assert_eq!(store.devices(home, "").await.unwrap()[0].name, "Büro");
    let again = push(store, home, &[write(4, 1, None, "{}")]).await.unwrap();
    assert!(again.results[0].stale.is_some(), "a mutation of before is known: {again:?}");
    applied(store, home, write(999, 999, None, "{}")).await;
}

fn file(kind: Kind, schema: usize) -> PathBuf {
    let end = if kind == Kind::Sqlite { "db" } else { "sql" };
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/databases/schema-{schema}.{end}"))
}

async fn freeze(kind: Kind) {
    let place = Place::new(kind).await.unwrap();
    let store = place.store().await;
    furnish(&store, &place.blobs(), TOKEN.parse().unwrap()).await;
    store.close().await;
    let to = file(kind, SCHEMA);
    std::fs::create_dir_all(to.parent().unwrap()).unwrap();
    match kind {
        Kind::Sqlite => drop(std::fs::copy(path_of(&place), to).unwrap()),
        Kind::Postgres => {
            let mut dump = Command::new(program("pg_dump"));
            let output = dump.args(["--no-owner", "--dbname", &place.database]).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            std::fs::write(to, output.stdout).unwrap();
        }
    }
}

fn load(place: &Place, from: &Path) {
    match place.kind {
        Kind::Sqlite => drop(std::fs::copy(from, path_of(place)).unwrap()),
        Kind::Postgres => {
            let mut psql = Command::new(program("psql"));
            psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", "--file"]);
            let output = psql.arg(from).args(["--dbname", &place.database]).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

fn path_of(place: &Place) -> &str {
    place.database.strip_prefix("sqlite:").unwrap()
}
