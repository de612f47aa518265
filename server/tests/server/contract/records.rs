//! Pushing.

use hindcast_server::store::{Incoming, PushError};
use shared::api::pull::Page;
use shared::api::push::{MAX_BODY, Mutation, Refusal};
use shared::api::record::{JOB, RecordKind};
use shared::id::DeviceId;

use crate::support::make::{
    DEVICE, applied, body, delete, id, is_stale, naming, push, push_as, refusal, revision, write,
};
use crate::support::place::{Place, on_each_database, workspace};

on_each_database!(
    what_is_pushed_is_pulled_letter_by_letter,
    a_change_on_an_old_base_is_stale_and_shows_the_current_record,
    a_mutation_sent_twice_is_applied_once_and_answered_alike,
    s15_a_number_used_for_another_change_is_a_copied_profile_and_changes_nothing,
    a_number_whose_answer_is_acknowledged_is_never_used_again,
    two_devices_that_want_the_same_content_both_have_it,
    s10_a_deleted_record_never_comes_back,
    s12_one_bad_record_in_five_hundred_holds_up_no_other,
    what_a_record_must_not_be_is_said_for_each,
    a_push_for_another_server_changes_nothing,
    a_late_message_of_an_old_attempt_changes_nothing,
    of_devices_that_take_over_a_job_one_gets_it,
    workspaces_know_nothing_of_each_other,
);

async fn what_is_pushed_is_pulled_letter_by_letter(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let text = "{ \"z\":1.10, \"a\" : 18446744073709551617, \"e\":\"\\u0000 é 🦀\", \"z\": -0.0 }";
    let revision = applied(&store, home, write(1, 1, None, text)).await;
    let page = store.pull(home, None, 0, 10).await.unwrap();
    assert_eq!((page.to, page.head, page.floor), (1, 1, 0));
    let [record] = page.records.as_slice() else { panic!("{page:?}") };
    assert_eq!(record.body.as_ref().unwrap().text(), text);
    assert_eq!((record.id, record.seq, &record.revision), (id(1), 1, &revision));
    // What was answered is there after the server is closed and opened again.
    store.close().await;
    let again = place.store().await.pull(home, None, 0, 10).await.unwrap();
    assert!(again.epoch.is_some() && again.epoch != page.epoch, "each start begins an epoch");
    assert_eq!(Page { epoch: page.epoch, ..again }, page);
}

