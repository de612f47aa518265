//! `engine/EXECUTION_MODEL.md` names the tests that hold each rule. They must exist, and no rule may be without one.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// Rule (0 before the first), file, test.
type Named = (u32, String, String);

/// A file in backquotes, followed by tests in backquotes, up to an empty line or the next rule.
fn named_tests(text: &str) -> (Vec<u32>, Vec<Named>) {
    let (mut rules, mut named) = (Vec::new(), Vec::new());
    let mut file: Option<String> = None;
    for line in text.lines() {
        let number = line.split_once(". ").and_then(|(number, _)| number.parse::<u32>().ok());
        rules.extend(number);
        if number.is_some() || line.is_empty() {
            file = None;
        }
        for quoted in line.split('`').skip(1).step_by(2) {
            if quoted.ends_with(".rs") {
                file = Some(quoted.to_owned());
            } else if let Some(file) = &file {
                named.push((rules.last().copied().unwrap_or(0), file.clone(), quoted.to_owned()));
            }
        }
    }
    (rules, named)
}

#[test]
fn every_test_that_the_execution_model_names_exists_and_every_rule_names_one() -> Result<()> {
    let engine = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine");
    let text = std::fs::read_to_string(engine.join("EXECUTION_MODEL.md"))?;
    let (rules, named) = named_tests(&text);
    ensure!(rules == (1..=28).collect::<Vec<u32>>(), "the rules are numbered {rules:?}");
    let mut sources: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (rule, file, test) in &named {
        if !sources.contains_key(file) {
            let source =
                std::fs::read_to_string(engine.join(file)).with_context(|| format!("rule {rule}: {file}"))?;
            sources.insert(file.clone(), source);
        }
        let declared = [format!("fn {test}()"), format!("fn {test}(\n")];
        if !declared.iter().any(|line| sources[file].contains(line)) {
            wrong.push(format!(
                "rule {rule}: there is no test {test} in engine/{file}: name the one that took its place"
            ));
        }
    }
    for rule in rules {
        if !named.iter().any(|(of, _, _)| *of == rule) {
            wrong.push(format!("rule {rule} names no test"));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
