//! What a page about one thing shows while news of it arrive, so that a page is drawn once and only its texts change: nothing that a
//! person has open, has typed or has the focus on is lost.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{AppError, LoadState, SyncState};

/// What a page about one thing shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// What is stored is being read.
    Loading,
    /// It could not be read.
    Failed(AppError),
    /// The thing. It stays when another device or tab deletes it: something may have been typed on its page.
    There,
    /// The thing was not there when the page was opened.
    Missing,
}

/// Which of the four: changes when the page has to be drawn anew, and only then.
pub fn known(load_state: Signal<LoadState>, is_there: Signal<bool>) -> Memo<Shown> {
    Memo::new(move |before| match (before, load_state.get()) {
        (Some(Shown::There), _) => Shown::There,
        (_, LoadState::Loading) => Shown::Loading,
        (_, LoadState::Failed(error)) => Shown::Failed(error),
        (_, LoadState::Ready) if is_there.get() => Shown::There,
        (_, LoadState::Ready) => Shown::Missing,
    })
}

/// What `read` gives; `None` until it does. While it fails it is read again after each exchange with a server, because what is
/// missing here may have been sent there. Once there, it stays.
pub fn arriving<T, F>(
    read: impl Fn() -> F + Copy + 'static,
) -> RwSignal<Option<Result<T, AppError>>, LocalStorage>
where
    T: 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    let found = RwSignal::new_local(None);
    let (wanted, busy) = (StoredValue::new(false), StoredValue::new(false));
    let synced = SyncState::expect().synced_ms();
    Effect::new(move |_| {
        synced.track();
        wanted.set_value(found.with_untracked(|found| !matches!(found, Some(Ok(_)))));
        if busy.get_value() {
            return;
        }
        busy.set_value(true);
        spawn_local(async move {
            // An exchange that ends during a read may have come too late for it. `None`: the page was left.
            while wanted.try_update_value(std::mem::take) == Some(true) {
                let now = read().await;
                let is_same = found.try_with_untracked(|before| match (before, &now) {
                    (Some(Err(before)), Err(now)) => before == now,
                    _ => false,
                });
                if now.is_ok() {
                    wanted.try_set_value(false);
                }
                // The same failure once more is nothing to draw.
                if is_same == Some(false) {
                    found.try_set(Some(now));
                }
            }
            busy.try_set_value(false);
        });
    });
    found
}
