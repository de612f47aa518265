//! Which series are switched off, by strategy: remembered in this browser.

use std::collections::BTreeSet;

use engine::strategy::declaration::StrategyRef;
use leptos::prelude::*;

/// Strategies whose choice is remembered.
const MOST: usize = 50;

/// By strategy the keys of its series that are off; the last changed last.
type Stored = Vec<(String, BTreeSet<String>)>;

/// The choice for one strategy.
#[derive(Debug, Clone, Copy)]
pub(in crate::charts) struct Choice {
    strategy: StoredValue<String>,
    off: RwSignal<BTreeSet<String>>,
    n_changes: RwSignal<usize>,
}

impl Choice {
    /// As it was left. A script is known by its name, so that an edit keeps the choice.
    pub(in crate::charts) fn of(strategy: &StrategyRef) -> Self {
        let kind = if matches!(strategy, StrategyRef::Script { .. }) { "script" } else { "built-in" };
        let strategy = format!("{kind} {strategy}");
        let off = read().into_iter().find(|(of, _)| *of == strategy).map(|(_, off)| off).unwrap_or_default();
        Self { strategy: StoredValue::new(strategy), off: RwSignal::new(off), n_changes: RwSignal::new(0) }
    }

    /// Whether a series is off.
    pub(super) fn is_off(self, key: &str) -> bool {
        self.off.with(|off| off.contains(key))
    }

    /// The same, for whom changes are told otherwise.
    pub(super) fn was_off(self, key: &str) -> bool {
        self.off.with_untracked(|off| off.contains(key))
    }

    /// Counts the changes.
    pub(in crate::charts) fn n_changes(self) -> Signal<usize> {
        self.n_changes.into()
    }

    /// Switches a series on or off.
    pub(super) fn toggle(self, key: &str) {
        self.off.update(|off| {
            if !off.remove(key) {
                off.insert(key.to_owned());
            }
        });
        let strategy = self.strategy.get_value();
        // Another tab may have changed that of another strategy.
        let mut stored = read();
        stored.retain(|(of, _)| *of != strategy);
        let off = self.off.get_untracked();
        if !off.is_empty() {
            stored.push((strategy, off));
        }
        stored.drain(..stored.len().saturating_sub(MOST));
        write(&stored);
        self.n_changes.update(|n| *n += 1);
    }
}

fn storage_key() -> String {
    // Static hosts share an origin between sites: the path keeps them apart.
    format!("hindcast:{}:series-off", window().location().pathname().unwrap_or_default())
}

fn read() -> Stored {
    let read = || {
        let storage = window().local_storage().ok().flatten()?;
        serde_json::from_str(&storage.get_item(&storage_key()).ok().flatten()?).ok()
    };
    read().unwrap_or_default()
}

fn write(stored: &Stored) {
    // Without storage, or with a full one, the choice lives as long as the page.
    if let (Ok(Some(storage)), Ok(text)) = (window().local_storage(), serde_json::to_string(stored)) {
        let _ = storage.set_item(&storage_key(), &text);
    }
}
