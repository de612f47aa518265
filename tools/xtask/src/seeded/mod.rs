//! `cargo xtask seeded`: seeds known wrong results into a copy of the engine, one after the other, and expects its tests to
//! fail. The seeds are text in `seeds.txt`.

mod copy;
mod seed;

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::shell;
use copy::Copy;
use seed::Seed;

const SEEDS: &str = include_str!("seeds.txt");

/// The tests that a seed meets: those of the reckoning. The tests of file reading need files beside the engine.
const TESTS: [&str; 7] =
    ["explain", "fill_rules", "fill_table", "invariants", "oracle", "strategies", "sweep"];

/// The tests take some seconds.
const MAX_SECONDS: u32 = 240;

/// What `timeout` exits with then.
const TIMED_OUT: i32 = 124;

/// Fails unless every seed is caught.
pub(crate) fn run() -> Result<()> {
    let seeds = seed::seeds(SEEDS)?;
    let copy = Copy::new()?;
    shell::say("running the engine's tests as they are");
    let (passed, failed) = test(&copy)?;
    ensure!(passed, "the tests fail without any seed: {}", failed.join(", "));
    let mut n_caught = 0;
    for seed in &seeds {
        let original = copy.read(&seed.file)?;
        copy.write(&seed.file, &seed.applied(&original)?)?;
        let outcome = build(&copy, seed).and_then(|()| test(&copy));
        copy.write(&seed.file, &original)?;
        let (passed, failed) = outcome?;
        n_caught += usize::from(!passed);
        println!("{}  {}  {}", if passed { "MISSED" } else { "caught" }, seed.name, failed.join(", "));
    }
    println!("seeded wrong results: {n_caught} of {} caught", seeds.len());
    ensure!(n_caught == seeds.len(), "write the test that notices what was missed");
    Ok(())
}

fn cargo(copy: &Copy) -> Command {
    let mut cargo = shell::cargo();
    cargo.current_dir(copy.root()).env("CARGO_TARGET_DIR", copy.target());
    // Built to be built quickly, and on fewer random cases: a wrong result of this size shows in the first hundred.
    cargo.env("HINDCAST_CASES", "400");
    cargo.args(["test", "--offline", "--quiet", "--profile", "mutants", "--package", "engine", "--lib"]);
    cargo.args(TESTS.iter().flat_map(|test| ["--test", test]));
    cargo
}

/// A seed that does not compile is caught by nobody.
fn build(copy: &Copy, seed: &Seed) -> Result<()> {
    let output = cargo(copy).arg("--no-run").output().context("cargo does not start")?;
    ensure!(
        output.status.success(),
        "“{}” does not compile:\n{}",
        seed.name,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// Whether the tests pass, and which of the first program with failures do not.
fn test(copy: &Copy) -> Result<(bool, Vec<String>)> {
    let cargo = cargo(copy);
    // Some seeds make a loop without end. `timeout` ends the tests along with cargo.
    let mut bounded = Command::new("timeout");
    bounded.arg(MAX_SECONDS.to_string()).arg(cargo.get_program()).args(cargo.get_args());
    bounded.envs(cargo.get_envs().filter_map(|(key, value)| Some((key, value?))));
    bounded.current_dir(copy.root());
    let output = bounded.stderr(Stdio::null()).output().context("timeout does not start")?;
    if output.status.code() == Some(TIMED_OUT) {
        return Ok((false, vec!["no end".to_owned()]));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let failed =
        text.lines().filter_map(|line| line.strip_suffix(" --- FAILED")).map(str::to_owned).collect();
    Ok((output.status.success(), failed))
}
