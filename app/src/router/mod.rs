//! Hash routes (`#/run/sma_cross?dataset=…`), so that any static host and any sub-path work.
//!
//! [`Route`] is pure: text to route and back. [`location`] connects it with the address bar.

mod compare_query;
mod jobs_view;
pub mod location;
mod query;

use shared::id::{DatasetId, JobId, ScriptId};

pub use compare_query::CompareQuery;
pub use jobs_view::{JobSort, JobsView, SortKey};
pub use query::{decode, encode};

/// A page and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// All strategies.
    Strategies,
    /// One strategy's rules and parameters.
    Strategy(String),
    /// A strategy that a person wrote: its editor.
    Script(ScriptId),
    /// The form that makes a script of rules.
    Rules,
    /// The run form.
    Run(RunQuery),
    /// All datasets.
    Datasets,
    /// One dataset.
    Dataset(DatasetId),
    /// The list of jobs, filtered and sorted.
    Jobs(JobsView),
    /// One job: its progress, report or error.
    Job(JobId),
    /// Several jobs side by side.
    Compare(CompareQuery),
    /// Settings.
    Settings,
    /// The offer of a paired device, as its QR code says it: pair with this server by this code.
    Pair(PairOffer),
    /// An address that names no page.
    Unknown(String),
}

/// What the run form starts from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunQuery {
    /// Id of a built-in strategy or of a script; with a job, the hash of the source that it brings along.
    pub strategy: String,
    /// Dataset chosen beforehand.
    pub dataset: Option<DatasetId>,
    /// Job whose settings fill the form.
    pub job: Option<JobId>,
}

/// What a pairing link carries. It stands behind the `#`, so that no server, proxy or log on the way ever sees the code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PairOffer {
    /// The server's address.
    pub server: String,
    /// The one-time code.
    pub code: String,
}

impl Route {
    /// Reads the part of an address from `#` on.
    pub fn parse(hash: &str) -> Self {
        let path = hash.trim_start_matches('#');
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decode).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let unknown = || Self::Unknown(hash.to_owned());
        match parts.as_slice() {
            [] | ["strategies"] => Self::Strategies,
            ["strategies", "script", id] => id.parse().map_or_else(|_| unknown(), Self::Script),
            ["strategies", "rules"] => Self::Rules,
            ["strategies", id] => Self::Strategy((*id).to_owned()),
            ["run", strategy] => Self::Run(RunQuery {
                strategy: (*strategy).to_owned(),
                dataset: query::value(query, "dataset").and_then(|id| id.parse().ok()),
                job: query::value(query, "job").and_then(|id| id.parse().ok()),
            }),
            ["datasets"] => Self::Datasets,
            ["datasets", id] => id.parse().map_or_else(|_| unknown(), Self::Dataset),
            ["jobs"] => Self::Jobs(JobsView::parse(query)),
            ["jobs", id] => id.parse().map_or_else(|_| unknown(), Self::Job),
            ["compare"] => Self::Compare(CompareQuery::parse(query)),
            ["settings"] => Self::Settings,
            ["pair"] => Self::Pair(PairOffer {
                server: query::value(query, "server").unwrap_or_default(),
                code: query::value(query, "code").unwrap_or_default(),
            }),
            _ => unknown(),
        }
    }

    /// The address, for links.
    pub fn href(&self) -> String {
        match self {
            Self::Strategies => "#/strategies".into(),
            Self::Strategy(id) => format!("#/strategies/{}", encode(id)),
            Self::Script(id) => format!("#/strategies/script/{id}"),
            Self::Rules => "#/strategies/rules".into(),
            Self::Run(RunQuery { strategy, dataset, job }) => {
                let dataset = dataset.as_ref().map(|id| format!("dataset={id}"));
                let job = job.as_ref().map(|id| format!("job={id}"));
                let query: Vec<String> = dataset.into_iter().chain(job).collect();
                let mark = if query.is_empty() { "" } else { "?" };
                format!("#/run/{}{mark}{}", encode(strategy), query.join("&"))
            }
            Self::Datasets => "#/datasets".into(),
            Self::Dataset(id) => format!("#/datasets/{id}"),
            Self::Jobs(view) => format!("#/jobs{}", view.query()),
            Self::Job(id) => format!("#/jobs/{id}"),
            Self::Compare(query) => format!("#/compare{}", query.query()),
            Self::Settings => "#/settings".into(),
            Self::Pair(PairOffer { server, code }) => {
                format!("#/pair?server={}&code={}", encode(server), encode(code))
            }
            Self::Unknown(hash) => hash.clone(),
        }
    }

    /// The run form of a strategy, with nothing chosen yet.
    pub fn run(strategy: &str) -> Self {
        Self::Run(RunQuery { strategy: strategy.to_owned(), ..RunQuery::default() })
    }

    /// All jobs, newest first.
    pub fn jobs() -> Self {
        Self::Jobs(JobsView::default())
    }

    /// The entry of the navigation that this page belongs to.
    pub fn section(&self) -> Section {
        match self {
            Self::Strategies | Self::Strategy(_) | Self::Script(_) | Self::Rules | Self::Run(_) => {
                Section::Strategies
            }
            Self::Datasets | Self::Dataset(_) => Section::Datasets,
            Self::Jobs(_) | Self::Job(_) | Self::Compare(_) => Section::Jobs,
            Self::Settings | Self::Pair(_) => Section::Settings,
            Self::Unknown(_) => Section::None,
        }
    }
}

