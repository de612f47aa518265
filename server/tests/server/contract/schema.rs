//! The schema: from empty, twice, and by several servers at once.

use hindcast_server::store::Store;

use crate::support::make::{applied, write};
use crate::support::place::{Place, QUOTA, on_each_database, workspace};

on_each_database!(
    an_empty_database_gets_its_schema_and_an_identity_that_stays,
    many_servers_may_start_at_once,
);

async fn an_empty_database_gets_its_schema_and_an_identity_that_stays(place: Place) {
    let store = place.store().await;
    let server_id = store.server_id().await.unwrap();
    let home = workspace(&store, "home").await;
    applied(&store, home, write(1, 1, None, "{}")).await;
    store.close().await;
    let again = place.store().await;
    assert_eq!(again.server_id().await.unwrap(), server_id);
    assert_eq!(again.workspace_named("home", 5).await.unwrap(), (home, false));
    assert_eq!(again.pull(home, None, 0, 10).await.unwrap().records.len(), 1);
}

async fn many_servers_may_start_at_once(place: Place) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let database = place.database.clone();
        tasks.spawn(async move { Store::open(&database, QUOTA).await.unwrap().server_id().await.unwrap() });
    }
    let mut ids = tasks.join_all().await;
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn an_address_of_an_unknown_kind_is_an_error_that_says_what_is_known() {
    let Err(error) = Store::open("mysql://localhost/hindcast", QUOTA).await else { panic!("it opened") };
    assert_eq!(error.to_string(), "a database is `sqlite:FILE` or `postgres://…`");
}
