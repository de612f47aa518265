//! The library: the sets of bars that come with the product. One manifest is the source of the list, of the count that is shown and of
//! the tests, which compare it with the files and with what the generators make.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::id::BlobHash;

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    /// Who published the real bars.
    pub sources: Vec<Source>,
    /// The sets, in the order of the page.
    pub entries: Vec<Entry>,
}

/// A publisher of real bars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What entries call it.
    pub key: String,
    /// Its name, and what of it this is.
    pub name: String,
    /// What may be done with the bars.
    pub licence: String,
    /// The line that is shown wherever the bars are.
    pub credit: String,
    /// What should be known about every set of it.
    pub note: Option<String>,
}

/// A set of bars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// A stable name.
    pub key: String,
    /// The name that is shown.
    pub name: String,
    /// Where it stands in the list.
    pub group: Group,
    /// Key of a [`Source`]; `None` for sets that are made up.
    pub source: Option<String>,
    /// Where its bars come from.
    pub origin: Origin,
    /// What can be learnt from it.
    pub lesson: String,
    /// What should be known about it.
    pub note: Option<String>,
    /// Id of the built-in strategy to try first.
    pub strategy: String,
    /// What is true of its bars.
    #[serde(flatten)]
    pub measured: Measured,
}

/// Groups of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Stocks.
    Stocks,
    /// Rates of currencies.
    Currencies,
    /// Oil and gas.
    Energy,
    /// Sets that are made up from a seed.
    MadeUp,
}

impl Group {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Stocks, Self::Currencies, Self::Energy, Self::MadeUp];
}

/// Where bars come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Origin {
    /// A file that is fetched when the set is opened.
    File {
        /// Its name.
        name: String,
        /// Whether its prices are scaled by its adjusted closes.
        adjusted: bool,
    },
    /// Made in the worker, by the generator of the entry's key.
    MadeUp {
        /// The smallest seed whose bars pass the check of the set.
        seed: u64,
    },
}

/// What is true of the bars of a set; written by a test, not by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The usual distance between bars in milliseconds.
    pub interval_ms: i64,
    /// Number of bars.
    pub n_bars: u32,
    /// Rows of the file that are left out.
    pub left_out: u64,
    /// Open time of the first bar, UTC milliseconds.
    pub first_time: i64,
    /// Open time of the last bar, UTC milliseconds.
    pub last_time: i64,
    /// Size of the file, or of the encoded bars where there is none.
    pub n_bytes: u64,
    /// SHA-256 of the encoded bars.
    pub hash: BlobHash,
    /// Some closes on a logarithmic scale, from 0, the lowest, to 100.
    pub picture: Vec<u8>,
}

impl Library {
    /// The set of a key.
    pub fn find(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The publisher of a set's bars.
    pub fn source(&self, entry: &Entry) -> Option<&Source> {
        let key = entry.source.as_deref()?;
        self.sources.iter().find(|source| source.key == key)
    }

    /// The line that is shown wherever the bars are.
    pub fn credit(&self, entry: &Entry) -> String {
        match (&entry.origin, self.source(entry)) {
            (Origin::MadeUp { seed }, _) => made_up(*seed),
            (Origin::File { adjusted: true, .. }, Some(source)) => {
                format!("{}; adjusted for splits and dividends.", source.credit)
            }
            (Origin::File { .. }, Some(source)) => format!("{}.", source.credit),
            (Origin::File { name, .. }, None) => format!("{name}."),
        }
    }
}

/// What every set that is made up says of itself.
pub fn made_up(seed: u64) -> String {
    format!("Made up from seed {seed}: no market ever traded like this.")
}

/// The library of this build.
pub fn library() -> &'static Library {
    static LIBRARY: LazyLock<Library> =
        LazyLock::new(|| match serde_json::from_str(include_str!("manifest.json")) {
            Ok(library) => library,
            Err(error) => unreachable!("a test reads the same text: {error}"),
        });
    &LIBRARY
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use engine::strategy::catalog;

    use super::*;

    #[test]
    fn every_entry_has_a_key_of_its_own_a_source_and_a_strategy_that_exists() {
        let library = library();
        let keys: BTreeSet<&str> = library.entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys.len(), library.entries.len());
        for entry in &library.entries {
            assert!(catalog::find(&entry.strategy).is_some(), "{}: {}", entry.key, entry.strategy);
            assert!(!entry.lesson.is_empty(), "{}", entry.key);
            let is_made_up = matches!(entry.origin, Origin::MadeUp { .. });
            assert_eq!(is_made_up, entry.group == Group::MadeUp, "{}", entry.key);
            assert_eq!(is_made_up, library.source(entry).is_none(), "{}", entry.key);
        }
    }

    #[test]
    fn the_list_is_in_the_order_of_its_groups() {
        let place = |entry: &Entry| Group::ALL.iter().position(|group| *group == entry.group);
        assert!(library().entries.is_sorted_by_key(place));
    }

    #[test]
    fn what_is_made_up_or_adjusted_says_so() {
        let library = library();
        for entry in &library.entries {
            let credit = library.credit(entry);
            let says = match &entry.origin {
                Origin::MadeUp { seed } => credit.contains(&format!("Made up from seed {seed}:")),
                Origin::File { adjusted, .. } => credit.contains("adjusted") == *adjusted,
            };
            assert!(says, "{}: {credit}", entry.key);
        }
    }
}
