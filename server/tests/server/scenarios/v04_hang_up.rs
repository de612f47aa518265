//! V4: clients that hang up in the middle. Writes are whole or absent, and no connection stays in a transaction.

use rand::RngExt;
use shared::api::pull::Page;
use shared::api::{path, version};
use sqlx::{Connection, Executor, PgConnection, Row};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::support::dice::{dice, rounds};
use crate::support::place::{Kind, Place, on_each_database};
use crate::support::running::Running;

on_each_database!(v04_clients_that_hang_up_leave_nothing_half_done);

async fn v04_clients_that_hang_up_leave_nothing_half_done(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let mut dice = dice("v04");
    let n = rounds(400);
    let mut n_whole = 0;
    for round in 0..n {
        // Two records per push: both are there, or neither.
        let mutation = |number: u64| {
            let id = Uuid::from_u128(u128::from(round * 2 + number));
            format!(r#"{{"number":{number},"kind":"preset","id":"{id}","base":null,"body":{{"n":1}}}}"#)
        };
        let body = format!(
            r#"{{"device":"{}","acknowledged":0,"server_id":null,"mutations":[{},{}]}}"#,
            Uuid::from_u128(u128::from(round)),
            mutation(1),
            mutation(2)
        );
        let request = format!(
            "POST {}{} HTTP/1.1\r\nhost: {}\r\n{}: 1\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            path::BASE,
            path::PUSH,
            server.address,
            version::HEADER,
            device.paired.token,
            body.len()
        );
        // Half of them hang up after the last byte, when the server is at work.
        let cut = if dice.random_bool(0.5) { request.len() } else { dice.random_range(0..request.len()) };
        n_whole += u64::from(cut == request.len());
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(&request.as_bytes()[..cut]).await.unwrap();
        drop(stream);
    }
    for _ in 0..100 {
        device.get::<Page>("/records?since=0&limit=1").await.unwrap();
    }
    let store = server.store.clone();
    let home = crate::support::place::workspace(&store, "home").await;
    let mut ids = Vec::new();
    let mut since = 0;
    loop {
        let page = store.pull(home, None, since, 1_000).await.unwrap();
        ids.extend(page.records.iter().map(|record| record.id.as_u128()));
        since = page.to;
        if !page.more() {
            break;
        }
    }
    // Records 2n + 1 and 2n + 2 came in one push.
    let pairs: std::collections::BTreeSet<u128> = ids.iter().map(|id| (id - 1) / 2).collect();
    assert_eq!(ids.len(), 2 * pairs.len(), "each push is whole or absent");
    let n_applied = pairs.len() as u64;
    assert!(0 < n_applied && n_applied <= n_whole, "{n_applied} of {n_whole} whole requests were applied");
    if place.kind == Kind::Postgres {
        let mut watch = PgConnection::connect(&place.database).await.unwrap();
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
            AND state LIKE 'idle in transaction%'";
        // Those that are at work right now may show up for a moment; what is stuck, stays.
        while watch.fetch_one(sql).await.unwrap().get::<i64, _>(0) > 0 {
            tokio::task::yield_now().await;
        }
    }
    println!(
        "{n} clients hung up, {n_whole} after the whole request, {n_applied} of them applied; 0 half writes, 0 connections left in a transaction"
    );
}
