//! Records that the disk has altered: never passed on, named, and replaced by whoever has them. And a database that is damaged as a whole,
//! or is another one than its log belongs to.

use hindcast_server::check::check;
use hindcast_server::housekeeping::{LEFTOVER_GRACE_MS, sweep};
use hindcast_server::store::Store;
use rand::RngExt;
use shared::api::digest::StateDigest;
use shared::api::record::Record;
use shared::bytes::hash_of;
use uuid::Uuid;

use crate::contract::dump::furnish;
use crate::support::dice::{dice, rounds};
use crate::support::make::{applied, id, is_stale, push, write};
use crate::support::place::{Kind, Place, on_each_database, workspace};
use crate::support::process::{Process, order, program, refuse};
use crate::support::running::Device;

on_each_database!(
    an_altered_record_is_not_passed_on_and_whoever_has_it_replaces_it,
    a_push_onto_an_altered_record_finds_it,
    an_answer_that_was_altered_is_found_out_anew,
    a_check_names_what_is_damaged_and_sets_it_aside,
    what_killed_uploads_leave_behind_is_found_and_removed,
    what_was_found_damaged_is_known_after_a_start,
);

/// Does something to the database behind the server's back.
async fn behind(place: &Place, sql: &str) -> u64 {
    use sqlx::{AssertSqlSafe, Connection, Executor, SqlSafeStr};
    let sql = AssertSqlSafe(sql.to_owned()).into_sql_str();
    match place.kind {
        Kind::Sqlite => {
            let mut connection = sqlx::SqliteConnection::connect(&place.database).await.unwrap();
            connection.execute(sql).await.unwrap().rows_affected()
        }
        Kind::Postgres => {
            let mut connection = sqlx::PgConnection::connect(&place.database).await.unwrap();
            connection.execute(sql).await.unwrap().rows_affected()
        }
    }
}

async fn all(store: &Store, home: Uuid) -> (Vec<Record>, StateDigest) {
    let (mut records, mut since) = (Vec::new(), 0);
    loop {
        let page = store.pull(home, None, since, 100).await.unwrap();
        since = page.to;
        records.extend(page.records);
        if let Some(state) = page.state {
            return (records, state);
        }
    }
}

fn digest(records: &[Record]) -> StateDigest {
    let mut own = StateDigest::default();
    records.iter().for_each(|record| own.add(&record.kind, record.id, &record.revision));
    own
}

async fn an_altered_record_is_not_passed_on_and_whoever_has_it_replaces_it(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let n = 250_u64;
    for number in 1..=n {
        applied(&store, home, write(number, number.into(), None, &format!("{{\"n\":{number}}}"))).await;
    }
    let (before, state) = all(&store, home).await;
    assert_eq!((before.len() as u64, digest(&before)), (n, state));
    // Bodies, revisions, lists, numbers: each column of some.
    let mut n_altered = 0;
    for (from, what) in [
        (1, "body = '{\"n\":0}'"),
        (31, "body = 'no json'"),
        (61, "revision = '00000000000000000000000000000000'"),
        (91, "blobs = '[\"x\"]'"),
        (121, "checksum = NULL"),
        (151, "body = NULL"),
        (181, "deleted_ms = 5"),
    ] {
        let ids: Vec<String> = (from..from + 10).map(|n: u128| format!("'{}'", id(n))).collect();
        n_altered +=
            behind(&place, &format!("UPDATE records SET {what} WHERE id IN ({})", ids.join(","))).await;
    }
    let (after, state) = all(&store, home).await;
    assert_eq!(
        (after.len() as u64, digest(&after)),
        (n - n_altered, state),
        "the rest, and the digest of the rest"
    );
    assert!(after.iter().all(|record| before.contains(record)), "an altered record was passed on");
    // A device that has them notices by the digest, and sends what was not listed as if it were new.
    for (number, lost) in before.iter().filter(|record| !after.contains(record)).enumerate() {
        let text = lost.body.as_ref().unwrap().text();
        let again = write(1_000 + number as u64, lost.id.as_u128(), None, text);
        applied(&store, home, again).await;
    }
    let (healed, state) = all(&store, home).await;
    let sorted = |records: &[Record]| {
        let mut bodies: Vec<_> =
            records.iter().map(|one| (one.id, one.body.clone().unwrap().text().to_owned())).collect();
        bodies.sort();
        bodies
    };
    assert_eq!((sorted(&healed), digest(&healed)), (sorted(&before), state));
    let stands = store.recounted(home, false).await.unwrap();
    assert_eq!(stands.told, stands.found);
    println!("{n_altered} rows altered, 0 passed on, {n_altered} replaced");
}

