//! A script that can be run: its program, its inputs, how it wants to be run.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::Failure;
use engine::config::RunConfig;
use engine::indicator::Indicators;
use engine::plot::PlotSpec;
use engine::script::{Environment, Input, Program, Script};
use engine::series::Series;

use crate::declared::{Given, InputSpec, Settings};
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS, Severity};
use crate::lower::{Lower, Plots};
use crate::parser;
use crate::refusal;
use crate::tree::Span;

/// A script that can be run.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// What the engine runs.
    pub program: Rc<Program>,
    /// Version of the language.
    pub version: u32,
    /// Parameters in the order of their declaration.
    pub inputs: Vec<InputSpec>,
    /// How it wants to be run.
    pub settings: Settings,
    /// What was accepted and has no effect, or another than one might expect.
    pub notes: Vec<String>,
    /// What the person should look at.
    pub warnings: Vec<Diagnostic>,
}

/// A script that keeps what it plots as it goes. It trades as the one that does not, bar by bar and so more slowly.
#[derive(Debug, Clone)]
pub struct Plotting {
    /// The script.
    pub compiled: Compiled,
    /// What it plots.
    pub specs: Vec<PlotSpec>,
    /// Why some of it is not drawn, or not as the script says.
    pub notes: Vec<String>,
}

/// Compiles a script.
///
/// # Errors
/// All that is wrong with it, at most 50 remarks.
pub fn compile(source: &str) -> Result<Compiled, Vec<Diagnostic>> {
    compile_with(source, None).map(|plotting| plotting.compiled)
}

/// Compiles a script with what it plots.
///
/// # Errors
/// As [`compile`].
pub fn compile_plotting(source: &str) -> Result<Plotting, Vec<Diagnostic>> {
    compile_with(source, Some(Plots::default()))
}

fn compile_with(source: &str, plots: Option<Plots>) -> Result<Plotting, Vec<Diagnostic>> {
    let parsed = parser::parse(source);
    let mut diagnostics = parsed.diagnostics;
    if source.len() > parser::MAX_SOURCE {
        return Err(diagnostics);
    }
    let version = match parsed.version {
        Some(version @ (5 | 6)) => version,
        version => {
            let first = Span { start: 0, end: source.find('\n').unwrap_or(source.len()) as u32 };
            let sentence = match version {
                None => refusal::sentence("version").to_owned(),
                Some(old @ 0..5) => {
                    format!("This script is version {old}; convert it in TradingView's editor first.")
                }
                Some(new) => format!("This script is version {new}; versions 5 and 6 are supported."),
            };
            diagnostics.insert(0, Diagnostic::new(source, first, Severity::Error, sentence));
            return Err(diagnostics);
        }
    };
    let mut lower = Lower::new(source, version, &parsed.body);
    lower.plots = plots;
    lower.script();
    if lower.settings.title.is_none() && diagnostics.is_empty() && lower.diagnostics.is_empty() {
        lower.error(Span { start: 0, end: 1 }, refusal::sentence("indicator"));
    }
    // What could not be read makes more mistakes on its line: the first names the cause.
    let unread: BTreeSet<u32> = diagnostics.iter().map(|diagnostic| diagnostic.line).collect();
    diagnostics.extend(lower.diagnostics.drain(..).filter(|diagnostic| !unread.contains(&diagnostic.line)));
    diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    if diagnostics.iter().any(Diagnostic::is_error) {
        // Parser and compiler stop at so many each; there are fewer warnings, so that some error is among the first.
        diagnostics.truncate(MAX_DIAGNOSTICS);
        return Err(diagnostics);
    }
    let Plots { specs, notes } = lower.plots.take().unwrap_or_default();
    let compiled = Compiled {
        program: Rc::new(lower.finish()),
        version,
        inputs: lower.inputs,
        settings: lower.settings,
        notes: lower.notes,
        warnings: diagnostics,
    };
    Ok(Plotting { compiled, specs, notes })
}

impl Compiled {
    /// Values of all inputs: those given, by key, and the defaults of the others.
    ///
    /// # Errors
    /// A sentence about an unknown key or a value out of range.
    pub fn values(&self, given: &BTreeMap<String, Given>) -> Result<Vec<Input>, String> {
        if let Some(key) = given.keys().find(|key| self.inputs.iter().all(|spec| spec.key != **key)) {
            let keys: Vec<&str> = self.inputs.iter().map(|spec| spec.key.as_str()).collect();
            return Err(format!("The script has no input “{key}”; it has: {}.", keys.join(", ")));
        }
        self.inputs
            .iter()
            .map(|spec| given.get(&spec.key).map_or(Ok(spec.default.clone()), |value| spec.read(value)))
            .collect()
    }

    /// The strategy for these settings.
    ///
    /// # Errors
    /// Why it cannot run with them.
    pub fn strategy(
        &self,
        config: &RunConfig,
        series: &Series,
        inputs: Vec<Input>,
    ) -> Result<Script, Failure> {
        self.check(config)?;
        Script::new(Rc::clone(&self.program), Environment::new(self.version, config, series, inputs))
    }

    /// As [`Compiled::strategy`], with columns for what follows from the bars and the inputs alone: the same trades, sooner.
    ///
    /// # Errors
    /// As there.
    pub fn hoisted(
        &self,
        config: &RunConfig,
        inputs: Vec<Input>,
        indicators: &mut Indicators,
    ) -> Result<Script, Failure> {
        self.check(config)?;
        let series = Rc::clone(indicators.series());
        let environment = Environment::new(self.version, config, &series, inputs);
        Script::hoisted(&self.program, environment, config.first_bar(series.time()), indicators)
    }

    fn check(&self, config: &RunConfig) -> Result<(), Failure> {
        if self.settings.needs_tick && config.instrument.tick_size.is_none() {
            let sentence = "Set the tick size of the dataset: the script uses ticks.".to_owned();
            return Err(Failure { sentence, at: 0, bar: 0, time: 0 });
        }
        Ok(())
    }
}
