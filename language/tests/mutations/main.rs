//! Mutated scripts: whatever the text, compiling ends with a program or with diagnostics, and running it with trades or a failure.

mod promises;

use std::path::{Path, PathBuf};

/// Mutated programs in a usual run; `HINDCAST_CASES` asks for more.
const CASES: u64 = 600;

const WORDS: [&str; 28] = [
    "(",
    ")",
    "[",
    "]",
    ",",
    "=",
    ":=",
    "=>",
    "?",
    ":",
    "+",
    "*",
    "/",
    "-1",
    "0",
    "1e9",
    "na",
    "not ",
    "and ",
    "if ",
    "for i = 0 to 3\n    ",
    "\n",
    "\n    ",
    "close",
    "strategy.entry(",
    "ta.sma(",
    "\"",
    "var ",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn mutate(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(4) {
        let from = boundary(&text, dice.below(text.len() + 1));
        let to = boundary(&text, from + dice.below(12));
        match dice.below(5) {
            0 => text.replace_range(from..to.max(from), ""),
            1 => text.insert_str(from, WORDS[dice.below(WORDS.len())]),
            2 => {
                let part = text[from..to.max(from)].to_owned();
                let at = boundary(&text, dice.below(text.len() + 1));
                text.insert_str(at, &part);
            }
            3 => {
                let a = boundary(other, dice.below(other.len() + 1));
                let b = boundary(other, a + dice.below(60)).max(a);
                text.insert_str(from, &other[a..b]);
            }
            _ => text.truncate(from.max(20)),
        }
    }
    text
}

#[test]
fn no_mutated_script_panics() {
    let files = |folder: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())
    };
    let is_script = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "pine");
    let mut paths: Vec<_> = files("../tests/pine").chain(files("tests/long")).filter(is_script).collect();
    paths.sort();
    let scripts: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let cases = std::env::var("HINDCAST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let (mut dice, mut n_run) = (Dice(7), 0);
    for _ in 0..cases {
        let (a, b) = (dice.below(scripts.len()), dice.below(scripts.len()));
        n_run += u64::from(promises::check(&mutate(&scripts[a], &scripts[b], &mut dice)));
    }
    assert!(
        n_run > cases / 40,
        "only {n_run} of {cases} mutated scripts could run: the mutations are too wild"
    );
}
