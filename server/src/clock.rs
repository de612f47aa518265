//! The server's clock. Everything that depends on time takes it as an argument; this is where it comes from.

/// UTC milliseconds.
pub fn now_ms() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "a native program that has to know the time")]
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
