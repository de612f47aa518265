//! The house rules. Each message tells the fix.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use spdx::{Expression, ParseMode};

/// Everything the engine may build on. Growing it is a decision: the engine stays free of I/O, clocks and the web.
const ENGINE_BUILDS_ON: [&str; 11] = [
    "const-hex",
    "fast-float2",
    "flate2",
    "jiff",
    "libm",
    "memchr",
    "rand",
    "rand_chacha",
    "serde",
    "sha2",
    "thiserror",
];

/// What must never come in through the back door, on any target.
const NOT_IN_THE_ENGINE: [&str; 7] =
    ["getrandom", "gloo", "js-sys", "leptos", "tokio", "wasm-bindgen", "web-sys"];

/// Licences that let the product stay MIT OR Apache-2.0.
const PERMISSIVE: [&str; 11] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Zlib",
];

/// Crates whose rooms are in layers: each may be read without those above it.
const IN_LAYERS: [&str; 7] = ["app", "engine", "language", "server", "shared", "tools/bench", "tools/xtask"];

/// Lines of code a file may have, its tests apart.
const MAX_LINES: usize = 400;

#[test]
fn the_engine_builds_on_a_short_list() -> Result<()> {
    let direct = tree(&["--package", "engine", "--depth", "1"])?;
    let direct: BTreeSet<&str> = direct.iter().map(String::as_str).filter(|name| *name != "engine").collect();
    let allowed = BTreeSet::from(ENGINE_BUILDS_ON);
    ensure!(
        direct == allowed,
        "engine depends on {direct:?}, the list in house_rules.rs says {allowed:?}: drop the dependency, or decide \
         for it and extend the list"
    );
    for target in ["x86_64-unknown-linux-gnu", "wasm32-unknown-unknown"] {
        let whole = tree(&["--package", "engine", "--target", target])?;
        let intruders: Vec<_> =
            NOT_IN_THE_ENGINE.into_iter().filter(|name| whole.iter().any(|found| found == name)).collect();
        ensure!(
            intruders.is_empty(),
            "engine pulls in {intruders:?} on {target}: `cargo tree -p engine -i {}` shows through whom",
            intruders[0]
        );
    }
    Ok(())
}

