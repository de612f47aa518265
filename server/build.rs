//! Puts the app's files into the program where `HINDCAST_APP_DIST` names their folder. Without it nothing is needed: tests and
//! development builds serve a folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=HINDCAST_APP_DIST");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?);
    let mut list = String::from("static FILES: &[Embedded] = &[\n");
    if let Some(folder) = env::var_os("HINDCAST_APP_DIST").map(PathBuf::from) {
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files = Vec::new();
        collect(&folder, &folder, &mut files)?;
        files.sort();
        if !files.iter().any(|(name, _)| name == "index.html") {
            return Err(io::Error::other(format!("{} has no index.html", folder.display())));
        }
        // A copy compressed with brotli belongs to the file that it lies beside.
        for (name, file) in files.iter().filter(|(name, _)| !name.ends_with(".br")) {
            embed(&mut list, name, file)?;
        }
    }
    list.push_str("];\n");
    fs::write(out.join("app_files.rs"), list)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push((name.to_string_lossy().replace('\\', "/"), path.canonicalize()?));
        }
    }
    Ok(())
}

fn embed(list: &mut String, name: &str, file: &Path) -> io::Result<()> {
    let bytes = fs::read(file)?;
    let compressed = PathBuf::from(format!("{}.br", file.display()));
    let brotli = if compressed.is_file() {
        format!("Some(include_bytes!({compressed:?}))")
    } else {
        "None".to_owned()
    };
    let etag = format!("\"{:016x}{:x}\"", fingerprint(&bytes), bytes.len());
    writeln!(
        list,
        "Embedded {{ path: {name:?}, bytes: include_bytes!({file:?}), brotli: {brotli}, etag: {etag:?} }},"
    )
    .map_err(io::Error::other)
}

/// FNV-1a: the files of one build are told apart by it, and nothing depends on more.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
