//! The strategy of a run: a built-in one of the version that the run was made with, or the script that it brings along.

use engine::Failure;
use engine::config::RunConfig;
use engine::registry::{AnySource, built_in};
use engine::strategy::declaration::StrategyRef;
use language::compile;
use language::diagnostic::Diagnostic;
use language::library::LIBRARY;
use shared::bytes::hash_of;
use shared::job::{ErrorPlace, JobError, RunSpec};
use shared::script::{MAX_SOURCE, stored_len};

use super::failed;
use super::single::refused;
use super::task::Stop;
use crate::worker::protocol::{Compiled, Declared, LibraryScript, Remark, Word};

/// The strategy of a run. Another version's cells must not be mixed with this one's, nor its results be taken for them.
pub(super) fn strategy_of(run: &RunSpec) -> Result<AnySource, Stop> {
    match &run.strategy {
        StrategyRef::BuiltIn { id, version } => {
            let source = built_in(id).map_err(refused)?;
            match &source.declaration().strategy {
                StrategyRef::BuiltIn { version: here, .. } if here != version => {
                    let name = &source.declaration().name;
                    Err(failed(
                        "other_version",
                        format!(
                            "This job was made with version {version} of {name}, and here is version {here}, which may trade differently. \
                             Re-run it to have a new job with version {here}."
                        ),
                    ))
                }
                _ => Ok(source),
            }
        }
        StrategyRef::Script { name, hash } => {
            let compiled = compile(script_source(run, name, hash)?);
            let compiled = compiled.map_err(|diagnostics| script_refused(name, &diagnostics))?;
            Ok(language::source(compiled, hash))
        }
    }
}

/// The source of the script that a run brings along.
pub(super) fn script_source<'a>(run: &'a RunSpec, name: &str, hash: &str) -> Result<&'a str, Stop> {
    let script = run.script.as_ref().ok_or_else(|| {
        failed("script_missing", format!("This job does not include the source of “{name}”."))
    })?;
    if hash_of(script.source.as_bytes()).0 != hash {
        let message = format!("The source of “{name}” in this job is not the one that the job names.");
        return Err(failed("script_changed", message));
    }
    Ok(&script.source)
}

/// The first thing that is wrong with a script.
pub(super) fn script_refused(name: &str, diagnostics: &[Diagnostic]) -> Stop {
    let first = diagnostics.iter().find(|diagnostic| diagnostic.is_error());
    let place = first.map(|of| format!("line {}: {}", of.line, of.sentence));
    failed("script_refused", format!("“{name}” cannot run: {}", place.unwrap_or_default()))
}

/// What stopped a run: the line of the script and the bar.
pub(super) fn stopped(run: &RunSpec, failure: &Failure) -> Stop {
    let source = run.script.as_ref().map_or("", |script| script.source.as_str());
    let before = source.as_bytes().get(..failure.at as usize).unwrap_or(source.as_bytes());
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    Stop::Failed(Box::new(JobError {
        code: "script_stopped".to_owned(),
        message: format!("Line {line}: {}", failure.sentence),
        place: ErrorPlace { bar: Some(failure.bar as u32), time: Some(failure.time), field: None },
        detail: source.lines().nth(line - 1).map(|text| text.trim().to_owned()),
    }))
}

/// Compiles a script for whoever writes it.
pub(super) fn compiled(source: &str) -> Result<Compiled, Stop> {
    let n_bytes = stored_len(source);
    if n_bytes > MAX_SOURCE {
        let message = format!(
            "A script has at most {MAX_SOURCE} bytes, and this one has {n_bytes}. Line breaks, tabs, quotation marks and backslashes count twice."
        );
        return Err(failed("script_too_long", message));
    }
    let remarks = |of: &[Diagnostic]| of.iter().map(remark).collect();
    Ok(match compile(source) {
        Err(diagnostics) => Compiled { script: None, remarks: remarks(&diagnostics) },
        Ok(compiled) => {
            let hash = hash_of(source.as_bytes());
            let declared = Declared {
                declaration: language::declaration(&compiled, &hash.0),
                config: compiled.settings.over(&RunConfig::default()),
                needs_tick: compiled.settings.needs_tick,
                notes: compiled.notes.clone(),
            };
            Compiled { remarks: remarks(&compiled.warnings), script: Some(declared) }
        }
    })
}

/// The scripts that ship with the product. A test compiles each of them.
pub(super) fn library() -> Vec<LibraryScript> {
    let title = |source| compile(source).ok().and_then(|compiled| compiled.settings.title);
    let entry = |script: &language::library::LibraryScript| LibraryScript {
        name: title(script.source).unwrap_or_else(|| script.key.to_owned()),
        summary: script.summary().to_owned(),
        origin: script.origin().to_owned(),
        source: script.source.to_owned(),
    };
    LIBRARY.iter().map(entry).collect()
}

/// What scripts can name, from the tables that the compiler reads.
pub(super) fn words() -> Vec<Word> {
    let functions = language::builtin::table().iter().map(|(name, signatures)| Word {
        name: name.clone(),
        signatures: signatures.iter().map(|signature| signature.shown.clone()).collect(),
        doc: signatures.first().map(|signature| signature.doc.clone()).unwrap_or_default(),
        is_function: true,
    });
    let variables = language::variables().into_iter().map(|name| Word {
        name,
        signatures: Vec::new(),
        doc: String::new(),
        is_function: false,
    });
    functions.chain(variables).collect()
}

fn remark(of: &Diagnostic) -> Remark {
    Remark {
        is_error: of.is_error(),
        sentence: of.sentence.clone(),
        line: of.line,
        column: of.column,
        length: of.length,
        note: of.note.clone(),
        suggestion: of.suggestion.clone(),
        excerpt: of.excerpt.clone(),
    }
}
