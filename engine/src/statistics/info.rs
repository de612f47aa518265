//! What a number of the report is: key, name, unit, direction and definition, declared together with its field.

use serde::Serialize;

/// How a number is to be read and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Account currency.
    Cash,
    /// A share or a return: 0.12 is shown as 12 %.
    Ratio,
    /// A bare number: Sharpe, profit factor.
    Number,
    /// How many.
    Count,
    /// Bars.
    Bars,
    /// Units of the instrument.
    Units,
    /// Milliseconds.
    Duration,
    /// UTC milliseconds since 1970.
    Time,
}

/// Which way a number should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The more the better. Losses and drawdowns are negative, so they are among these.
    Higher,
    /// The less the better.
    Lower,
}

/// The description of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StatInfo {
    /// Key in JSON, in sweeps and in tests.
    pub key: &'static str,
    /// Name on the page.
    pub name: &'static str,
    /// Unit.
    pub unit: Unit,
    /// Direction, if there is one.
    pub better: Option<Better>,
    /// One sentence for the tooltip.
    pub definition: &'static str,
}

/// Declares a struct of metrics, one row per number: `field "key" "Name" Unit direction "Definition.";`.
macro_rules! statistics {
    (@better higher) => { Some($crate::statistics::info::Better::Higher) };
    (@better lower) => { Some($crate::statistics::info::Better::Lower) };
    (@better neither) => { None };
    (
        $(#[$meta:meta])*
        $struct:ident {
            $($field:ident $key:literal $name:literal $unit:ident $better:ident $definition:literal;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $struct {
            $(
                #[doc = $definition]
                #[serde(rename = $key, with = "crate::statistics::metric::json")]
                pub $field: $crate::statistics::metric::Metric,
            )*
        }

        impl $struct {
            /// The descriptions, in the order of the report.
            pub const INFOS: &'static [$crate::statistics::info::StatInfo] = &[$(
                $crate::statistics::info::StatInfo {
                    key: $key,
                    name: $name,
                    unit: $crate::statistics::info::Unit::$unit,
                    better: statistics!(@better $better),
                    definition: $definition,
                },
            )*];

            /// Every number with its description, in the order of the report.
            pub fn metrics(
                &self,
            ) -> Vec<(&'static $crate::statistics::info::StatInfo, $crate::statistics::metric::Metric)> {
                Self::INFOS.iter().zip([$(self.$field),*]).collect()
            }

            /// The number with this key.
            pub fn get(&self, key: &str) -> Option<$crate::statistics::metric::Metric> {
                match key {
                    $($key => Some(self.$field),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use statistics;
