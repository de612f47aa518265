//! Programs of Python's registry, each in an environment of its own among what cargo builds.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tokio::process::Command;

/// The program of this name, installed as `tests/NAME/requirements.txt` says.
pub(crate) async fn install(name: &str, program: &str) -> Result<PathBuf> {
    let wanted = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name).join("requirements.txt");
    let versions = std::fs::read_to_string(&wanted)?;
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let (program, stamp) = (venv.join("bin").join(program), venv.join("made-from"));
    if std::fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == versions) {
        return Ok(program);
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv)).await?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(venv.join("bin/python")).args(pip).arg(wanted)).await?;
    std::fs::write(stamp, versions)?;
    Ok(program)
}

async fn run(command: &mut Command) -> Result<()> {
    let output = command.output().await.context("python3 does not start")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}
