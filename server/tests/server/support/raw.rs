//! Requests letter by letter, for what no client would send.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends text and reads until the other side closes; head in small letters, and body.
pub(crate) async fn exchange(address: SocketAddr, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    read_all(&mut stream).await
}

/// Reads until the other side closes.
pub(crate) async fn read_all(stream: &mut TcpStream) -> (String, String) {
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    // An error after the answer (the other side did not read all of ours) changes nothing of the answer.
    let _ = tokio::time::timeout(Duration::from_secs(60), read).await.expect("the other side never closes");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.to_lowercase(), body.to_owned())
}

/// A GET of a path with further lines of the head.
pub(crate) async fn get(address: SocketAddr, path: &str, lines: &str) -> (String, String) {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{lines}\r\n");
    exchange(address, &request).await
}

/// Status and body of a request with an empty JSON object and further lines of the head.
pub(crate) async fn status(
    address: SocketAddr,
    method: &str,
    path: &str,
    authorization: &str,
) -> (u16, String) {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nhindcast-protocol: 1\r\nconnection: close\r\n{authorization}\
         content-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    let (head, body) = exchange(address, &request).await;
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body)
}
