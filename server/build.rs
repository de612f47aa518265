//! Puts the app's files into the program where `HINDCAST_APP_DIST` names their folder. Without it nothing is needed: tests and
//! development builds serve a folder.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Files that are compressed already.
const COMPRESSED: [&str; 4] = ["gz", "br", "png", "woff2"];

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
        for (at, (name, file)) in files.iter().enumerate() {
            embed(&mut list, &out, at, name, file)?;
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

fn embed(list: &mut String, out: &Path, at: usize, name: &str, file: &Path) -> io::Result<()> {
    let bytes = fs::read(file)?;
    let is_compressed =
        file.extension().is_some_and(|ending| COMPRESSED.iter().any(|known| ending == *known));
    let mut brotli = Vec::new();
    if !is_compressed {
        brotli::CompressorWriter::new(&mut brotli, 1 << 16, 11, 22).write_all(&bytes)?;
    }
    let brotli = if !is_compressed && brotli.len() < bytes.len() {
        let path = out.join(format!("{at}.br"));
        fs::write(&path, &brotli)?;
        format!("Some(include_bytes!({path:?}))")
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
