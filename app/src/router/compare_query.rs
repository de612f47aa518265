//! Which jobs are compared, and how: all of it in the address, so that a comparison can be bookmarked and sent.

use shared::id::JobId;

use super::query::value;

/// What the comparison shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompareQuery {
    /// The jobs, each once, in the order of their letters.
    pub jobs: Vec<JobId>,
    /// The one that differences are against; the first if none is named.
    pub base: Option<JobId>,
    /// Whether equity is shown in cash, not as 100 at the start.
    pub is_cash: bool,
}

impl CompareQuery {
    /// Fewest jobs that can be compared.
    pub const LEAST: usize = 2;
    /// Most jobs that can be compared.
    pub const MOST: usize = 10;

    /// A comparison of these jobs.
    pub fn of(jobs: Vec<JobId>) -> Self {
        Self { jobs, ..Self::default() }
    }

    /// Reads a query. What it does not know it leaves out, and jobs beyond the most that can be compared.
    pub(super) fn parse(query: &str) -> Self {
        let mut jobs: Vec<JobId> = Vec::new();
        for id in value(query, "jobs").unwrap_or_default().split(',').filter_map(|id| id.parse().ok()) {
            if jobs.len() < Self::MOST && !jobs.contains(&id) {
                jobs.push(id);
            }
        }
        let base = value(query, "base").and_then(|id| id.parse().ok());
        Self { jobs, base, is_cash: value(query, "equity").as_deref() == Some("cash") }
    }

    /// The query with its mark; empty if nothing was chosen.
    pub(super) fn query(&self) -> String {
        let mut parts = Vec::new();
        if !self.jobs.is_empty() {
            let jobs: Vec<String> = self.jobs.iter().map(ToString::to_string).collect();
            parts.push(format!("jobs={}", jobs.join(",")));
        }
        parts.extend(self.base.map(|id| format!("base={id}")));
        if self.is_cash {
            parts.push("equity=cash".to_owned());
        }
        if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
    }
}
