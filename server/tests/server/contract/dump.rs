//! Backup and restore, also from one kind of database to the other.

use hindcast_server::backup::{restore, save};
use hindcast_server::blobs::Blobs;
use hindcast_server::secret::{Code, Token};
use hindcast_server::store::Store;
use shared::bytes::hash_of;
use uuid::Uuid;

use crate::support::make::{applied, delete, naming, push, write};
use crate::support::place::{Kind, Place, on_each_database, workspace};

on_each_database!(
    v15_a_backup_restores_into_either_database,
    v15_a_backup_goes_into_an_empty_database_only,
    v15_a_damaged_backup_restores_nothing,
);

/// A workspace with one of everything, and a device of this token.
pub(crate) async fn furnish(store: &Store, blobs: &Blobs, token: Token) -> Uuid {
    let home = workspace(store, "home").await;
    workspace(store, "empty").await;
    let code = Code::new().unwrap();
    store.add_code(home, &code, 0).await.unwrap();
    store.pair(&code, "Büro", &token, 1).await.unwrap();
    let chunk = hash_of(b"chunk");
    let location = Blobs::new_location(home, &chunk);
    blobs.write(&location, "chunk".into()).await.unwrap();
    store.add_blob(home, &chunk, 5, &location, 7).await.unwrap();
    let whole = hash_of(b"chunkchunk");
    store.put_together(home, &whole, 10, &[chunk.clone(), chunk], 8).await.unwrap();
    let first = applied(store, home, naming(write(1, 1, None, r#"{"é":"\u0000"}"#), &[whole])).await;
    let second = applied(store, home, write(2, 2, None, "{}")).await;
    applied(store, home, delete(3, 2, &second)).await;
    push(store, home, &[write(4, 1, None, "{}")]).await.unwrap();
    for n in 5..300 {
        applied(store, home, write(n, n.into(), None, r#"{"many":true}"#)).await;
    }
    applied(store, home, write(300, 1, Some(&first), "{}")).await;
    home
}

async fn v15_a_backup_restores_into_either_database(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    let token = Token::new().unwrap();
    let home = furnish(&store, &blobs, token.clone()).await;
    let folder = place.folder().join("backup");
    let saved = save(&store, &blobs, &folder).await.unwrap();
    assert_eq!((saved.counted.n_blobs, saved.damaged.len()), (1, 0));
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(other) = Place::new(kind).await else { continue };
        let (target, bytes) = (other.store().await, other.blobs());
        assert_eq!(restore(&target, &bytes, &folder).await.unwrap(), saved.counted);
        assert_ne!(
            target.server_id().await.unwrap(),
            store.server_id().await.unwrap(),
            "devices must notice"
        );
        assert_eq!(target.workspace(home).await.unwrap(), store.workspace(home).await.unwrap());
        let (there, here) = (
            target.pull(home, None, 0, 1_000).await.unwrap(),
            store.pull(home, None, 0, 1_000).await.unwrap(),
        );
        assert_eq!((there.records, there.state), (here.records, here.state));
        assert_eq!(target.devices(home, "").await.unwrap(), store.devices(home, "").await.unwrap());
        assert!(target.known_device(token.id()).await.unwrap().is_some());
        // Mutations of before are still known, and new ones are possible.
        let again = push(&target, home, &[write(4, 1, None, "{}")]).await.unwrap();
        assert!(again.results[0].stale.is_some(), "{again:?}");
        applied(&target, home, write(999, 999, None, "{}")).await;
        let blob = target.blob(home, &hash_of(b"chunkchunk")).await.unwrap().unwrap();
        let pieces: Vec<_> =
            futures::TryStreamExt::try_collect(bytes.read(blob.parts).await.unwrap()).await.unwrap();
        assert_eq!(pieces.concat(), b"chunkchunk");
    }
}

async fn v15_a_backup_goes_into_an_empty_database_only(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    furnish(&store, &blobs, Token::new().unwrap()).await;
    let folder = place.folder().join("backup");
    save(&store, &blobs, &folder).await.unwrap();
    assert!(restore(&store, &blobs, &folder).await.is_err());
    assert!(save(&store, &blobs, &folder).await.is_err(), "nor does a backup overwrite another");
}

async fn v15_a_damaged_backup_restores_nothing(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    let home = furnish(&store, &blobs, Token::new().unwrap()).await;
    let folder = place.folder().join("backup");
    save(&store, &blobs, &folder).await.unwrap();
    let rows = folder.join("rows.jsonl");
    let whole = std::fs::read_to_string(&rows).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let bytes = folder.join("blobs").join(home.to_string()).join(hash_of(b"chunk").0);
    let damage: [(&str, &dyn Fn()); 5] = [
        ("cut off", &|| std::fs::write(&rows, lines[..lines.len() - 1].join("\n")).unwrap()),
        ("a line missing", &|| {
            std::fs::write(&rows, [&lines[..5], &lines[6..]].concat().join("\n")).unwrap()
        }),
        ("a letter changed", &|| std::fs::write(&rows, whole.replace("many", "navy")).unwrap()),
        ("bytes changed", &|| std::fs::write(&bytes, "chunK").unwrap()),
        ("bytes missing", &|| std::fs::remove_file(&bytes).unwrap()),
    ];
    for (what, damage) in damage {
        std::fs::write(&rows, &whole).unwrap();
        std::fs::write(&bytes, "chunk").unwrap();
        damage();
        let other = Place::new(place.kind).await.unwrap();
        let target = other.store().await;
        assert!(restore(&target, &other.blobs(), &folder).await.is_err(), "{what}");
        assert!(target.workspaces().await.unwrap().is_empty(), "{what}");
    }
    std::fs::write(&rows, &whole).unwrap();
    std::fs::write(&bytes, "chunk").unwrap();
    let other = Place::new(place.kind).await.unwrap();
    restore(&other.store().await, &other.blobs(), &folder).await.unwrap();
}
