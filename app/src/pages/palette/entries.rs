//! What the palette offers: pages, actions, strategies, datasets and jobs.

use engine::strategy::catalog::STRATEGIES;
use leptos::prelude::*;

use super::find::Searched;
use crate::components::state_badge;
use crate::format::locale::Zone;
use crate::format::strategy;
use crate::names;
use crate::pages::keyboard::Dialogs;
use crate::router::{CompareQuery, Route, RunQuery};
use crate::state::{Datasets, JobHandle, JobRow, Jobs, Scripts, Settings, Theme};

/// Something to choose.
#[derive(Clone, PartialEq)]
pub(super) struct Entry {
    /// Its name.
    pub(super) title: String,
    /// What it is, and what tells it from others of its name.
    pub(super) detail: String,
    /// Further words that find it.
    pub(super) keywords: &'static str,
    /// What choosing it does.
    pub(super) aim: Aim,
}

/// What an entry does.
#[derive(Clone, PartialEq)]
pub(super) enum Aim {
    /// Goes to a page.
    Open(Route),
    /// Changes the colours.
    Colours(Theme),
    /// Makes a strategy and opens its editor.
    NewStrategy,
    /// Opens another dialog.
    Show(RwSignal<bool>),
}

impl Searched for Entry {
    fn title(&self) -> &str {
        &self.title
    }

    fn other(&self) -> [&str; 2] {
        [&self.detail, self.keywords]
    }
}

/// Where entries come from.
#[derive(Clone, Copy)]
pub(super) struct Sources {
    pub(super) dialogs: Dialogs,
    pub(super) jobs: Jobs,
    pub(super) datasets: Datasets,
    pub(super) scripts: Scripts,
    pub(super) settings: Settings,
}

impl Sources {
    /// All entries, reactively but for what changes within a job: what concerns the page that is open first, jobs last, newest first.
    pub(super) fn entries(&self, route: &Route) -> Vec<Entry> {
        let mut entries = self.of_page(route);
        entries.extend(pages());
        entries.extend(self.actions());
        entries.extend(self.scripts.rows().get().iter().flat_map(|script| {
            let name = names::shown(&script.name);
            [
                entry(name.clone(), "edit your strategy", "script pine", Aim::Open(Route::Script(script.id))),
                entry(name, "backtest your strategy", "run", Aim::Open(Route::run(&script.id.to_string()))),
            ]
        }));
        entries.extend(STRATEGIES.iter().map(|info| {
            entry(
                info.name.to_string(),
                "backtest a built-in strategy",
                "run",
                Aim::Open(Route::run(info.key())),
            )
        }));
        entries.extend(self.datasets.rows().get().iter().map(|dataset| {
            let detail = format!("dataset, {}", crate::format::span::interval(dataset.interval_ms));
            entry(names::shown(&dataset.name), &detail, "data bars", Aim::Open(Route::Dataset(dataset.id)))
        }));
        let zone = Zone::chosen(self.settings);
        entries.extend(self.jobs.rows().get().iter().filter_map(|row| match row {
            JobRow::Job(job) => Some(of_job(*job, zone)),
            JobRow::Unreadable { .. } => None,
        }));
        entries
    }

    fn of_page(&self, route: &Route) -> Vec<Entry> {
        match route {
            Route::Job(id) => {
                let rows = self.jobs.rows().get();
                let here = rows.iter().find_map(|row| match row {
                    JobRow::Job(job) if job.id == *id => Some(*job),
                    _ => None,
                });
                let Some(job) = here else { return Vec::new() };
                let strategy =
                    job.record.with_untracked(|record| record.spec.run().strategy.key().to_owned());
                let again = Route::Run(RunQuery { strategy, dataset: None, job: Some(job.id) });
                let compare = Route::Compare(CompareQuery::of(vec![job.id]));
                vec![
                    entry(
                        "Duplicate and edit this job".into(),
                        "action",
                        "run again settings",
                        Aim::Open(again),
                    ),
                    entry(
                        "Compare this job with others".into(),
                        "action",
                        "diff overlay correlation",
                        Aim::Open(compare),
                    ),
                ]
            }
            Route::Dataset(id) => {
                let newest = self.jobs.rows().get();
                let strategy = newest.iter().find_map(|row| match row {
                    JobRow::Job(job) => {
                        Some(job.record.with_untracked(|record| record.spec.run().strategy.key().to_owned()))
                    }
                    JobRow::Unreadable { .. } => None,
                });
                let strategy = strategy.unwrap_or_else(|| STRATEGIES[0].key().to_owned());
                let run = Route::Run(RunQuery { strategy, dataset: Some(*id), job: None });
                vec![entry("Backtest on this dataset".into(), "action", "run", Aim::Open(run))]
            }
            _ => Vec::new(),
        }
    }

    fn actions(&self) -> Vec<Entry> {
        let colours = match self.settings.values().get().theme {
            Theme::Dark => [("Light colours", Theme::Light), ("Colours as the system", Theme::System)],
            Theme::Light => [("Dark colours", Theme::Dark), ("Colours as the system", Theme::System)],
            Theme::System => [("Dark colours", Theme::Dark), ("Light colours", Theme::Light)],
        };
        let mut actions = vec![
            entry("New strategy".into(), "action", "write script pine editor", Aim::NewStrategy),
            entry(
                "Strategy from rules".into(),
                "action",
                "new build form conditions",
                Aim::Open(Route::Rules),
            ),
            entry("Background jobs".into(), "action", "panel workers progress", Aim::Show(self.dialogs.jobs)),
            entry("Keyboard shortcuts".into(), "action", "help keys", Aim::Show(self.dialogs.help)),
        ];
        actions.extend(
            colours.map(|(title, theme)| entry(title.into(), "action", "theme mode", Aim::Colours(theme))),
        );
        actions
    }
}

fn pages() -> [Entry; 4] {
    [
        ("Strategies", "built-in library home", Route::Strategies),
        ("Datasets", "import add data library files csv", Route::Datasets),
        ("Jobs", "results reports history", Route::jobs()),
        ("Settings", "workers sync pair storage theme zone", Route::Settings),
    ]
    .map(|(title, keywords, route)| entry(title.into(), "page", keywords, Aim::Open(route)))
}

fn of_job(job: JobHandle, zone: Zone) -> Entry {
    job.record.with_untracked(|record| {
        let run = record.spec.run();
        let detail = format!(
            "job, {} · {} · {} · {}",
            state_badge::word(record),
            strategy::name(run),
            names::shown(&run.dataset.name),
            zone.moment(record.created_ms)
        );
        entry(names::shown(&record.title), &detail, "", Aim::Open(Route::Job(job.id)))
    })
}

fn entry(title: String, detail: &str, keywords: &'static str, aim: Aim) -> Entry {
    Entry { title, detail: detail.to_owned(), keywords, aim }
}