async fn a_change_on_an_old_base_is_stale_and_shows_the_current_record(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let first = applied(&store, home, write(1, 1, None, r#"{"n":1}"#)).await;
    let second = applied(&store, home, write(2, 1, Some(&first), r#"{"n":2}"#)).await;
    let late = [
        write(3, 1, Some(&first), r#"{"n":3}"#),
        write(4, 1, None, r#"{"n":4}"#),
        write(5, 9, Some(&first), "{}"),
    ];
    let pushed = push(&store, home, &late).await.unwrap();
    assert!(pushed.results.iter().all(is_stale), "{pushed:?}");
    let current = pushed.results[0].stale.clone().unwrap().current.unwrap();
    assert_eq!((current.revision, current.body.unwrap().text()), (second, r#"{"n":2}"#));
    assert_eq!(pushed.results[2].stale.clone().unwrap().current, None, "what the server never had");
    assert_eq!(pushed.head, 2, "nothing was written");
}

async fn a_mutation_sent_twice_is_applied_once_and_answered_alike(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let first = write(1, 1, None, r#"{"n":1}"#);
    let batch = [first.clone(), write(2, 1, None, r#"{"n":2}"#), write(3, 2, None, "[]")];
    let once = push(&store, home, &batch).await.unwrap();
    // Another device goes on in between.
    let next = Mutation { number: 1, ..write(1, 1, Some(&revision(&once.results[0])), r#"{"n":5}"#) };
    push_as(&store, home, DeviceId(id(2)), 0, &[next]).await.unwrap();
    let twice = push(&store, home, &batch).await.unwrap();
    assert_eq!(once.results[0], twice.results[0]);
    assert!(is_stale(&once.results[1]) && is_stale(&twice.results[1]));
    assert_eq!(refusal(&once.results[2]), Refusal::Malformed);
    assert_eq!(once.results[2], twice.results[2]);
    assert_eq!(twice.head, 2, "nothing was written the second time");
}

async fn s15_a_number_used_for_another_change_is_a_copied_profile_and_changes_nothing(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    applied(&store, home, write(1, 1, None, r#"{"n":1}"#)).await;
    let copy = [write(2, 2, None, "{}"), write(1, 3, None, "{}")];
    assert!(matches!(push(&store, home, &copy).await, Err(PushError::Reused(1))));
    assert_eq!(store.pull(home, None, 0, 10).await.unwrap().records.len(), 1);
    // Under an id of its own nothing of the copy is lost.
    let pushed =
        push_as(&store, home, DeviceId(id(9)), 0, &[copy[1].clone(), copy[0].clone()]).await.unwrap();
    assert!(pushed.results.iter().all(|answer| answer.applied.is_some()), "{pushed:?}");
}

async fn a_number_whose_answer_is_acknowledged_is_never_used_again(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let first = write(1, 1, None, r#"{"n":1}"#);
    applied(&store, home, first.clone()).await;
    push_as(&store, home, DEVICE, 1, &[]).await.unwrap();
    assert!(
        matches!(push(&store, home, &[first]).await, Err(PushError::Reused(1))),
        "a very late repetition"
    );
    assert_eq!(store.pull(home, None, 0, 10).await.unwrap().head, 1);
    // A device that never acknowledges is not remembered for ever.
    applied(&store, home, write(20_000, 2, None, "{}")).await;
    assert!(matches!(
        push(&store, home, &[write(9_000, 3, None, "{}")]).await,
        Err(PushError::Reused(9_000))
    ));
}

async fn two_devices_that_want_the_same_content_both_have_it(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let sample = write(1, 1, None, r#"{"name":"S&P 500"}"#);
    let first = push_as(&store, home, DEVICE, 0, std::slice::from_ref(&sample)).await.unwrap();
    let second = push_as(&store, home, DeviceId(id(2)), 0, &[sample]).await.unwrap();
    assert_eq!(first.results, second.results);
    assert_eq!(second.head, 1);
}

async fn s10_a_deleted_record_never_comes_back(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let made = applied(&store, home, write(1, 1, None, "{}")).await;
    let gone = applied(&store, home, delete(2, 1, &made)).await;
    let edits = [
        write(3, 1, Some(&made), r#"{"n":1}"#),
        write(4, 1, Some(&gone), r#"{"n":2}"#),
        write(5, 1, None, r#"{"n":3}"#),
    ];
    let pushed = push(&store, home, &edits).await.unwrap();
    assert!(is_stale(&pushed.results[0]) && is_stale(&pushed.results[2]), "{pushed:?}");
    assert_eq!(refusal(&pushed.results[1]), Refusal::Deleted);
    let page = store.pull(home, None, 0, 10).await.unwrap();
    assert_eq!(page.state.unwrap().count, 0);
    let [tombstone] = page.records.as_slice() else { panic!("{page:?}") };
    assert_eq!((&tombstone.body, tombstone.deleted_ms, tombstone.seq), (&None, Some(1_000), 2));
    println!("S10: {} edits of a deleted record, 0 resurrected", edits.len());
}

async fn s12_one_bad_record_in_five_hundred_holds_up_no_other(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let mut batch: Vec<Incoming> =
        (1..=500).map(|n| Incoming::Readable(write(n, n.into(), None, "{}"))).collect();
    batch[200] = Incoming::Unreadable { number: Some(201), message: "no kind".into() };
    batch[300] =
        Incoming::Readable(write(301, 301, None, &format!("{{\"n\":\"{}\"}}", "x".repeat(MAX_BODY))));
    let pushed = store.push(home, None, DEVICE, 0, &batch, 0).await.unwrap();
    let bad: Vec<_> = pushed.results.iter().filter(|answer| answer.applied.is_none()).collect();
    let named: Vec<_> = bad.iter().map(|answer| (answer.number.unwrap(), refusal(answer))).collect();
    assert_eq!(named, [(201, Refusal::Malformed), (301, Refusal::TooLarge)]);
    assert_eq!(pushed.head, 498);
    let n_stored = store.pull(home, None, 0, 1_000).await.unwrap().records.len();
    assert_eq!(n_stored, 498);
    println!(
        "S12: {} bad of {}, both named, {} others blocked",
        named.len(),
        batch.len(),
        batch.len() - named.len() - n_stored
    );
}

async fn what_a_record_must_not_be_is_said_for_each(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let kind =
        |kind: &str, number| Mutation { kind: RecordKind(kind.into()), ..write(number, 1, None, "{}") };
    let hash = shared::id::BlobHash("AB".repeat(32));
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200));
    let batch = [
        kind("", 1),
        kind("Job", 2),
        write(3, 1, None, "[]"),
        write(4, 1, None, "\"text\""),
        write(5, 1, None, &deep),
        naming(write(6, 1, None, "{}"), &[hash]),
        Mutation { body: None, ..write(7, 1, None, "{}") },
    ];
    let pushed = push(&store, home, &batch).await.unwrap();
    assert!(pushed.results.iter().all(|answer| refusal(answer) == Refusal::Malformed), "{pushed:?}");
    assert_eq!(pushed.head, 0);
}

async fn a_push_for_another_server_changes_nothing(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let batch = [Incoming::Readable(write(1, 1, None, "{}"))];
    let refused = store.push(home, Some(id(77)), DEVICE, 0, &batch, 0).await;
    assert!(matches!(refused, Err(PushError::OtherServer(_))), "{refused:?}");
    let own = store.server_id().await.unwrap();
    assert_eq!(store.push(home, Some(own), DEVICE, 0, &batch, 0).await.unwrap().head, 1);
}

fn job(
    number: u64,
    base: Option<&shared::api::record::Revision>,
    attempt: u32,
    state: &str,
    owner: u32,
) -> Mutation {
    let text = format!(r#"{{"attempt":{attempt},"state":"{state}","owner":{owner}}}"#);
    Mutation { kind: RecordKind(JOB.into()), body: Some(body(&text)), ..write(number, 1, base, "{}") }
}

async fn a_late_message_of_an_old_attempt_changes_nothing(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let queued = applied(&store, home, job(1, None, 1, "queued", 1)).await;
    let taken = applied(&store, home, job(2, Some(&queued), 2, "running", 2)).await;
    let batch = [job(3, Some(&taken), 1, "completed", 1), job(4, Some(&queued), 1, "completed", 1)];
    let pushed = push(&store, home, &batch).await.unwrap();
    assert_eq!(refusal(&pushed.results[0]), Refusal::OldAttempt);
    assert!(is_stale(&pushed.results[1]));
    let done = applied(&store, home, job(5, Some(&taken), 2, "completed", 2)).await;
    let again = push(&store, home, &[job(6, Some(&done), 2, "running", 2)]).await.unwrap();
    assert_eq!(refusal(&again.results[0]), Refusal::Ended);
}

async fn of_devices_that_take_over_a_job_one_gets_it(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let running = applied(&store, home, job(1, None, 1, "running", 1)).await;
    let mut tasks = tokio::task::JoinSet::new();
    for device in 2..18 {
        let (store, running) = (store.clone(), running.clone());
        tasks.spawn(async move {
            let takeover = job(1, Some(&running), 2, "queued", device);
            push_as(&store, home, DeviceId(id(device.into())), 0, &[takeover])
                .await
                .unwrap()
                .results
                .remove(0)
        });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.applied.is_some()).count(), 1);
    assert_eq!(answers.iter().filter(|answer| is_stale(answer)).count(), 15);
}

async fn workspaces_know_nothing_of_each_other(place: Place) {
    let store = place.store().await;
    let (home, other) = (workspace(&store, "home").await, workspace(&store, "other").await);
    let made = applied(&store, home, write(1, 1, None, "{}")).await;
    let pushed = push(&store, other, &[write(1, 1, Some(&made), "{}"), write(2, 1, None, r#"{"mine":1}"#)])
        .await
        .unwrap();
    assert_eq!(pushed.results[0].stale.clone().unwrap().current, None);
    assert!(pushed.results[1].applied.is_some());
    assert_eq!(store.pull(home, None, 0, 10).await.unwrap().records[0].revision, made);
}
