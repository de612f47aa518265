//! Settings of this browser, and what it says of its storage.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::AppError;

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
    /// Colours.
    pub theme: Theme,
    /// Zone of times.
    pub time_zone: TimeZone,
}

impl Default for SettingValues {
    fn default() -> Self {
        Self { pool_size: None, auto_resume: true, theme: Theme::System, time_zone: TimeZone::Utc }
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
}

impl Settings {
    pub(super) fn new() -> Self {
        Self {
            values: RwSignal::new(SettingValues::default()),
            storage: RwSignal::new(None),
            banners: RwSignal::new(Vec::new()),
        }
    }

    /// The settings from the context.
    pub fn expect() -> Self {
        expect_context()
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
        self.values.update(change);
        Err(AppError::not_ready())
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
    pub(crate) fn warn(&self, code: &'static str, message: impl Into<String>) {
        let message = message.into();
        self.banners.update(|banners| {
            if banners.iter().all(|banner| banner.code != code) {
                banners.push(Banner { code, message });
            }
        });
    }
}
