//! `docs/language.md` is what the tables say: `HINDCAST_FREEZE=1 cargo test -p language --test coverage` writes it anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use language::builtin::{is_drawing, table};
use language::refusal::REFUSALS;

const HEAD: &str = "# What scripts can call

Written by a test from the tables that the compiler reads (`language/src/builtin`, `language/src/refusal.rs`). Tier 1 was built first, tier 2 next. *Not shown*: accepted, its
arguments are checked, and what a drawing keeps is read back; nothing is drawn. Types: *simple* does not change from bar to bar, `?` may be left out, `=` is the default.
Tests: `language/tests/values` has `ta.*`, `math.*`, `str.*`, collections and drawings against definitions written plainly or worked out by hand, `tests/tests/pine` the trades
of forty-five published lists, `language/tests/sentences.rs` and `habits.rs` the refusals and mistakes.
";

fn rows() -> String {
    let mut libraries: BTreeMap<&str, Vec<(&str, u8, &str)>> = BTreeMap::new();
    for signature in table().values().flatten() {
        let library = match signature.name.split_once('.') {
            _ if is_drawing(&signature.name) && !signature.name.contains('.') => "plots and alerts",
            Some((library, _)) => library,
            None => "without a library",
        };
        libraries.entry(library).or_default().push((&signature.shown, signature.tier, &signature.doc));
    }
    let mut text = HEAD.to_owned();
    for (library, rows) in libraries {
        write!(text, "\n## {library}\n\n| call | tier | what it does |\n|---|---|---|\n").unwrap();
        for (shown, tier, doc) in rows {
            writeln!(text, "| `{}` | {tier} | {} |", shown.replace('|', "\\|"), doc.replace('|', "\\|"))
                .unwrap();
        }
    }
    text.push_str("\n## Refused by name\n\n| feature | what is said |\n|---|---|\n");
    for refusal in REFUSALS {
        writeln!(text, "| {} | {} |", refusal.feature, refusal.sentence).unwrap();
    }
    text
}

#[test]
fn the_table_of_coverage_is_what_the_compiler_reads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/language.md");
    if std::env::var("HINDCAST_FREEZE").is_ok() {
        std::fs::write(&path, rows()).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == rows(),
        "write docs/language.md anew with HINDCAST_FREEZE=1"
    );
}
