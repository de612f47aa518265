//! Writes a small file of every publisher into the corpus that fuzzing starts from: `tools/fuzz/corpus/import`.

#[path = "../../engine/tests/import/files.rs"]
mod files;

fn main() -> std::io::Result<()> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/import");
    std::fs::create_dir_all(&folder)?;
    for (i, (source, text, _)) in files::publishers().into_iter().enumerate() {
        let name = format!("{i:02}-{}", source.to_lowercase().replace(' ', "-"));
        std::fs::write(folder.join(name), ["\u{11}", &text].concat())?;
    }
    Ok(())
}
