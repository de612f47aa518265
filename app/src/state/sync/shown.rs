//! Shows what a session does.

use shared::sync::machine::Phase;
use shared::sync::rows::Standing;
use wasm_bindgen_futures::spawn_local;

use super::{SYNCED, SyncState};
use crate::jobs::driver::wall_ms;
use crate::sync::session::Watch;
use leptos::prelude::*;

/// A clock that differs by less is no reason for a word.
const CLOCK_MS: i64 = 5 * 60 * 1_000;

pub(super) struct Shown(pub(super) SyncState);

impl Watch for Shown {
    fn phase(&self, phase: &Phase) {
        self.0.view.update(|view| view.phase = Some(phase.clone()));
    }

    fn synced(&self) {
        let (state, now) = (self.0, wall_ms());
        state.synced_ms.set(Some(now));
        spawn_local(async move {
            if let Ok(driver) = state.link.driver().await {
                // Without it, the time shown after a reload would be older than it is.
                let _ = driver.records.put_setting(SYNCED, &now).await;
            }
        });
    }

    fn waiting_changed(&self) {
        let state = self.0;
        spawn_local(async move {
            if let Ok(driver) = state.link.driver().await {
                // A count that cannot be read stays as it was.
                let _ = state.watch_waiting(&driver).await;
            }
        });
    }

    fn standing(&self, standing: &Standing) {
        if self.0.view.with_untracked(|view| view.compared != standing.compared) {
            self.0.view.update(|view| view.compared = standing.compared);
        }
    }

    fn transfer(&self, transfer: Option<(u64, u64)>) {
        self.0.view.update(|view| view.transfer = transfer);
    }

    fn clock_ahead(&self, ms: i64) {
        self.0.ahead_ms.set_value(Some(ms));
        let matters = ms.abs() > CLOCK_MS;
        self.0.view.update(|view| view.clock_min = matters.then_some(ms / 60_000));
    }
}
