//! Runs `freeze.py` on our bars.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use engine::series::Series;

use crate::package;

/// A Python that has this version of TA-Lib: the one of this machine, or one that finds a copy below Cargo's target folder,
/// which pip fetches the first time.
pub(crate) fn with_ta_lib(version: &str) -> Result<Command> {
    if has(Command::new("python3"), version) {
        return Ok(Command::new("python3"));
    }
    let folder = package::folder("TA-Lib", version, &[])?;
    let python = || {
        let mut python = Command::new("python3");
        python.env("PYTHONPATH", &folder);
        python
    };
    ensure!(has(python(), version), "pip has fetched it, but Python cannot load it");
    Ok(python())
}

fn has(mut python: Command, version: &str) -> bool {
    let script = format!("import talib, sys; sys.exit(talib.__version__ != '{version}')");
    python.args(["-c", &script]).output().is_ok_and(|output| output.status.success())
}

/// The columns of every set, by set and name.
pub(crate) fn columns(
    mut python: Command,
    sets: &[(&'static str, Series)],
) -> Result<BTreeMap<&'static str, BTreeMap<String, Vec<f64>>>> {
    // Tests of one process run side by side, each with sets of its own.
    let sets_of = sets.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("-");
    let folder =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ta_lib-{sets_of}-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    for (name, series) in sets {
        let time: Vec<f64> = series.time().iter().map(|time| *time as f64).collect();
        let columns =
            [time.as_slice(), series.open(), series.high(), series.low(), series.close(), series.volume()];
        let bytes: Vec<u8> = columns.into_iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
        fs::write(folder.join(format!("{name}.bars")), bytes)?;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/ta_lib/freeze.py");
    let output = python.arg(script).arg(&folder).output()?;
    ensure!(output.status.success(), "freeze.py failed: {}", String::from_utf8_lossy(&output.stderr));
    let names: Vec<String> = serde_json::from_slice(&fs::read(folder.join("cases.json"))?)?;
    let mut all = BTreeMap::new();
    for (name, series) in sets {
        let bytes = fs::read(folder.join(format!("{name}.values")))?;
        let (numbers, rest) = bytes.as_chunks::<8>();
        let values: Vec<f64> = numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
        ensure!(
            rest.is_empty() && values.len() == names.len() * series.len(),
            "{name}: not a column per case"
        );
        let columns = values.chunks(series.len()).map(<[f64]>::to_vec);
        all.insert(*name, names.iter().cloned().zip(columns).collect());
    }
    fs::remove_dir_all(&folder)?;
    Ok(all)
}
