//! Why the browser's storage did not do what it should.

use wasm_bindgen::{JsCast, JsValue};

/// Why the browser's storage did not do what it should.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StorageError {
    /// No more room.
    #[error(
        "The browser has no more room for this site. Delete datasets or jobs you no longer need, or free space on the disk."
    )]
    Full(String),
    /// The browser refuses storage here.
    #[error("{}", .0.sentence())]
    Unavailable(Refusal, String),
    /// Another tab with a newer version has taken over the database.
    #[error("A newer version of Hindcast is open in another tab. Reload this tab.")]
    Superseded,
    /// The data here were written by a newer version than this one.
    #[error(
        "The data in this browser were written by a newer version of Hindcast. Reload the page to get that version; if this stays, the site \
         serves an older one. Nothing was changed."
    )]
    Newer(String),
    /// Anything else.
    #[error(
        "The browser's storage failed. Reload the page; if that does not help, export the jobs and report this."
    )]
    Failed(String),
}

/// Why the browser refuses storage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Refusal {
    /// The page came over http from another machine.
    Insecure,
    /// A private window, or a setting of the browser.
    Private,
    /// The browser has no private files.
    Missing,
}

impl Refusal {
    fn sentence(self) -> &'static str {
        match self {
            Self::Insecure => {
                "Browsers let a page store files over https or on localhost only. Open Hindcast at such an address."
            }
            Self::Private => {
                "The browser does not let this page store files. Open it outside of a private window, and allow the site to store data."
            }
            Self::Missing => {
                "This browser cannot store files for a page. Use Chrome or Edge 108, Firefox 114, Safari 16.4, or a newer version of one of them."
            }
        }
    }

    /// What is missing in this page although browsers have it.
    pub(super) fn of_missing() -> Self {
        let is_secure = js_sys::Reflect::get(&js_sys::global(), &"isSecureContext".into());
        if is_secure.is_ok_and(|is_secure| is_secure.is_truthy()) { Self::Missing } else { Self::Insecure }
    }
}

impl StorageError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full(_) => "storage_full",
            Self::Unavailable(..) => "storage_unavailable",
            Self::Superseded => "storage_superseded",
            Self::Newer(_) => "storage_newer",
            Self::Failed(_) => "storage_failed",
        }
    }

    /// What the browser said.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Full(detail)
            | Self::Unavailable(_, detail)
            | Self::Newer(detail)
            | Self::Failed(detail) => Some(detail.clone()),
            Self::Superseded => None,
        }
    }
}

impl From<JsValue> for StorageError {
    fn from(error: JsValue) -> Self {
        let detail = described(&error);
        match name(&error).as_str() {
            "QuotaExceededError" => Self::Full(detail),
            "SecurityError" | "NotAllowedError" => Self::Unavailable(Refusal::Private, detail),
            "VersionError" => Self::Newer(detail),
            _ => Self::Failed(detail),
        }
    }
}

impl From<StorageError> for shared::job::JobError {
    fn from(error: StorageError) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.to_string(),
            place: shared::job::ErrorPlace::default(),
            detail: error.detail(),
        }
    }
}

/// The `name` of a DOMException or Error, empty for anything else.
pub(crate) fn name(error: &JsValue) -> String {
    js_sys::Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}

/// An exception in one line.
pub(crate) fn described(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Object>() {
        Some(object) => String::from(object.to_string()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}
