//! Environments of Python packages below target/, made again whenever what they hold changes.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::content_hash::content_hash;
use crate::{paths, shell};

/// A virtual environment, by its folder below target/.
pub(crate) struct Environment(PathBuf);

impl Environment {
    /// The environment that holds what `requirements` names, in pip's notation.
    ///
    /// # Errors
    /// There is no Python, or pip cannot install what is named.
    pub(crate) fn ensure(folder: &str, requirements: &str) -> Result<Self> {
        let environment = Self(paths::target().join(folder));
        let wanted = content_hash(requirements.as_bytes());
        let stamp = environment.0.join(".made-from");
        if fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == wanted) {
            return Ok(environment);
        }
        let system = if cfg!(windows) { "python" } else { "python3" };
        if !shell::answers(system, "--version") {
            bail!("Python 3.11 or newer is not installed");
        }
        shell::say(&format!("installing Python packages into {}", environment.0.display()));
        shell::run(shell::command(system).args(["-m", "venv", "--clear"]).arg(&environment.0))?;
        let list = environment.0.join("requirements.txt");
        fs::write(&list, requirements).with_context(|| format!("{} cannot be written", list.display()))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
        shell::run(shell::command(environment.program("python")).args(pip).arg(&list))?;
        fs::write(&stamp, wanted).with_context(|| format!("{} cannot be written", stamp.display()))?;
        Ok(environment)
    }

    /// One of the environment's programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        let folder = if cfg!(windows) { "Scripts" } else { "bin" };
        self.0.join(folder).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}
