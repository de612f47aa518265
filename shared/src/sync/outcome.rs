//! What a transaction of sync did, and what follows from it.

use crate::api::push::Push;

/// What a transaction did.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Nothing that needs an answer.
    Done,
    /// To be sent; without mutations there is nothing to send.
    Frozen(Push),
    /// The answers are taken, and the server does not know a record that it had: it was restored, or it has forgotten that the
    /// record was deleted.
    Doubtful,
    /// The page is taken.
    Received(Received),
    /// The page would remove so many of so many records: nothing was taken.
    WouldRemove {
        /// So many.
        n: u64,
        /// Of so many.
        of: u64,
    },
}

/// What is to be done after a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Fetch the next.
    More,
    /// Nothing; whether something is ready to be sent.
    All {
        /// As said.
        again: bool,
    },
    /// Everything is listed: decide about the rest.
    Listed,
    /// This device and the server should hold the same now, and do not.
    Differs,
    /// The page is not about where the device stands.
    Late,
}
