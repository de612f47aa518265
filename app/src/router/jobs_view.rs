//! How the list of jobs is filtered and sorted: a part of its address, so that it can be bookmarked and is there again on *Back*.

use shared::job::JobState;

use super::query::{encode, value};

/// What the list shows; empty parts let everything through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobsView {
    /// Words that title, strategy, dataset, tags or note must contain, all of them.
    pub text: String,
    /// State.
    pub state: Option<JobState>,
    /// Key of a strategy.
    pub strategy: Option<String>,
    /// Hash of a dataset's bars: two descriptions of the same bars are one choice.
    pub dataset: Option<String>,
    /// Marked ones only.
    pub is_starred: bool,
    /// Order.
    pub sort: JobSort,
}

/// Order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSort {
    /// What is compared.
    pub by: SortKey,
    /// Largest, or last, first.
    pub is_descending: bool,
}

/// What jobs are compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortKey {
    /// When they were submitted.
    Created,
    /// Their titles.
    Title,
    /// How long they took.
    Took,
    /// A number of their summaries, by the statistic's key.
    Number(String),
}

impl Default for JobSort {
    /// The newest first.
    fn default() -> Self {
        Self { by: SortKey::Created, is_descending: true }
    }
}

impl SortKey {
    /// The word in the address.
    pub fn word(&self) -> &str {
        match self {
            Self::Created => "created",
            Self::Title => "title",
            Self::Took => "took",
            Self::Number(key) => key,
        }
    }

    /// The key of a word. What is no word of the others is the key of a number, which jobs may have or not.
    pub fn of_word(word: &str) -> Self {
        match word {
            "created" => Self::Created,
            "title" => Self::Title,
            "took" => Self::Took,
            key => Self::Number(key.to_owned()),
        }
    }
}

impl JobsView {
    /// Whether nothing is filtered.
    pub fn admits_all(&self) -> bool {
        *self == Self { sort: self.sort.clone(), ..Self::default() }
    }

    /// Reads a query. What it does not know it leaves out.
    pub(super) fn parse(query: &str) -> Self {
        let text = |key| value(query, key).filter(|text| !text.is_empty());
        let state =
            text("state").and_then(|word| JobState::ALL.into_iter().find(|state| state.word() == word));
        let sort = text("sort").map_or_else(JobSort::default, |word| JobSort {
            by: SortKey::of_word(&word),
            is_descending: text("order").as_deref() != Some("ascending"),
        });
        Self {
            text: text("search").unwrap_or_default(),
            state,
            strategy: text("strategy"),
            dataset: text("dataset"),
            is_starred: text("starred").is_some(),
            sort,
        }
    }

    /// The query with its mark; empty for the whole list, newest first.
    pub(super) fn query(&self) -> String {
        let mut parts = Vec::new();
        let mut add = |key: &str, value: &str| parts.push(format!("{key}={}", encode(value)));
        if !self.text.trim().is_empty() {
            add("search", &self.text);
        }
        if let Some(state) = self.state {
            add("state", state.word());
        }
        for (key, value) in [("strategy", &self.strategy), ("dataset", &self.dataset)] {
            if let Some(value) = value {
                add(key, value);
            }
        }
        if self.is_starred {
            add("starred", "yes");
        }
        if self.sort != JobSort::default() {
            add("sort", self.sort.by.word());
            if !self.sort.is_descending {
                add("order", "ascending");
            }
        }
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}
