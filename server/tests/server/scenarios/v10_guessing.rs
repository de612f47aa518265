//! V10: guessing tokens and codes: how often, what it tells, and what is left of secrets.

use std::time::Duration;

use shared::api::error::ErrorCode;
use shared::api::path;
use tokio::time::Instant;

use crate::support::dice::rounds;
use crate::support::place::{Kind, Place};
use crate::support::process::Process;
use crate::support::raw::{exchange, status};
use crate::support::running::{Device, Running, client, refused};

#[tokio::test]
async fn v10_guessing_is_slowed_down_and_locks_nobody_out() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::with(&place, |settings| settings.limits.failures = (0.2, 20.0)).await;
    let device = server.device("home").await;
    let guess = |n: u32| format!("authorization: Bearer hc1_{}_{n:064x}\r\n", device.paired.device.id);
    let mut statuses = Vec::new();
    for n in 0..40 {
        statuses.push(status(server.address, "GET", "/api/v1/workspace", &guess(n)).await.0);
    }
    assert_eq!((statuses[0], statuses[19], statuses[39]), (401, 401, 429), "{statuses:?}");
    let answer = client()
        .get(server.url("/api/v1/workspace"))
        .header("hindcast-protocol", "1")
        .bearer_auth("x")
        .send()
        .await
        .unwrap();
    let refused = refused(answer).await;
    assert_eq!(refused.code(), ErrorCode::RateLimited);
    let wait: u64 = refused.retry_after.unwrap().parse().unwrap();
    assert!((1..=5).contains(&wait), "{wait}");
    assert_eq!(refused.error.detail.unwrap().retry_after_s, Some(wait));
    // So are codes; and whoever has a token is not kept out.
    let pair = r#"{"code":"0000-0000-0000-0000","name":"x"}"#;
    let request = format!(
        "POST /api/v1/pairings HTTP/1.1\r\nhost: localhost\r\nhindcast-protocol: 1\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{pair}",
        pair.len()
    );
    assert!(exchange(server.address, &request).await.0.starts_with("http/1.1 429"));
    for _ in 0..30 {
        device.get::<shared::api::workspace::Workspace>(path::WORKSPACE).await.unwrap();
    }
}

#[tokio::test]
async fn v10_a_device_that_asks_too_often_is_told_when_to_ask_again() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::with(&place, |settings| settings.limits.requests = (0.5, 5.0)).await;
    let (busy, calm) = (server.device("home").await, server.device("home").await);
    let ask = async |device: &Device| device.get::<shared::api::workspace::Workspace>(path::WORKSPACE).await;
    for _ in 0..5 {
        ask(&busy).await.unwrap();
    }
    let refused = ask(&busy).await.unwrap_err();
    assert_eq!((refused.code(), refused.retry_after.as_deref()), (ErrorCode::RateLimited, Some("2")));
    ask(&calm).await.unwrap();
}

/// Asks with a token that is wrong; the status.
async fn guess(client: &reqwest::Client, server: &Running, device: &str, n: u64) -> u16 {
    let token = format!("hc1_{device}_{n:064x}");
    let asked =
        client.get(server.url("/api/v1/workspace")).header("hindcast-protocol", "1").bearer_auth(token);
    asked.send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v10_of_many_guesses_hardly_any_is_looked_at() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::with(&place, |settings| settings.limits.failures = (0.2, 20.0)).await;
    let device = server.device("home").await;
    let (client, began) = (client(), Instant::now());
    let (n, mut n_looked_at) = (rounds(1_000), 0);
    for number in 0..n {
        n_looked_at += u64::from(guess(&client, &server, &device.paired.device.id, number).await == 401);
    }
    let allowed = 20.0 + 0.2 * began.elapsed().as_secs_f64();
    assert!(n_looked_at as f64 <= allowed, "{n_looked_at} looked at, {allowed} allowed");
    println!("{n} guesses, {n_looked_at} of them looked at, the others 429");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v10_the_time_of_a_refusal_hardly_tells_whether_a_device_exists() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let (client, none) = (client(), "0".repeat(16));
    // In turn, so that what else happens on the machine meets both, and each first as often as the other; medians, so that a pause
    // counts once.
    let mut gaps = Vec::new();
    for number in 0..rounds(1_000) {
        let mut pair = [(&device.paired.device.id, 1.0), (&none, -1.0)];
        if number % 2 == 1 {
            pair.reverse();
        }
        let mut gap = 0.0;
        for (id, sign) in pair {
            let start = Instant::now();
            assert_eq!(guess(&client, &server, id, number).await, 401);
            gap += sign * start.elapsed().as_secs_f64();
        }
        gaps.push(gap);
    }
    gaps.sort_by(f64::total_cmp);
    let at = |share: f64| gaps[((gaps.len() - 1) as f64 * share) as usize] * 1e9;
    // The median's 95 % interval, by ranks.
    let spread = 0.98 / (gaps.len() as f64).sqrt();
    println!(
        "{} pairs: a device that exists takes {:.0} ns longer (95 %: {:.0} to {:.0})",
        gaps.len(),
        at(0.5),
        at(0.5 - spread),
        at(0.5 + spread)
    );
    assert!(at(0.5).abs() < Duration::from_micros(200).as_nanos() as f64, "the time tells it");
}

#[tokio::test]
async fn v10_no_secret_is_in_the_log_or_on_the_disk() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let mut process = Process::first_start(&place, "trace").await;
    let code = process.code.take().unwrap();
    let device = Device::pair(process.address, &code).await;
    let another: shared::api::device::PairingCode =
        device.post(path::PAIRING_CODES, &serde_json::json!({})).await.unwrap();
    let wrong = format!("hc1_{}_{}", device.paired.device.id, "1".repeat(64));
    let asked = client().get(format!("http://{}/api/v1/workspace", process.address));
    asked.header("hindcast-protocol", "1").bearer_auth(&wrong).send().await.unwrap();
    let log = process.terminate().await;
    assert!(log.contains("pairings"), "the log is one that says something");
    let secret = device.paired.token.rsplit('_').next().unwrap().to_owned();
    let mut disk = Vec::new();
    for entry in std::fs::read_dir(place.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            disk.extend(std::fs::read(path).unwrap());
        }
    }
    let disk = String::from_utf8_lossy(&disk);
    assert!(disk.contains(&device.paired.device.id), "the disk is the one with the devices");
    let code_secret = &code.replace('-', "")[4..];
    let another_secret = &another.code.replace('-', "")[4..];
    for (what, text) in [
        ("token", secret.as_str()),
        ("code", code.as_str()),
        ("code", code_secret),
        ("guess", &"1".repeat(64)),
        ("another code", &another.code),
        ("another code", another_secret),
    ] {
        assert!(!log.contains(text), "a {what} is in the log");
        assert!(!disk.contains(text), "a {what} is on the disk");
    }
}
