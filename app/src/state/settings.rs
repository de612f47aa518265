//! Settings of this browser, and what it says of its storage.

use engine::statistics::Preset;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::StorageEstimate;

use super::AppError;
use super::link::Link;
use crate::storage::opfs;
use crate::storage::records::Records;

/// Colours of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// In which zone times are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeZone {
    /// UTC.
    #[default]
    Utc,
    /// The computer's.
    Local,
}

/// What is kept of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingValues {
    /// Number of workers; `None`: one less than the processor has cores.
    pub pool_size: Option<usize>,
    /// Whether interrupted jobs go on by themselves.
    pub auto_resume: bool,
    /// Whether completed backtests are checked for look-ahead by themselves.
    pub auto_check: bool,
    /// Colours.
    pub theme: Theme,
    /// Zone of times.
    pub time_zone: TimeZone,
    /// Whose definitions a report shows.
    pub preset: Preset,
    /// Whether the desktop tells of jobs that end while the page is not in sight.
    pub notify: bool,
    /// Whether keys alone, without Ctrl or ⌘, are shortcuts.
    pub single_keys: bool,
}

impl Default for SettingValues {
    fn default() -> Self {
        Self {
            pool_size: None,
            auto_resume: true,
            auto_check: true,
            theme: Theme::System,
            time_zone: TimeZone::Utc,
            preset: Preset::default(),
            notify: false,
            single_keys: true,
        }
    }
}

impl SettingValues {
    /// Number of workers.
    pub fn pool_size(&self) -> usize {
        self.pool_size.unwrap_or_else(crate::pool::default_size).max(1)
    }
}

/// What the browser says of its storage.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StorageUse {
    /// Bytes in use by this site.
    pub usage: f64,
    /// Bytes this site may use.
    pub quota: f64,
    /// Whether the browser promised not to clear it by itself.
    pub persisted: bool,
}

/// Something the person should know as long as it is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// Stable code.
    pub code: &'static str,
    /// A sentence.
    pub message: String,
}

/// Settings, storage, banners.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    values: RwSignal<SettingValues>,
    storage: RwSignal<Option<StorageUse>>,
    banners: RwSignal<Vec<Banner>>,
    link: Link,
}

/// Key of the settings in storage.
const KEY: &str = "values";

impl Settings {
    pub(super) fn new(link: Link) -> Self {
        Self {
            link,
            values: RwSignal::new(SettingValues::default()),
            storage: RwSignal::new(None),
            banners: RwSignal::new(Vec::new()),
        }
    }

    /// The settings from the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// All settings as they are now.
    pub(super) fn now(&self) -> SettingValues {
        self.values.get_untracked()
    }

    /// All settings.
    pub fn values(&self) -> Signal<SettingValues> {
        self.values.into()
    }

    /// Changes settings, here at once and in storage right after.
    ///
    /// # Errors
    /// They could not be stored; they hold until the page is closed.
    pub async fn update(&self, change: impl FnOnce(&mut SettingValues)) -> Result<(), AppError> {
        let before = self.values.get_untracked();
        self.values.update(change);
        let after = self.values.get_untracked();
        let driver = self.link.driver().await?;
        if after.pool_size != before.pool_size {
            driver.resize(after.pool_size());
        }
        Ok(driver.records.put_setting(KEY, &after).await?)
    }

    /// Reads the settings; without stored ones the defaults hold.
    pub(super) async fn load(&self, records: &Records) -> Result<(), AppError> {
        if let Some(values) = records.setting(KEY).await? {
            self.values.set(values);
        }
        Ok(())
    }

    /// Asks the browser how much is stored.
    pub async fn refresh_storage(&self) {
        self.storage.set(storage_use().await.ok());
    }

    /// Asks the browser not to clear this site by itself; it may refuse. Nothing waits for the answer: some browsers ask the person, who
    /// may never say anything.
    pub fn ask_to_persist(&self) {
        let settings = *self;
        spawn_local(async move {
            settings.refresh_storage().await;
            if let Ok(Ok(asked)) = opfs::storage_manager().map(|storage| storage.persist()) {
                // A refusal shows in the storage use.
                let _ = JsFuture::from(asked).await;
                settings.refresh_storage().await;
            }
        });
    }

    /// Usage and quota, `None` until known.
    pub fn storage(&self) -> Signal<Option<StorageUse>> {
        self.storage.into()
    }

    /// What the person should know.
    pub fn banners(&self) -> Signal<Vec<Banner>> {
        self.banners.into()
    }

    /// Adds a banner, once per code.
    pub(super) fn warn(&self, code: &'static str, message: impl Into<String>) {
        let message = message.into();
        self.banners.update(|banners| {
            if banners.iter().all(|banner| banner.code != code) {
                banners.push(Banner { code, message });
            }
        });
    }
}

async fn storage_use() -> Result<StorageUse, JsValue> {
    let storage = opfs::storage_manager().map_err(|error| JsValue::from(error.to_string()))?;
    let estimate: StorageEstimate = JsFuture::from(storage.estimate()?).await?.unchecked_into();
    let persisted = JsFuture::from(storage.persisted()?).await?.is_truthy();
    let (usage, quota) = (estimate.get_usage().unwrap_or(0.0), estimate.get_quota().unwrap_or(0.0));
    Ok(StorageUse { usage, quota, persisted })
}
