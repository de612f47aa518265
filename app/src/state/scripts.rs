//! Strategies that people write: their records, and what is typed between two stores of one.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::id::{BlobHash, ScriptId};
use shared::script::Script;
use shared::store::Found;

use super::link::Link;
use super::{AppError, LoadState, Settings, set_if_new};
use crate::jobs::driver::wall_ms;
use crate::jobs::news::News;
use crate::storage::records::Records;

/// All scripts.
#[derive(Debug, Clone, Copy)]
pub struct Scripts {
    load_state: RwSignal<LoadState>,
    rows: RwSignal<Vec<Script>>,
    settings: Settings,
    pub(super) link: Link,
}

impl Scripts {
    pub(super) fn new(link: Link, settings: Settings) -> Self {
        Self {
            link,
            settings,
            load_state: RwSignal::new(LoadState::Loading),
            rows: RwSignal::new(Vec::new()),
        }
    }

    /// The scripts from the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Whether they could be read.
    pub fn load_state(&self) -> Signal<LoadState> {
        self.load_state.into()
    }

    /// All, last changed first.
    pub fn rows(&self) -> Signal<Vec<Script>> {
        self.rows.into()
    }

    /// One, reactively.
    pub fn get(&self, id: ScriptId) -> Option<Script> {
        self.rows.with(|rows| rows.iter().find(|script| script.id == id).cloned())
    }

    /// Makes a script.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn add(&self, name: String, source: String) -> Result<ScriptId, AppError> {
        let script = Script::new(ScriptId(uuid::Uuid::now_v7()), name, source, wall_ms());
        let id = script.id;
        self.link.driver().await?.records.put_script(&script).await?;
        self.changed(script).await?;
        self.settings.ask_to_persist();
        Ok(id)
    }

    /// Stores an edit: see [`Script::edited`]. A script that was deleted meanwhile comes back as a new one, whose name is returned.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn edit(
        &self,
        id: ScriptId,
        base: &BlobHash,
        name: Option<String>,
        source: String,
    ) -> Result<Script, AppError> {
        let driver = self.link.driver().await?;
        let edit = (name.clone(), source.clone());
        let edited = driver.records.edit_script(id, base, edit, wall_ms()).await?;
        let script = match edited {
            Some(script) => script,
            None => {
                let name = name.unwrap_or_else(|| "Untitled".to_owned());
                let script = Script::new(ScriptId(uuid::Uuid::now_v7()), name, source, wall_ms());
                driver.records.put_script(&script).await?;
                script
            }
        };
        self.changed(script.clone()).await?;
        Ok(script)
    }

    /// Keeps the present source as a version: it was used.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn keep(&self, id: ScriptId) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        match driver.records.change_script(id, Script::kept).await? {
            Some(script) => self.changed(script).await,
            None => Ok(()),
        }
    }

    /// Goes on with one of two texts, and keeps the other: see [`Script::settled`]. A script that was deleted meanwhile comes back as a new one.
    ///
    /// # Errors
    /// It could not be stored, or the texts are too long to be kept together; then nothing is changed.
    pub async fn settle(&self, id: ScriptId, chosen: &str, other: &str) -> Result<Script, AppError> {
        let driver = self.link.driver().await?;
        let (now_ms, mut fits) = (wall_ms(), true);
        let change = |script: &Script| {
            let settled = script.settled(chosen, other, now_ms);
            fits = settled.is_some();
            settled.unwrap_or_else(|| script.clone())
        };
        let script = match driver.records.change_script(id, change).await? {
            Some(script) => fits.then_some(script).ok_or_else(too_long)?,
            None => {
                let (id, name) = (ScriptId(uuid::Uuid::now_v7()), "Untitled".to_owned());
                let other_one = Script::new(id, name, other.to_owned(), now_ms);
                let script = other_one.settled(chosen, other, now_ms).ok_or_else(too_long)?;
                driver.records.put_script(&script).await?;
                script
            }
        };
        self.changed(script.clone()).await?;
        Ok(script)
    }

    /// Deletes a script; the record that was there, to bring it back.
    ///
    /// # Errors
    /// It could not be deleted.
    pub async fn delete(&self, id: ScriptId) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        driver.records.delete_script(id).await?;
        self.rows.update(|rows| rows.retain(|script| script.id != id));
        driver.tell(&News::Scripts);
        driver.screen.changed();
        Ok(())
    }

    /// Brings a deleted script back, under a new name: other devices may have heard of the deletion.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn restore(&self, script: Script) -> Result<(), AppError> {
        let script = Script { id: ScriptId(uuid::Uuid::now_v7()), ..script };
        self.link.driver().await?.records.put_script(&script).await?;
        self.changed(script).await
    }

    async fn changed(&self, script: Script) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        self.rows.update(|rows| {
            rows.retain(|known| known.id != script.id);
            rows.push(script);
            sort(rows);
        });
        driver.tell(&News::Scripts);
        driver.screen.changed();
        Ok(())
    }

    /// Reads all scripts.
    pub(super) async fn load(&self, records: &Records) -> Result<(), AppError> {
        let found = match records.scripts().await {
            Ok(found) => found,
            Err(error) => {
                let error = AppError::from(error);
                self.fail(&error);
                return Err(error);
            }
        };
        let mut rows = BTreeMap::new();
        for found in found {
            match found {
                Found::Record(script) => drop(rows.insert(script.id, script)),
                Found::Unreadable { key, reason, .. } => {
                    let text =
                        format!("A script cannot be read ({key}: {reason}). It stays stored as it is.");
                    self.settings.warn("script_unreadable", text);
                }
            }
        }
        let mut rows: Vec<Script> = rows.into_values().collect();
        sort(&mut rows);
        set_if_new(self.rows, rows);
        set_if_new(self.load_state, LoadState::Ready);
        Ok(())
    }

    pub(super) fn fail(&self, error: &AppError) {
        set_if_new(self.load_state, LoadState::Failed(error.clone()));
    }

    /// Reads all again, after another tab or device changed them.
    pub(super) async fn reload(&self) {
        if let Ok(driver) = self.link.driver().await {
            // A failure shows in the load state.
            let _ = self.load(&driver.records).await;
        }
    }
}

fn too_long() -> AppError {
    let text = "The two texts are too long to be kept together in one script. Export the text here, then shorten it.";
    AppError::new("script_too_long", text)
}

fn sort(rows: &mut [Script]) {
    rows.sort_by_key(|script| std::cmp::Reverse((script.changed_ms, script.id)));
}
