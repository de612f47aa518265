//! The execution model, rule by rule, as a table: a few candles, the orders of a script, and the trades that must come
//! out. The rows are text, in `rows/`; [`row`] tells how one is written. What no row can say is in `odd`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod notation;
mod odd;
mod play;
mod row;

use std::collections::BTreeSet;

const FILES: [(&str, &str); 12] = [
    ("time", include_str!("rows/time.txt")),
    ("inside_a_bar", include_str!("rows/inside_a_bar.txt")),
    ("trailing", include_str!("rows/trailing.txt")),
    ("positions", include_str!("rows/positions.txt")),
    ("calls", include_str!("rows/calls.txt")),
    ("groups", include_str!("rows/groups.txt")),
    ("margin", include_str!("rows/margin.txt")),
    ("risk", include_str!("rows/risk.txt")),
    ("end", include_str!("rows/end.txt")),
    ("ambiguous", include_str!("rows/ambiguous.txt")),
    ("costs", include_str!("rows/costs.txt")),
    ("wrong_results", include_str!("rows/wrong_results.txt")),
];

#[test]
fn every_row_comes_out_as_written() {
    let mut failures = Vec::new();
    let mut names = BTreeSet::new();
    for (file, text) in FILES {
        for row in row::rows(text) {
            assert!(names.insert(row.name), "two rows are named “{}”", row.name);
            let got = play::outcome(&row);
            if got != row.expected {
                let (expected, got) = (row.expected.join("\n  "), got.join("\n  "));
                failures.push(format!("{file}: {}\nexpected\n  {expected}\ngot\n  {got}", row.name));
            }
        }
    }
    println!("fill table: {} rows, {} failures", names.len(), failures.len());
    assert!(names.len() >= 60, "the table has only {} rows", names.len());
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

#[test]
fn every_rule_of_the_model_has_a_row_of_its_number() {
    let has_row = |rule: usize| FILES.iter().any(|(_, text)| text.contains(&format!("# rule {rule}:")));
    let missing: Vec<usize> = (3..=28).filter(|rule| !has_row(*rule)).collect();
    assert!(missing.is_empty(), "no row of the rules {missing:?}");
}
