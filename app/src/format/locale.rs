//! What the browser says about the reader: separators of numbers and the offset of the local zone.

use std::cell::OnceCell;

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use leptos::prelude::Get;

use super::number::{Plus, Separators};
use super::time::Civil;
use crate::state::{Settings, TimeZone};

thread_local! {
    static SEPARATORS: OnceCell<Separators> = const { OnceCell::new() };
}

/// The separators of the browser's language.
pub fn separators() -> Separators {
    SEPARATORS.with(|cell| cell.get_or_init(|| ask().unwrap_or_default()).clone())
}

/// The language in which this browser writes dates. Unlike `navigator.language` it is always one that the browser accepts: a system
/// without a language calls itself `C`.
pub(crate) fn language() -> String {
    resolved("locale").unwrap_or_else(|| "en-US".to_owned())
}

/// What this browser writes dates by.
fn resolved(option: &str) -> Option<String> {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &option.into()).ok()?.as_string()
}

fn ask() -> Option<Separators> {
    let format = Intl::NumberFormat::new(&Array::new(), &Object::new());
    let to_parts: Function = Reflect::get(&format, &"formatToParts".into()).ok()?.dyn_into().ok()?;
    let parts: Array = to_parts.call1(&format, &JsValue::from_f64(12_345.6)).ok()?.dyn_into().ok()?;
    let part = |kind: &str| {
        parts.iter().find_map(|part| {
            let is_kind = Reflect::get(&part, &"type".into()).ok()?.as_string()? == kind;
            is_kind.then(|| Reflect::get(&part, &"value".into()).ok()?.as_string())?
        })
    };
    Some(Separators { group: part("group").unwrap_or_default(), decimal: part("decimal")? })
}

/// The zone in which the page shows times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// As the data has it.
    Utc,
    /// As the reader's clock has it.
    Local,
}

impl Zone {
    /// The zone that the person chose, reactively.
    pub fn chosen(settings: Settings) -> Self {
        match settings.values().get().time_zone {
            TimeZone::Utc => Self::Utc,
            TimeZone::Local => Self::Local,
        }
    }

    /// Milliseconds to add to UTC at that moment.
    pub fn offset_ms(self, utc_ms: i64) -> i64 {
        match self {
            Self::Utc => 0,
            Self::Local => {
                let date = Date::new(&JsValue::from_f64(utc_ms as f64));
                -(date.get_timezone_offset() as i64) * 60_000
            }
        }
    }

    /// Name for headers that this reader alone sees.
    pub fn label(self) -> &'static str {
        match self {
            Self::Utc => "UTC",
            Self::Local => "local",
        }
    }

    /// Name for others, who have another clock: `Europe/Berlin`.
    pub fn name(self) -> String {
        match self {
            Self::Utc => "UTC".to_owned(),
            Self::Local => resolved("timeZone").unwrap_or_else(|| "the local time of its author".to_owned()),
        }
    }

    /// `2026-11-23 09:30`
    pub fn date_time(self, utc_ms: i64) -> String {
        Civil::from_ms(utc_ms + self.offset_ms(utc_ms)).date_time()
    }

    /// The open time of a bar: the date alone for bars of a day and more, which have no time of day in any zone.
    pub fn bar_time(self, utc_ms: i64, interval_ms: i64) -> String {
        if interval_ms >= 86_400_000 { Civil::from_ms(utc_ms).date() } else { self.date_time(utc_ms) }
    }

    /// The bar of a fill in a table: as [`Zone::bar_time`], at midnight the date alone.
    pub fn fill_time(self, utc_ms: i64, interval_ms: i64) -> String {
        self.bar_time(utc_ms, interval_ms).trim_end_matches(" 00:00").to_owned()
    }

    /// A moment on the reader's clock, to the second at most.
    pub fn moment(self, utc_ms: i64) -> String {
        self.date_time(utc_ms - utc_ms.rem_euclid(1_000))
    }
}

/// `value` with fixed decimals in the browser's language.
pub fn fixed(value: f64, decimals: usize, plus: Plus) -> String {
    separators().fixed(value, decimals, plus)
}

/// A whole number in the browser's language.
pub fn count(value: f64) -> String {
    separators().count(value)
}