async fn a_push_onto_an_altered_record_finds_it(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let made = applied(&store, home, write(1, 1, None, r#"{"n":1}"#)).await;
    behind(&place, "UPDATE records SET body = '{\"n\":2}'").await;
    // A change of it is answered as one of something that the server does not have: the device sends all of it.
    let pushed = push(&store, home, &[write(2, 1, Some(&made), r#"{"n":3}"#)]).await.unwrap();
    assert!(is_stale(&pushed.results[0]) && pushed.results[0].stale.clone().unwrap().current.is_none());
    applied(&store, home, write(3, 1, None, r#"{"n":3}"#)).await;
    let (records, state) = all(&store, home).await;
    assert_eq!((records[0].body.clone().unwrap().text(), digest(&records)), (r#"{"n":3}"#, state));
}

async fn an_answer_that_was_altered_is_found_out_anew(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let made = applied(&store, home, write(1, 1, None, "{}")).await;
    behind(&place, "UPDATE answers SET answer = REPLACE(answer, '\"seq\":1', '\"seq\":9')").await;
    let again = push(&store, home, &[write(1, 1, None, "{}")]).await.unwrap();
    let told = again.results[0].applied.clone().unwrap();
    assert_eq!((told.seq, told.revision), (1, made));
}

async fn a_check_names_what_is_damaged_and_sets_it_aside(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    let home = furnish(&store, &blobs, hindcast_server::secret::Token::new().unwrap()).await;
    store.close().await;
    let said = order(&place, &["check"]).await;
    assert!(said.contains("297 records read"), "{said}");
    behind(&place, &format!("UPDATE records SET body = '{{}}' WHERE id = '{}'", id(50))).await;
    let mut files = Vec::new();
    super::damage::all_files(&place.blob_folder(), &mut files);
    std::fs::write(&files[0], "chunK").unwrap();
    for repair in [false, true] {
        let args: &[&str] = if repair { &["check", "--repair"] } else { &["check"] };
        let output = program(&place).args(args).output().await.unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(!output.status.success());
        let chunk = hash_of(b"chunk");
        for part in [&format!("record preset {}", id(50)), &format!("blob {chunk}"), "brought back by: Büro"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
    let store = place.store().await;
    assert_eq!(all(&store, home).await.0.iter().filter(|record| record.id == id(50)).count(), 0);
    assert_eq!(store.damaged_blobs().await.unwrap().len(), 2, "the chunk, and what is made of it");
    // Brought back, there is nothing more to say.
    applied(&store, home, write(9_000, 50, None, r#"{"many":true}"#)).await;
    let chunk = hash_of(b"chunk");
    std::fs::write(&files[0], "chunk").unwrap();
    for hash in [chunk, hash_of(b"chunkchunk")] {
        store.mark_damaged(home, &hash, false).await.unwrap();
    }
    let found = check(&store, &blobs, false, 0).await.unwrap();
    assert_eq!(found.n_damaged, 0, "{:?}", found.lines);
}

async fn what_killed_uploads_leave_behind_is_found_and_removed(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    let home = furnish(&store, &blobs, hindcast_server::secret::Token::new().unwrap()).await;
    let folder = place.blob_folder().join(home.to_string()).join("ab");
    std::fs::create_dir_all(&folder).unwrap();
    let left = folder.join(format!("{}-{}#1", "ab".repeat(32), Uuid::now_v7()));
    std::fs::write(&left, "half of i").unwrap();
    let now = hindcast_server::clock::now_ms();
    assert_eq!(sweep(&store, &blobs, now).await.unwrap().n_leftovers, 0, "it may still be written");
    let later = now + LEFTOVER_GRACE_MS + 60_000;
    assert_eq!(check(&store, &blobs, false, later).await.unwrap().n_left, 1);
    assert!(left.exists());
    assert_eq!(store.left_bytes(home), 9, "charged while it is there");
    assert_eq!(sweep(&store, &blobs, later).await.unwrap().n_leftovers, 1);
    assert!(!left.exists());
    assert_eq!(store.left_bytes(home), 0);
    assert_eq!(check(&store, &blobs, false, later).await.unwrap().n_left, 0);
}

async fn what_was_found_damaged_is_known_after_a_start(place: Place) {
    let process = Process::first_start(&place, "error").await;
    let mut device = Device::pair(process.address, process.code.as_ref().unwrap()).await;
    let hash = hash_of(b"bytes").0;
    device.put_bytes(&hash, "bytes").await.unwrap();
    let mut files = Vec::new();
    super::damage::all_files(&place.blob_folder(), &mut files);
    std::fs::write(&files[0], "BYTES").unwrap();
    device.get_bytes(&hash).await.unwrap_err();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    process.kill().await;
    let process = Process::start(&place).await;
    device.address = process.address;
    assert_eq!(super::damage::missing(&device, &[&hash]).await, std::slice::from_ref(&hash));
    device.put_bytes(&hash, "bytes").await.unwrap();
    assert_eq!(super::damage::missing(&device, &[&hash]).await, Vec::<String>::new());
    process.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_database_with_altered_bytes_only_true_records_are_served() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let (store, blobs) = (place.store().await, place.blobs());
    let home = furnish(&store, &blobs, hindcast_server::secret::Token::new().unwrap()).await;
    let (before, _) = all(&store, home).await;
    store.close().await;
    let file = place.database.strip_prefix("sqlite:").unwrap();
    let whole = std::fs::read(file).unwrap();
    let mut dice = dice("altered database");
    let (n, mut n_refused, mut n_fewer, mut n_same) = (rounds(60), 0, 0, 0);
    for round in 0..n {
        let mut altered = whole.clone();
        let at = dice.random_range(0..altered.len());
        altered[at] ^= 1 << dice.random_range(0..8);
        for end in ["-wal", "-shm", "-run"] {
            drop(std::fs::remove_file(format!("{file}{end}")));
        }
        std::fs::write(file, &altered).unwrap();
        let Ok(store) = Store::open(&place.database, 1 << 30).await else {
            n_refused += 1;
            continue;
        };
        store.begin_serving().await.unwrap();
        let (mut since, mut n_served, mut is_refused) = (0, 0, false);
        loop {
            let Ok(page) = store.pull(home, None, since, 100).await else {
                is_refused = true;
                break;
            };
            since = page.to;
            n_served += page.records.len();
            for record in &page.records {
                assert!(
                    before.contains(record),
                    "round {round}, byte {at}: an altered record was served: {record:?}"
                );
            }
            if !page.more() {
                break;
            }
        }
        n_refused += usize::from(is_refused);
        n_fewer += usize::from(!is_refused && n_served < before.len());
        n_same += usize::from(!is_refused && n_served == before.len());
        store.close().await;
    }
    println!(
        "{n} places altered: {n_refused} refused, {n_fewer} served without the damaged, {n_same} in nothing that is served, 0 altered records served"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_put_back_beside_the_log_of_a_crash_is_noticed() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let file = place.database.strip_prefix("sqlite:").unwrap().to_owned();
    let process = Process::first_start(&place, "error").await;
    let device = Device::pair(process.address, process.code.as_ref().unwrap()).await;
    process.terminate().await;
    std::fs::copy(&file, format!("{file}.yesterday")).unwrap();
    let process = Process::start(&place).await;
    let mut today = device.clone();
    today.address = process.address;
    let bytes = hash_of(b"today").0;
    today.put_bytes(&bytes, "today").await.unwrap();
    process.kill().await;
    // The crash itself is survived.
    let process = Process::start(&place).await;
    today.address = process.address;
    assert_eq!(today.get_bytes(&bytes).await.unwrap(), b"today");
    today.put_bytes(&hash_of(b"more").0, "more").await.unwrap();
    process.kill().await;
    std::fs::copy(format!("{file}.yesterday"), &file).unwrap();
    let said = refuse(&place, &["check"]).await;
    assert!(said.contains("put back after a crash"), "{said}");
    for end in ["-wal", "-shm"] {
        std::fs::remove_file(format!("{file}{end}")).unwrap();
    }
    let process = Process::start(&place).await;
    today.address = process.address;
    today.put_bytes(&bytes, "today").await.unwrap();
    process.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_damaged_as_a_whole_acknowledges_nothing_and_says_so() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let (store, blobs) = (place.store().await, place.blobs());
    let home = furnish(&store, &blobs, hindcast_server::secret::Token::new().unwrap()).await;
    store.close().await;
    let file = place.database.strip_prefix("sqlite:").unwrap();
    let mut bytes = std::fs::read(file).unwrap();
    // The last page of the file, which is one of records or of an index.
    let last = bytes.len() - 4096;
    bytes[last..last + 64].fill(0xFF);
    std::fs::write(file, bytes).unwrap();
    let store = place.store().await;
    store.begin_serving().await.unwrap();
    assert!(store.problem().is_some());
    let refused = push(&store, home, &[write(9_000, 9_000, None, "{}")]).await;
    assert!(refused.is_err());
}
