//! Which versions of the protocol there are, and how the two sides tell each other.

/// The header in which a request names its version, and an answer all versions that the server speaks (`1` or `1, 2`).
pub const HEADER: &str = "hindcast-protocol";

/// The versions spoken here, oldest first.
pub const PROTOCOLS: [u32; 1] = [1];

/// The header's value in an answer.
pub fn spoken() -> String {
    PROTOCOLS.map(|version| version.to_string()).join(", ")
}

/// Whether a request with this header value can be answered.
pub fn is_spoken(value: &str) -> bool {
    value.trim().parse().is_ok_and(|version: u32| PROTOCOLS.contains(&version))
}
