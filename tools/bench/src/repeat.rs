//! `bench repeat run|sweep FAMILY TIMES` does one piece of work so many times and nothing else. Under a tool that counts instructions, the
//! difference of two counts is what one more time takes, whatever else the machine does.

use anyhow::{Context, Result, bail};

use crate::{CHUNK, Families, Sweep};

/// Does what the arguments say, and says on what.
///
/// # Errors
/// When they say nothing, or the engine refuses the work.
pub fn repeat(args: &[String]) -> Result<String> {
    let [what, family, times] = args else { bail!("repeat what, of which family, how many times?") };
    let times: u32 = times.parse().context("how many times?")?;
    let mut hash = String::new();
    match what.as_str() {
        "run" => {
            let families = Families::new()?;
            let index = Families::names().iter().position(|name| name == family);
            let index = index.with_context(|| format!("there is no family {family}"))?;
            families.compare(index)?;
            for _ in 0..times {
                hash = families.report(index)?.result_hash;
            }
            Ok(format!("run, {hash}"))
        }
        "sweep" => {
            let mut sweep = Sweep::new(family)?;
            let n_cells = sweep.n_cells();
            for _ in 0..times {
                sweep.restart()?;
                let firsts = (0..n_cells).step_by(CHUNK as usize);
                let rows: Vec<f64> =
                    firsts.flat_map(|first| sweep.run(first, n_cells.min(first + CHUNK))).collect();
                hash = Sweep::hash(&rows);
            }
            Ok(format!("sweep of {n_cells} cells over {} bars, {hash}", sweep.n_bars()))
        }
        _ => bail!("there is no {what}"),
    }
}
