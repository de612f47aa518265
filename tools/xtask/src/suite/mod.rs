//! `cargo xtask test`: every check and every test, the same here and in CI, with one summary line at the end.

pub(crate) mod browser;
mod checks;
mod tally;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use clap::{Args as ClapArgs, ValueEnum};

use crate::shell;
use tally::Tally;

/// What `test` can be told.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Only these parts, in the order of the whole.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
}

/// One part of the suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// rustfmt.
    Fmt,
    /// clippy, natively and for the browser.
    Lint,
    /// rustdoc without warnings, and spelling.
    Words,
    /// cargo's tests.
    Native,
    /// The conformance tests once more, as they run where there are no reference data.
    Bare,
    /// Tests of the web half, in Chromium.
    Wasm,
    /// The frozen jobs, in Chromium and under node.
    Corpus,
    /// Stories of the whole product, in Chromium.
    E2e,
}

/// Fails by its exit code alone: the summary stays the last line.
pub(crate) fn run(args: &Args) -> Result<ExitCode> {
    let (mut total, mut parts, mut failed) = (Tally::default(), Vec::new(), Vec::new());
    for part in Part::value_variants() {
        if !args.only.is_empty() && !args.only.contains(part) {
            continue;
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "a native program; the seconds are for whoever makes it faster"
        )]
        let began = Instant::now();
        let tally = match part {
            Part::Fmt => checks::fmt(),
            Part::Lint => checks::lint(),
            Part::Words => checks::words(),
            Part::Native => checks::native(),
            Part::Bare => checks::bare(),
            Part::Wasm => browser::wasm(),
            Part::Corpus => browser::corpus(),
            Part::E2e => browser::e2e(),
        };
        // A part that cannot even start is a failure of that part; the others still run.
        let tally = tally.unwrap_or_else(|error| {
            shell::say(&format!("{error:#}"));
            Tally::one(&format!("{error:#}"), false)
        });
        parts.push(format!("{part:?}: {tally}, {} s", began.elapsed().as_secs()));
        failed.extend(tally.names.iter().map(|name| format!("{part:?}: {name}")));
        total += tally;
    }
    for part in parts {
        shell::say(&part);
    }
    // At the end: nobody finds one failure among a thousand tests.
    for failure in failed {
        shell::say(&format!("failed: {failure}"));
    }
    println!("{total}");
    Ok(if total.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
