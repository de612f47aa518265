//! V7: bodies longer than allowed, whatever their head says about their length. Also what else a body must not be.

use shared::api::error::ErrorCode;
use shared::bytes::hash_of;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::place::{Kind, Place};
use crate::support::process::Process;
use crate::support::raw::exchange;
use crate::support::running::Device;

const MIB: usize = 1 << 20;

/// Sends a body of so many bytes under a head, in pieces, and returns the status, 0 for no answer.
async fn send(device: &Device, line: &str, kind: &str, length: &str, n_bytes: usize, chunked: bool) -> u16 {
    let head = format!(
        "{line} HTTP/1.1\r\nhost: {}\r\nhindcast-protocol: 1\r\nauthorization: Bearer {}\r\nconnection: close\r\n\
         content-type: {kind}\r\n{length}\r\n\r\n",
        device.address, device.paired.token
    );
    // Who sends less than the head promised, hangs up; others wait for the answer.
    let hangs_up = length == format!("content-length: {MIB}") && n_bytes < MIB;
    let stream = TcpStream::connect(device.address).await.unwrap();
    let (mut from, mut to) = stream.into_split();
    let sending = tokio::spawn(async move {
        let mut left = n_bytes;
        let piece = vec![b' '; 64 << 10];
        to.write_all(head.as_bytes()).await.ok()?;
        while left > 0 {
            let n = left.min(piece.len());
            if chunked {
                to.write_all(format!("{n:x}\r\n").as_bytes()).await.ok()?;
            }
            to.write_all(&piece[..n]).await.ok()?;
            if chunked {
                to.write_all(b"\r\n").await.ok()?;
            }
            left -= n;
        }
        if chunked {
            to.write_all(b"0\r\n\r\n").await.ok()?;
        }
        if hangs_up {
            to.shutdown().await.ok()?;
        }
        Some(to)
    });
    let mut answer = Vec::new();
    let _ = from.read_to_end(&mut answer).await;
    sending.abort();
    drop(sending.await);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.split(' ').nth(1).map_or(0, |status| status.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v07_a_body_is_counted_while_it_comes_whatever_its_head_says() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Process::first_start(&place, "warn").await;
    let device = Device::pair(server.address, server.code.as_ref().unwrap()).await;
    let (mut before, mut most, mut n_requests) = (server.peak_mib(), 0.0_f64, 0);
    let bytes = vec![b' '; 4 * MIB];
    let chunk = format!("PUT /api/v1/blobs/{}", hash_of(&bytes));
    let (json, octets) = ("application/json", "application/octet-stream");
    let push = "POST /api/v1/records/push";
    let length = |n: usize| format!("content-length: {n}");
    let chunked = "transfer-encoding: chunked".to_owned();
    for (line, kind, length, n_bytes, is_chunked, expected) in [
        (push, json, length(MIB), MIB, false, 400),
        (push, json, length(MIB + 1), MIB + 1, false, 413),
        (push, json, length(20 * MIB), 20 * MIB, false, 413),
        (push, json, chunked.clone(), MIB, true, 400),
        (push, json, chunked.clone(), MIB + 1, true, 413),
        (push, json, chunked.clone(), 100 * MIB, true, 413),
        (push, json, "content-length: -1".into(), 10, false, 400),
        (push, json, "content-length: 1e3".into(), 10, false, 400),
        (push, json, "content-length: 5\r\ncontent-length: 6".into(), 6, false, 400),
        (chunk.as_str(), octets, length(4 * MIB), 4 * MIB, false, 204),
        (chunk.as_str(), octets, length(4 * MIB + 1), 4 * MIB + 1, false, 413),
        (chunk.as_str(), octets, chunked.clone(), 4 * MIB, true, 204),
        (chunk.as_str(), octets, chunked.clone(), 50 * MIB, true, 413),
        (chunk.as_str(), json, length(MIB + 1), MIB + 1, false, 413),
    ] {
        server.forget_peak();
        let status = send(&device, line, kind, &length, n_bytes, is_chunked).await;
        let after = server.peak_mib();
        most = after.zip(before).map_or(most, |(after, before)| most.max(after - before));
        (before, n_requests) = (after, n_requests + 1);
        assert_eq!(status, expected, "{line}, {length}, {n_bytes} bytes");
    }
    // The head promises more than comes, and whoever sent it has hung up: an error, if anybody is there to hear it.
    let cut_off = send(&device, push, json, &length(MIB), 10, false).await;
    assert!(matches!(cut_off, 0 | 400), "{cut_off}");
    // A body of 100 MiB that was kept would show.
    assert!(most < 50.0, "a request has cost {most:.1} MiB");
    println!("{n_requests} bodies, the server's memory grew by at most {most:.1} MiB in one request");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v08_compressed_bodies_and_foreign_types_are_refused() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Process::first_start(&place, "warn").await;
    let device = Device::pair(server.address, server.code.as_ref().unwrap()).await;
    let ask = async |lines: &str, body: &str| {
        let request = format!(
            "POST /api/v1/records/push HTTP/1.1\r\nhost: localhost\r\nhindcast-protocol: 1\r\nconnection: close\r\n\
             authorization: Bearer {}\r\ncontent-length: {}\r\n{lines}\r\n{body}",
            device.paired.token,
            body.len()
        );
        exchange(server.address, &request).await
    };
    let foreign = [
        "content-type: application/json\r\ncontent-encoding: gzip\r\n",
        "content-type: application/json\r\ncontent-encoding: br\r\n",
        "content-type: application/json\r\ncontent-encoding: identity, zstd\r\n",
        "content-type: application/json\r\ncontent-encoding: identity\r\ncontent-encoding: gzip\r\n",
        "content-type: text/plain\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "content-type: multipart/form-data; boundary=x\r\n",
        "content-type: application/jsonp\r\n",
        "",
    ];
    server.forget_peak();
    let before = server.peak_mib();
    for lines in foreign {
        let (answer, body) = ask(lines, "{}").await;
        assert!(answer.starts_with("http/1.1 415"), "{lines}: {answer}");
        let error: shared::api::error::ApiError = serde_json::from_str(&body).unwrap();
        assert_eq!(error.code, ErrorCode::UnsupportedMediaType);
    }
    // Whether a packed body would unpack to a gigabyte is never found out.
    let grown = server.peak_mib().zip(before).map_or(0.0, |(after, before)| after - before);
    println!("V8: {} bodies packed or of a foreign type refused, peak memory +{grown:.1} MiB", foreign.len());
    let plain = "content-type: Application/JSON; charset=utf-8\r\ncontent-encoding: identity\r\n";
    let (answer, _) = ask(plain, "{}").await;
    assert!(answer.starts_with("http/1.1 422"), "{answer}");
}