#[test]
fn the_worker_contains_no_page() -> Result<()> {
    let worker = tree(&[
        "--package",
        "app",
        "--no-default-features",
        "--features",
        "worker",
        "--target",
        "wasm32-unknown-unknown",
    ])?;
    ensure!(
        !worker.iter().any(|name| name.starts_with("leptos")),
        "the worker's half of app depends on Leptos: put the dependency behind the feature `page`"
    );
    Ok(())
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() -> Result<()> {
    let mut long = Vec::new();
    for file in tracked(&["rs", "js", "css"])? {
        let text = read(&file)?;
        let n_lines = lines_of_code(&text);
        if n_lines > MAX_LINES {
            long.push(format!("{} has {n_lines} lines of code", file.display()));
        }
    }
    ensure!(
        long.is_empty(),
        "{}: split each along its parts (at most {MAX_LINES}, better near 100)",
        long.join("; ")
    );
    Ok(())
}

#[test]
fn no_room_imports_one_that_imports_it() -> Result<()> {
    let mut circles = Vec::new();
    for crate_ in IN_LAYERS {
        let imports = imports(crate_)?;
        for (room, others) in &imports {
            for (other, file) in others.iter().filter(|(other, _)| reaches(&imports, other, room)) {
                circles.push(format!("{} imports {other}, which comes back to {room}", file.display()));
            }
        }
    }
    ensure!(
        circles.is_empty(),
        "move what both need into a room below them, or what needs both above:\n{}",
        circles.join("\n")
    );
    Ok(())
}

#[test]
fn imports_are_found_wherever_they_are_written() {
    let text = "//! See [`a`](crate::ignored).\nuse crate::b::{C, d};\nuse crate::{e::{F, G}, h};\nfn i(x: crate::j::K) {}\n\
                #[cfg(test)]\nmod tests {\n    use crate::ignored;\n}\n";
    let found: Vec<String> = imported(text).into_iter().collect();
    assert_eq!(found, ["b", "e", "h", "j"]);
}

#[test]
fn no_test_sleeps_or_is_left_out() -> Result<()> {
    let banned = [
        ("waitForTimeout", "wait for what the person would see (expect(...).toBeVisible) instead of a time"),
        ("test.only", "remove it: the other tests would not run"),
        ("describe.only", "remove it: the other tests would not run"),
        ("#[ignore", "make the test fast, or move it to a command of its own"),
        ("thread::sleep", "wait for the event itself"),
    ];
    nowhere(&["rs", "js"], &banned)
}

#[test]
fn nothing_names_a_folder_of_one_machine() -> Result<()> {
    let fix = "write it relative to the repository, or take it from the environment";
    // Where people and build machines keep their checkouts: a folder right below the root.
    let folders = ["home", "root", "work", "Users"].map(|folder| format!("/{folder}/"));
    let banned = folders.each_ref().map(|folder| (folder.as_str(), fix));
    nowhere(&["rs", "js", "css", "html", "toml", "json", "md", "yml", "sh", "run"], &banned)
}

#[test]
fn the_npm_lock_file_names_no_registry() -> Result<()> {
    let lock = read(Path::new("package-lock.json"))?;
    ensure!(
        !lock.contains("\"resolved\""),
        "package-lock.json names the registry it came from: keep omit-lockfile-registry-resolved in .npmrc and run \
         `npm install` again"
    );
    Ok(())
}

#[test]
fn colours_come_from_the_tokens() -> Result<()> {
    let mut found = Vec::new();
    for file in tracked(&["css"])?.iter().filter(|file| !file.ends_with("tokens.css")) {
        for (at, line) in read(file)?.lines().enumerate() {
            if let Some(colour) = literal_colour(line) {
                found.push(format!("{}:{} {colour}", file.display(), at + 1));
            }
        }
    }
    ensure!(
        found.is_empty(),
        "give each of these a name in style/tokens.css and use var(--…):\n{}",
        found.join("\n")
    );
    Ok(())
}

#[test]
fn every_dependency_has_a_permissive_licence() -> Result<()> {
    let mut refused = BTreeSet::new();
    for target in ["x86_64-unknown-linux-gnu", "wasm32-unknown-unknown"] {
        let json = cargo(&["metadata", "--format-version", "1", "--locked", "--filter-platform", target])?;
        let metadata: serde_json::Value = serde_json::from_str(&json)?;
        for package in metadata["packages"].as_array().context("cargo metadata lists no packages")? {
            let licence = package["license"].as_str().unwrap_or("none given");
            if !is_permissive(licence) {
                refused.insert(format!("{} ({licence})", package["name"].as_str().unwrap_or("?")));
            }
        }
    }
    ensure!(
        refused.is_empty(),
        "find another crate, or add the licence to the list after reading it: {refused:?}"
    );
    Ok(())
}

#[test]
fn licence_expressions_are_read_as_written() {
    for (expression, expected) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("MIT AND BSD-3-Clause", true),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("Apache-2.0 WITH LLVM-exception OR MIT", true),
    ] {
        assert_eq!(is_permissive(expression), expected, "{expression}");
    }
}

#[test]
fn literal_colours_are_recognised() {
    for (line, expected) in [
        ("  color: var(--ink);", false),
        ("  color: #fff;", true),
        ("  background: rgb(0 0 0 / 50%);", true),
        ("#submit { order: 1; }", false),
        ("  border-color: white;", true),
        ("  white-space: nowrap;", false),
        ("  background: color-mix(in oklab, var(--ink) 8%, transparent);", false),
    ] {
        assert_eq!(literal_colour(line).is_some(), expected, "{line}");
    }
}

/// Room → the rooms of the same crate that it imports, each with a file that does. Tests may import anything.
type Imports = BTreeMap<String, BTreeMap<String, PathBuf>>;

fn imports(crate_: &str) -> Result<Imports> {
    let source = Path::new(crate_).join("src");
    let mut files = Vec::new();
    for file in tracked(&["rs"])? {
        let Ok(inside) = file.strip_prefix(&source) else { continue };
        let names: Vec<&str> = inside.iter().filter_map(|name| name.to_str()).collect();
        let is_test = names.iter().any(|name| name.trim_end_matches(".rs").ends_with("tests"));
        if let (Some(first), false) = (names.first(), is_test || names == ["lib.rs"] || names == ["main.rs"])
        {
            files.push((first.trim_end_matches(".rs").to_owned(), file.clone()));
        }
    }
    let rooms: BTreeSet<String> = files.iter().map(|(room, _)| room.clone()).collect();
    let mut imports = Imports::new();
    for (room, file) in files {
        for other in imported(&read(&file)?) {
            if other != room && rooms.contains(&other) {
                imports.entry(room.clone()).or_default().insert(other, file.clone());
            }
        }
    }
    Ok(imports)
}

