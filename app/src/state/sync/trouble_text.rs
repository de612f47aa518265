//! Why a server does not answer, or not as one would like, in sentences.

use shared::sync::machine::Failure;

use crate::remote::address;
use crate::remote::server::Trouble;
use crate::state::AppError;

/// What the server said, or what its silence may mean.
pub(super) fn said(trouble: Trouble, address: &str) -> AppError {
    match trouble {
        Trouble::Said(error) => AppError::new("server_refused", error.message),
        Trouble::Silence(detail) => {
            let own =
                web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
            AppError::new("server_silent", address::silence(address, &own)).with_detail(detail)
        }
    }
}

/// Why nothing is exchanged, in a sentence.
pub fn in_words(failure: &Failure, address: &str) -> String {
    match failure {
        Failure::Unreachable(_) => said(Trouble::Silence(String::new()), address).message,
        Failure::Busy(_) => "Server busy; retrying.".to_owned(),
        Failure::NoRoom => {
            "The server's disk is full or read-only. Changes made here are kept, and sent once there is room.".to_owned()
        }
        Failure::Unauthorized => {
            "The server no longer knows this device: it was removed there, or the server was replaced. Pair it again; nothing \
             here is lost."
                .to_owned()
        }
        Failure::Protocol(_) => {
            "The server is of another version than this app. Work here goes on as always; reload the page, or bring the server up to \
             date, to exchange again."
                .to_owned()
        }
        Failure::MutationReused => {
            "This browser profile seems to be a copy of another one. Reload the page to continue under a separate name.".to_owned()
        }
        Failure::Refused(message) => message.clone(),
        Failure::OtherServer | Failure::CursorAhead | Failure::CursorTooOld => {
            "Everything is being compared with the server.".to_owned()
        }
    }
}
