//! The run form's state: one signal per field, what it all says, and where it is kept while it is typed.

use std::collections::BTreeMap;

use engine::config::{ConfigError, RunConfig};
use engine::strategy::declaration::Declaration;
use leptos::prelude::*;
use shared::dataset::Dataset;
use shared::id::{DatasetId, JobId};
use shared::job::JobSpec;
use shared::script::RunScript;

use super::draft::{Draft, field};
use super::parse::{Parsed, parse};
use super::proposal;
use crate::format::locale;
use crate::state::Datasets;

/// What the form is of.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// Names what was typed before.
    pub(super) key: String,
    /// What the strategy says of itself.
    pub(super) info: Declaration,
    /// The settings that it proposes.
    pub(super) config: RunConfig,
    /// Whether it cannot run without the size of a tick.
    pub(super) needs_tick: bool,
    /// What a job of it brings along.
    pub(super) script: Option<RunScript>,
}

impl Start {
    /// A built-in strategy.
    pub(super) fn built_in(info: &Declaration) -> Self {
        let (key, info, config) = (info.key().to_owned(), proposal::declaration(info), proposal::config());
        Self { key, info, config, needs_tick: false, script: None }
    }
}

/// The form of one strategy.
#[derive(Clone, Copy)]
pub(super) struct Form {
    start: StoredValue<Start>,
    fields: StoredValue<BTreeMap<String, RwSignal<String>>>,
    parsed: Memo<Parsed>,
    /// The dataset that was the newest when the form had none: one that arrives later must not take its place unseen.
    newest: Memo<Option<DatasetId>>,
}

impl Form {
    /// A form with what was typed before, else with the settings of `job`, else with the defaults.
    pub(super) fn new(start: Start, job: Option<(JobId, JobSpec)>, dataset: Option<String>) -> Self {
        let key = storage_key(&start.key, job.as_ref().map(|(id, _)| *id));
        let mut first = match &job {
            Some((_, spec)) => Draft::from_spec(&start.info, spec),
            None => Draft::proposed(&start.info, &start.config),
        };
        if let Some(typed) = stored(&key) {
            // A script may have changed since: what it does not take any more is left out.
            let is_known = |name: &String| first.0.contains_key(name) || !name.starts_with("params.");
            let typed: Vec<(String, String)> =
                typed.0.into_iter().filter(|(name, _)| is_known(name)).collect();
            first.0.extend(typed);
        }
        if let Some(dataset) = dataset {
            first.set(field::DATASET, dataset);
        }
        first.0.entry(field::DATASET.into()).or_default();
        let fields: BTreeMap<String, RwSignal<String>> =
            first.0.into_iter().map(|(name, text)| (name, RwSignal::new(text))).collect();
        let fields = StoredValue::new(fields);
        let read = move || {
            fields.with_value(|fields| {
                Draft(fields.iter().map(|(name, text)| (name.clone(), text.get())).collect())
            })
        };
        Effect::new(move |before: Option<()>| {
            let draft = read();
            if before.is_some() {
                store(&key, &draft);
            }
        });
        let start = StoredValue::new(start);
        let parsed = Memo::new(move |_| {
            let draft = read();
            start.with_value(|start| {
                let mut parsed = parse(&draft, &start.info, &locale::separators());
                if start.needs_tick && parsed.config.instrument.tick_size.is_none() {
                    let text = "This script counts in ticks: set the tick size of what is traded.";
                    parsed.problems.push(ConfigError::new(field::TICK_SIZE, text));
                }
                parsed
            })
        });
        let rows = Datasets::expect().rows();
        let newest = Memo::new(move |before: Option<&Option<DatasetId>>| {
            before.copied().flatten().or_else(|| rows.with(|rows| rows.first().map(|dataset| dataset.id)))
        });
        Self { start, fields, parsed, newest }
    }

    /// What the strategy says of itself.
    pub(super) fn info(self) -> Declaration {
        self.start.with_value(|start| start.info.clone())
    }

    /// What the form is of.
    pub(super) fn start(self) -> Start {
        self.start.get_value()
    }

    /// The text of a field.
    pub(super) fn field(self, name: &str) -> RwSignal<String> {
        let known = self.fields.with_value(|fields| fields.get(name).copied());
        known.unwrap_or_else(|| RwSignal::new(String::new()))
    }

    /// Sets a field, for choices.
    pub(super) fn setter(self, name: &str) -> Callback<String> {
        let field = self.field(name);
        Callback::new(move |text| field.set(text))
    }

    /// What is wrong with a field.
    pub(super) fn error(self, name: impl Into<String>) -> Signal<Option<String>> {
        let (name, parsed) = (name.into(), self.parsed);
        Memo::new(move |_| parsed.with(|parsed| parsed.problem(&name))).into()
    }

    /// What the form says.
    pub(super) fn parsed(self) -> Memo<Parsed> {
        self.parsed
    }

    /// The chosen dataset: the one named, or while none was named the newest of those there were when the form was opened.
    pub(super) fn dataset(self) -> Option<Dataset> {
        let datasets = Datasets::expect();
        let chosen = self.field(field::DATASET).get();
        datasets.get(chosen.parse().ok().or_else(|| self.newest.get())?)
    }

    /// The datasets that a sweep also runs on.
    pub(super) fn ticked(self) -> Vec<Dataset> {
        let datasets = Datasets::expect();
        let mut draft = Draft::default();
        draft.set(field::SWEEP_DATASETS, self.field(field::SWEEP_DATASETS).get());
        draft.more_datasets().into_iter().filter_map(|id| datasets.get(id)).collect()
    }

    /// Back to the defaults.
    pub(super) fn reset(self) {
        let first = self.start.with_value(|start| Draft::proposed(&start.info, &start.config));
        for (name, text) in first.0 {
            self.field(&name).set(text);
        }
    }
}

fn storage_key(strategy: &str, job: Option<JobId>) -> String {
    // Static hosts share an origin between sites: the path keeps their drafts apart.
    let path = window().location().pathname().unwrap_or_default();
    let job = job.map(|id| format!(":{id}")).unwrap_or_default();
    format!("hindcast:{path}:draft:{strategy}{job}")
}

fn stored(key: &str) -> Option<Draft> {
    let storage = window().local_storage().ok().flatten()?;
    serde_json::from_str(&storage.get_item(key).ok().flatten()?).ok()
}

fn store(key: &str, draft: &Draft) {
    // Without storage, or with a full one, the draft lives as long as the page.
    if let (Ok(Some(storage)), Ok(text)) = (window().local_storage(), serde_json::to_string(draft)) {
        let _ = storage.set_item(key, &text);
    }
}
