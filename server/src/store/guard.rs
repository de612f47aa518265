//! What a mutation must fulfil by itself, and what the server knows of jobs: that an attempt never goes back, and that an ended
//! one has ended. Merging is the client's; these two hold even against a client whose merge is wrong.

use serde::Deserialize;
use shared::api::push::{MAX_BLOBS, MAX_BODY, Mutation, Refusal, Rejected};
use shared::api::record::{Body, JOB, Revision};
use shared::job::JobState;

/// Longest sentence about what somebody sent: it may quote it.
const MAX_MESSAGE: usize = 200;

/// Checks every name in a mutation, so that nothing of it is stored that is longer than it should be, or that a database does not take.
pub(super) fn form(mutation: &Mutation) -> Result<(), Rejected> {
    if !mutation.kind.is_well_formed() {
        return Err(malformed("a kind is 1 to 32 small letters and underscores"));
    }
    if !mutation.base.as_ref().is_none_or(Revision::is_well_formed) {
        return Err(malformed("a base is the revision that the server gave: 32 lower-case hex digits"));
    }
    if mutation.blobs.len() > MAX_BLOBS {
        return Err(malformed(&format!("a record names at most {MAX_BLOBS} blobs")));
    }
    if !mutation.blobs.iter().all(|blob| blob.is_well_formed()) {
        return Err(malformed("a blob is named by 64 lower-case hex digits"));
    }
    Ok(())
}

/// Checks the body of a mutation without looking at the store.
pub(super) fn check(mutation: &Mutation) -> Result<(), Rejected> {
    let Some(body) = &mutation.body else {
        return if mutation.base.is_some() {
            Ok(())
        } else {
            Err(malformed("only what has a base can be deleted"))
        };
    };
    if body.text().len() > MAX_BODY {
        return Err(refused(
            Refusal::TooLarge,
            &format!("a record has at most {MAX_BODY} bytes, this one has {}", body.text().len()),
        ));
    }
    // Others will have to read it: no deeper than their parsers go, and an object.
    match body.read::<serde_json::Map<String, serde_json::Value>>() {
        Ok(_) => Ok(()),
        Err(error) => Err(malformed(&format!("the body is no JSON object that can be read: {error}"))),
    }
}

#[derive(Deserialize)]
struct Run {
    attempt: u64,
    state: JobState,
}

/// Checks a new version of a record against the stored one.
pub(super) fn may_follow(kind: &str, stored: &Body, next: &Body) -> Result<(), Rejected> {
    // A body of a future layout, or an encrypted one, says nothing here; then the base alone decides.
    let (true, Ok(stored), Ok(next)) = (kind == JOB, stored.read::<Run>(), next.read::<Run>()) else {
        return Ok(());
    };
    if next.attempt < stored.attempt {
        let message =
            format!("the job is at attempt {}, this is about attempt {}", stored.attempt, next.attempt);
        return Err(refused(Refusal::OldAttempt, &message));
    }
    if next.attempt == stored.attempt && stored.state.is_final() && next.state != stored.state {
        let message = format!("attempt {} is {} and stays so", stored.attempt, stored.state.word());
        return Err(refused(Refusal::Ended, &message));
    }
    Ok(())
}

pub(super) fn malformed(message: &str) -> Rejected {
    refused(Refusal::Malformed, message)
}

pub(super) fn refused(reason: Refusal, message: &str) -> Rejected {
    let mut message = message.to_owned();
    message.truncate(message.floor_char_boundary(MAX_MESSAGE));
    Rejected { reason, message, missing: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(attempt: u32, state: &str) -> Body {
        Body::from_text(format!(r#"{{"attempt":{attempt},"state":"{state}","more":[1]}}"#)).unwrap()
    }

    #[test]
    fn an_attempt_never_goes_back_and_an_ended_one_has_ended() {
        for (stored, next, expected) in [
            (job(1, "running"), job(1, "completed"), None),
            (job(1, "completed"), job(1, "completed"), None),
            (job(1, "completed"), job(1, "running"), Some(Refusal::Ended)),
            (job(1, "cancelled"), job(1, "completed"), Some(Refusal::Ended)),
            (job(2, "queued"), job(1, "completed"), Some(Refusal::OldAttempt)),
            (job(1, "completed"), job(2, "queued"), None),
            (job(1, "interrupted"), job(1, "queued"), None),
        ] {
            let answer = may_follow(JOB, &stored, &next).err().map(|rejected| rejected.reason);
            assert_eq!(answer, expected, "{stored:?} {next:?}");
        }
        assert!(
            may_follow("preset", &job(2, "completed"), &job(1, "running")).is_ok(),
            "other kinds are opaque"
        );
        let sealed = Body::from_text(r#"{"enc":{"alg":"x","kid":"y"}}"#.into()).unwrap();
        assert!(may_follow(JOB, &job(2, "completed"), &sealed).is_ok());
    }
}
