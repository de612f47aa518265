//! `cargo xtask dist`: the static bundle.

use anyhow::Result;

use crate::bundle::{self, Quality};
use crate::{paths, shell};

pub(crate) fn run() -> Result<()> {
    let dist = paths::root().join("dist");
    bundle::build(&dist, Quality::Release)?;
    shell::say("dist/ is ready: copy it to any folder of any static host");
    Ok(())
}
