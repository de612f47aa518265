//! The stream of events.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::json;
use shared::api::event::Event;
use shared::api::push::Pushed;
use shared::api::{MAX_NUMBER, path};
use tokio::time::timeout;
use uuid::Uuid;

use crate::support::place::{Place, on_each_database};
use crate::support::running::{Device, Running};

on_each_database!(
    a_change_on_one_server_is_heard_on_another,
    a_revoked_device_hears_nothing_more,
    a_server_that_ends_ends_its_streams,
);

/// A stream, read event by event.
pub(crate) struct Ear {
    answer: Response,
    text: String,
}

impl Ear {
    pub(crate) async fn of(device: &Device) -> Self {
        let answer = device.request(Method::GET, path::EVENTS).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self { answer, text: String::new() }
    }

    /// The next event; `None` when the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let data = frame.lines().find_map(|line| line.strip_prefix("data: ")).map(str::to_owned);
                self.text = rest.to_owned();
                let Some(data) = data else { continue };
                return Some(serde_json::from_str(&data).unwrap());
            }
            let piece =
                timeout(Duration::from_secs(30), self.answer.chunk()).await.expect("silence").ok()??;
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }
}

async fn push(device: &Device, number: u64) {
    let mutation =
        json!({"number": number, "kind": "preset", "id": Uuid::now_v7(), "base": null, "body": {}});
    let push =
        json!({"device": Uuid::from_u128(1), "acknowledged": 0, "server_id": null, "mutations": [mutation]});
    device.post::<Pushed>(path::PUSH, &push).await.unwrap();
}

/// Where Postgres is shared, a second server; else the same one.
async fn another(place: &Place, first: &Running) -> Running {
    match place.kind {
        crate::support::place::Kind::Postgres => Running::start(place).await,
        crate::support::place::Kind::Sqlite => Running::over(place, first.store.clone(), |_| {}).await,
    }
}

async fn a_change_on_one_server_is_heard_on_another(place: Place) {
    let here = Running::start(&place).await;
    let there = another(&place, &here).await;
    let (laptop, stranger) = (here.device("home").await, here.device("other").await);
    let mut desktop = there.device("home").await;
    desktop.address = there.address;
    let mut ear = Ear::of(&desktop).await;
    assert_eq!(ear.next().await, Some(Event::Head { seq: 0 }), "the head comes first");
    push(&stranger, 1).await;
    push(&laptop, 1).await;
    // The listener of the second server may only now be connected; then it looks for itself, and a head may come twice.
    while ear.next().await != Some(Event::Head { seq: 1 }) {}
    let progress = json!({"done": 5, "total": 10, "per_second": 2.5, "best": null});
    let live = json!({"device": Uuid::from_u128(1), "jobs": [{"job": Uuid::from_u128(2), "attempt": 1, "progress": progress}]});
    let answer = laptop.request(Method::POST, path::PROGRESS).json(&live).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    let heard = loop {
        match ear.next().await.unwrap() {
            Event::Head { seq } => assert_eq!(seq, 1, "nothing of another workspace"),
            Event::Live { live } => break live,
        }
    };
    assert_eq!((heard.jobs[0].progress.done, heard.jobs[0].progress.per_second), (5, 2.5));
    // The largest report that is allowed gets through, whatever carries it.
    let large = json!({"done": MAX_NUMBER, "total": MAX_NUMBER, "per_second": -1.234_567_890_123_456_7e-300, "best": -1.234_567_890_123_456_7e-300});
    let jobs: Vec<_> = (0..32)
        .map(|_| json!({"job": Uuid::from_u128(u128::MAX), "attempt": u32::MAX, "progress": large}))
        .collect();
    let live = json!({"device": Uuid::from_u128(u128::MAX), "jobs": jobs});
    let answer = laptop.request(Method::POST, path::PROGRESS).json(&live).send().await.unwrap();
    assert_eq!(answer.status(), 204, "{}", answer.text().await.unwrap());
    loop {
        if let Event::Live { live } = ear.next().await.unwrap() {
            assert_eq!(live.jobs.len(), 32);
            break;
        }
    }
}

async fn a_revoked_device_hears_nothing_more(place: Place) {
    let server = Running::start(&place).await;
    let (laptop, lost) = (server.device("home").await, server.device("home").await);
    let mut ear = Ear::of(&lost).await;
    ear.next().await.unwrap();
    let path = format!("/devices/{}", lost.paired.device.id);
    assert_eq!(laptop.request(Method::DELETE, &path).send().await.unwrap().status(), 204);
    while ear.next().await.is_some() {}
}

async fn a_server_that_ends_ends_its_streams(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let mut ear = Ear::of(&device).await;
    ear.next().await.unwrap();
    server.stop().await;
    assert_eq!(ear.next().await, None);
}