/// Entries of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Strategies and the run form.
    Strategies,
    /// Datasets.
    Datasets,
    /// Jobs.
    Jobs,
    /// Settings.
    Settings,
    /// No entry.
    None,
}

#[cfg(test)]
mod tests {
    use shared::job::JobState;

    use super::*;

    const ID: &str = "0192f7a0-1234-7abc-8def-0123456789ab";
    const OTHER: &str = "0192f7a0-1234-7abc-8def-0123456789ac";

    #[test]
    fn every_route_survives_the_way_to_the_address_bar_and_back() {
        let job = ID.parse::<JobId>().unwrap();
        let dataset = ID.parse::<DatasetId>().unwrap();
        for route in [
            Route::Strategies,
            Route::Strategy("sma_cross".into()),
            Route::Strategy("a b/ü?&#".into()),
            Route::Script(ID.parse().unwrap()),
            Route::Rules,
            Route::run("sma_cross"),
            Route::Run(RunQuery { strategy: "x".into(), dataset: Some(dataset), job: Some(job) }),
            Route::Datasets,
            Route::Dataset(dataset),
            Route::jobs(),
            Route::Jobs(JobsView {
                text: "a & b=ü".into(),
                state: Some(JobState::Failed),
                strategy: Some("sma_cross".into()),
                dataset: Some("ab12".into()),
                is_starred: true,
                sort: JobSort { by: SortKey::Number("sharpe".into()), is_descending: false },
            }),
            Route::Jobs(JobsView {
                sort: JobSort { by: SortKey::Title, is_descending: true },
                ..JobsView::default()
            }),
            Route::Job(job),
            Route::Compare(CompareQuery::default()),
            Route::Compare(CompareQuery {
                jobs: vec![job, OTHER.parse().unwrap()],
                base: Some(job),
                is_cash: true,
            }),
            Route::Settings,
            Route::Pair(PairOffer { server: "https://[::1]:8443".into(), code: "AB-12 ü&?#".into() }),
        ] {
            assert_eq!(Route::parse(&route.href()), route, "{}", route.href());
        }
    }

    #[test]
    fn nonsense_is_named_and_an_empty_address_is_home() {
        assert_eq!(Route::parse(""), Route::Strategies);
        assert_eq!(Route::parse("#/"), Route::Strategies);
        for hash in ["#/jobs/nonsense", "#/nowhere", "#/jobs/a/b", "#/strategies/%FF%ZZ/x"] {
            assert_eq!(Route::parse(hash), Route::Unknown(hash.into()));
        }
        let doubled = Route::parse(&format!("#/compare?jobs={ID},nonsense,,{ID},{OTHER}&base=x&equity=x"));
        let jobs = vec![ID.parse().unwrap(), OTHER.parse().unwrap()];
        assert_eq!(doubled, Route::Compare(CompareQuery { jobs, ..CompareQuery::default() }));
        let ids: Vec<String> = (0..30).map(|n| format!("0192f7a0-1234-7abc-8def-0123456789{n:02}")).collect();
        let many = Route::parse(&format!("#/compare?jobs={}", ids.join(",")));
        let first: Vec<JobId> = ids[..10].iter().map(|id| id.parse().unwrap()).collect();
        assert_eq!(many, Route::Compare(CompareQuery::of(first)), "ten at most");
        let odd = Route::parse("#/run/sma_cross?dataset=nonsense&x&job=");
        assert_eq!(odd, Route::run("sma_cross"));
        assert_eq!(Route::parse("#/jobs?state=asleep&search=&sort=&x"), Route::jobs());
    }
}