/// The first names of all paths that begin at the crate, comments and the file's own tests apart.
fn imported(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = lines.join("\n");
    let mut found = BTreeSet::new();
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    for path in code.split("crate::").skip(1) {
        let Some(group) = path.strip_prefix('{') else {
            found.insert(word(path));
            continue;
        };
        let mut depth = 0;
        let mut parts = vec![String::new()];
        for letter in group.chars().take_while(|letter| *letter != ';') {
            match letter {
                ',' if depth == 0 => parts.push(String::new()),
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => parts.last_mut().into_iter().for_each(|part| part.push(letter)),
            }
        }
        found.extend(parts.iter().map(|part| word(part)));
    }
    found.remove("");
    found
}

/// Whether imports lead from one room to another.
fn reaches(imports: &Imports, from: &str, to: &str) -> bool {
    let (mut seen, mut next) = (BTreeSet::from([from]), vec![from]);
    while let Some(room) = next.pop() {
        if room == to {
            return true;
        }
        next.extend(
            imports
                .get(room)
                .into_iter()
                .flat_map(BTreeMap::keys)
                .map(String::as_str)
                .filter(|other| seen.insert(other)),
        );
    }
    false
}

/// Lines that are neither blank nor comment, up to the file's own tests.
fn lines_of_code(text: &str) -> usize {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let is_code = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with("//") && !line.starts_with("/*") && !line.starts_with("* ")
    };
    code.lines().filter(is_code).count()
}

/// The first literal colour of a declaration, if it has one.
fn literal_colour(line: &str) -> Option<String> {
    let (_, value) = line.split_once(':')?;
    let value = value.split("/*").next().unwrap_or_default();
    if !line.trim_end().ends_with([';', '}']) {
        return None;
    }
    let words = value.split([' ', ',', '(', ')', ';', '}', '\t']);
    let is_hex = |word: &str| {
        word.strip_prefix('#').is_some_and(|hex| {
            [3, 4, 6, 8].contains(&hex.len()) && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    };
    let named = ["black", "white", "red", "green", "blue", "gray", "grey", "orange", "yellow", "silver"];
    let function = ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklch"];
    let mut words = words.filter(|word| is_hex(word) || named.contains(word));
    words.next().map(str::to_owned).or_else(|| {
        let called = |name: &&&str| value.split([' ', ',']).any(|word| word.starts_with(&format!("{name}(")));
        function.iter().find(called).map(|name| format!("{name}(…)"))
    })
}

/// Whether the expression can be met with permissive licences alone. Crates of long ago separate alternatives by a slash.
fn is_permissive(expression: &str) -> bool {
    let parsed = Expression::parse_mode(expression, ParseMode::LAX);
    parsed.is_ok_and(|expression| {
        expression.evaluate(|licence| PERMISSIVE.contains(&licence.to_string().as_str()))
    })
}

/// Fails with the fix for each banned text found in tracked files with these endings; this file names them all.
fn nowhere(endings: &[&str], banned: &[(&str, &str)]) -> Result<()> {
    let mut found = Vec::new();
    for file in tracked(endings)?.iter().filter(|file| !file.ends_with("house_rules.rs")) {
        let text = read(file)?;
        for (at, line) in text.lines().enumerate() {
            for (what, fix) in banned.iter().filter(|(what, _)| line.contains(what)) {
                found.push(format!("{}:{} has {what}: {fix}", file.display(), at + 1));
            }
        }
    }
    ensure!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

/// Files under version control, or about to be, with one of these endings.
fn tracked(endings: &[&str]) -> Result<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let names = output(&mut git)?;
    let with_ending =
        |name: &&str| endings.iter().any(|ending| name.rsplit(['.', '/']).next() == Some(ending));
    let files = names.lines().filter(with_ending).map(PathBuf::from);
    // A file that was deleted but not yet committed is still listed.
    Ok(files.filter(|file| root().join(file).is_file()).collect())
}

/// Names of the crates in a dependency tree.
fn tree(args: &[&str]) -> Result<Vec<String>> {
    let mut all = vec!["tree", "--edges", "normal", "--prefix", "none", "--locked"];
    all.extend(args);
    let lines = cargo(&all)?;
    Ok(lines.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
}

fn cargo(args: &[&str]) -> Result<String> {
    output(Command::new(env!("CARGO")).args(args))
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.current_dir(root()).output().with_context(|| format!("cannot start {command:?}"))?;
    ensure!(output.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(root().join(file)).with_context(|| format!("{} cannot be read", file.display()))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
