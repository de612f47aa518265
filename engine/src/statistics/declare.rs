//! How a number is declared: field, key, name, unit, direction and definition in one place.

use serde::{Deserialize, Serialize};

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A ratio, shown in percent.
    Percent,
    /// Cash of the account.
    Cash,
    /// A plain number.
    Number,
    /// A whole number of things.
    Count,
    /// A number of bars.
    Bars,
    /// Milliseconds, shown in days, hours and minutes.
    Duration,
    /// UTC milliseconds, shown as date and time.
    Time,
}

/// Which direction is good, where one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// Declaration of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StatInfo {
    /// Key on the wire and in sweeps.
    pub key: &'static str,
    /// Name on the page.
    pub name: &'static str,
    /// How it is shown.
    pub unit: Unit,
    /// Which direction is good.
    pub better: Option<Better>,
    /// What it is, in a sentence or two.
    pub definition: &'static str,
}

/// Declares a struct of metrics. A line is `field, "key", "name", Unit, direction, "definition"`.
macro_rules! declare_statistics {
    ($(#[$doc:meta])* $name:ident { $($field:ident, $key:literal, $title:literal, $unit:ident, $better:expr, $definition:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $(#[doc = $definition] #[serde(rename = $key, with = "crate::statistics::metric::json", default = "crate::statistics::metric::not_computed")] pub $field: $crate::statistics::Metric,)*
        }

        impl $name {
            /// The declarations, in the order of the page.
            pub const INFO: &'static [$crate::statistics::StatInfo] = &[$($crate::statistics::StatInfo {
                key: $key,
                name: $title,
                unit: $crate::statistics::Unit::$unit,
                better: $better,
                definition: $definition,
            },)*];

            /// Every number with its declaration.
            pub fn metrics(&self) -> Vec<(&'static $crate::statistics::StatInfo, $crate::statistics::Metric)> {
                Self::INFO.iter().zip([$(self.$field),*]).collect()
            }

            /// Keeps the promise of [`Metric`]($crate::statistics::Metric): what has overflowed is undefined.
            fn in_range(self) -> Self {
                let check = |number| $crate::statistics::metric::finite(number, $crate::statistics::Undefined::OutOfRange);
                Self { $($field: self.$field.and_then(check),)* }
            }

            /// A number by key.
            pub fn get(&self, key: &str) -> Option<$crate::statistics::Metric> {
                match key {
                    $($key => Some(self.$field),)*
                    _ => None,
                }
            }
        }
    };
}
