//! `cargo xtask fuzz`: libFuzzer against what reads bytes or texts from outside, with the compiler that is here.

use std::process::Command;

use anyhow::{Context, Result};
use clap::Args as ClapArgs;

use crate::{paths, shell};

/// What `fuzz` can be told.
#[derive(ClapArgs)]
pub(crate) struct Args {
    /// What is given to it: bytes of files (`import`) or texts of scripts (`script`).
    #[arg(long, default_value = "import", value_parser = ["import", "script"])]
    of: String,
    /// How long, in seconds.
    #[arg(long, default_value_t = 600)]
    seconds: u32,
}

/// Makes the compiler count edges and comparisons the way libFuzzer reads them (LLVM's SanitizerCoverage).
const FLAGS: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
    "--cfg=fuzzing",
];

pub(crate) fn run(args: &Args) -> Result<()> {
    let fuzz = paths::root().join("tools/fuzz");
    let corpus = fuzz.join("corpus").join(&args.of);
    if args.of == "import" {
        shell::say("writing a small file of every publisher to tools/fuzz/corpus/import");
        shell::run(cargo().args(["run", "--quiet", "--bin", "seeds"]))?;
    } else {
        shell::say("copying the scripts of the tests to tools/fuzz/corpus/script");
        std::fs::create_dir_all(&corpus)?;
        for script in std::fs::read_dir(paths::root().join("tests/pine"))? {
            let script = script?;
            std::fs::copy(script.path(), corpus.join(script.file_name()))?;
        }
    }
    shell::say("compiling with libFuzzer");
    let host = host()?;
    let flags = serde_json::to_string(&FLAGS)?;
    // With a target named, build scripts are left as they are.
    shell::run(
        cargo()
            .args(["build", "--release", "--bin", &args.of, "--target", &host])
            .args(["--config", &format!("target.{host}.rustflags={flags}")]),
    )?;
    let program =
        target().join(&host).join("release").join(format!("{}{}", args.of, std::env::consts::EXE_SUFFIX));
    shell::say("fuzzing; what breaks a promise is written to tools/fuzz/artifacts");
    std::fs::create_dir_all(fuzz.join("artifacts"))?;
    let mut command = Command::new(program);
    command.current_dir(&fuzz).arg(&corpus).arg("-artifact_prefix=artifacts/").arg("-max_len=4096");
    shell::run(command.arg("-print_final_stats=1").arg(format!("-max_total_time={}", args.seconds)))
}

/// cargo for the fuzz crate, which is no member of the workspace.
fn cargo() -> Command {
    let mut cargo = shell::cargo();
    cargo.current_dir(paths::root().join("tools/fuzz")).env("CARGO_TARGET_DIR", target());
    cargo
}

fn target() -> std::path::PathBuf {
    paths::target().join("fuzz")
}

fn host() -> Result<String> {
    let version = shell::read(shell::command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its host")?.to_owned())
}
