//! The stream of events, and reports of running jobs that go straight into it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event as Frame, KeepAlive, Sse};
use futures::{Stream, StreamExt, stream};
use shared::api::error::ErrorCode;
use shared::api::event::{Event, Live, MAX_LIVE};
use shared::api::{MAX_NUMBER, path};
use shared::job::Progress;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

use super::auth::Caller;
use super::error::{Answer, Failure};
use super::extract;
use super::state::AppState;
use crate::events::Notice;

/// A listener at work.
struct Listener {
    caller: Caller,
    state: AppState,
    notices: broadcast::Receiver<Notice>,
    stopping: watch::Receiver<bool>,
    /// Whether the head is to be told without waiting for a notice.
    look: bool,
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.state.metrics.listeners.dec();
    }
}

/// What happens in the workspace, as it happens (server-sent events). First the head, then each change of it.
#[utoipa::path(get, path = path::EVENTS, tag = "events",
    responses((status = 200, body = Event, content_type = "text/event-stream")), security(("device" = [])))]
pub(super) async fn events(
    caller: Caller,
    State(state): State<AppState>,
) -> Sse<impl Stream<Item = Result<Frame, axum::Error>>> {
    // Listening begins before the head is read: nothing can fall in between.
    let notices = state.store.hub().listen(caller.workspace);
    state.metrics.listeners.inc();
    let stopping = state.stopping.clone();
    let keep_alive = KeepAlive::new().interval(state.settings.limits.keep_alive);
    let listener = Listener { caller, state, notices, stopping, look: true };
    let frames = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((event, listener))
    });
    Sse::new(frames.map(|event| frame(&event))).keep_alive(keep_alive)
}

impl Listener {
    /// The next event; `None` when the stream is to end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if std::mem::take(&mut self.look) {
                return self.head().await;
            }
            let notice = tokio::select! {
                notice = self.notices.recv() => notice,
                _ = self.stopping.wait_for(|stop| *stop) => return None,
            };
            match notice {
                Ok(Notice::Event(event)) => return Some(event),
                Ok(Notice::Revoked(device)) if device == self.caller.device => return None,
                Ok(Notice::Revoked(_)) => {}
                Ok(Notice::LookAgain) | Err(RecvError::Lagged(_)) => self.look = true,
                Err(RecvError::Closed) => return None,
            }
        }
    }

    async fn head(&self) -> Option<Event> {
        // In a task of its own: a client that hangs up must not stop a transaction half-way.
        let (store, caller) = (self.state.store.clone(), self.caller.clone());
        let read = tokio::spawn(async move {
            // Notices may have been missed; one of them may have been that the token is gone.
            let known = store.known_device(&caller.device).await?.is_some();
            Ok::<_, crate::store::StoreError>(store.workspace(caller.workspace).await?.filter(|_| known))
        });
        match read.await {
            Ok(Ok(stands)) => stands.map(|stands| Event::Head { seq: stands.seq }),
            // The client comes back and asks again.
            Ok(Err(_)) | Err(_) => None,
        }
    }
}

fn frame(event: &Event) -> Result<Frame, axum::Error> {
    let name = match event {
        Event::Head { .. } => "head",
        Event::Live { .. } => "live",
    };
    Frame::default().event(name).json_data(event)
}

/// How far running jobs are. Passed on to those who listen, not stored.
#[utoipa::path(post, path = path::PROGRESS, tag = "events", request_body = Live,
    responses((status = 204, description = "Passed on")), security(("device" = [])))]
pub(super) async fn progress(
    caller: Caller,
    State(state): State<AppState>,
    extract::Json(live): extract::Json<Live>,
) -> Answer<StatusCode> {
    let is_exact = |progress: Progress| progress.done.max(progress.total) <= MAX_NUMBER;
    if !live.jobs.iter().all(|job| is_exact(job.progress)) {
        return Err(Failure::said(
            ErrorCode::Invalid,
            format!("`done` and `total` are at most {MAX_NUMBER}."),
        ));
    }
    if live.jobs.len() > MAX_LIVE || !state.store.tell_live(caller.workspace, live).await? {
        return Err(Failure::said(ErrorCode::Invalid, format!("At most {MAX_LIVE} jobs at a time.")));
    }
    Ok(StatusCode::NO_CONTENT)
}
