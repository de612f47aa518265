//! Two texts line by line. Pure.

use similar::{ChangeTag, TextDiff};

/// Unchanged lines that are shown around a change.
const AROUND: usize = 3;

/// A row of the difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    /// A line with its numbers before and after, as far as it is there.
    Line { tag: Tag, before: Option<usize>, after: Option<usize>, text: String },
    /// So many unchanged lines that are left out.
    Folded(usize),
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Nothing.
    Same,
    /// It is gone.
    Removed,
    /// It is new.
    Added,
}

/// The difference of two texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Difference {
    pub(super) rows: Vec<Row>,
    /// Lines that are new.
    pub(in super::super) n_added: usize,
    /// Lines that are gone.
    pub(in super::super) n_removed: usize,
}

impl Difference {
    /// From one text to another. How the last line ends makes no difference.
    pub(in super::super) fn of(before: &str, after: &str) -> Self {
        let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
        let diff = TextDiff::from_slices(&before, &after);
        let mut all = Vec::new();
        let (mut n_added, mut n_removed) = (0, 0);
        for change in diff.iter_all_changes() {
            let tag = match change.tag() {
                ChangeTag::Equal => Tag::Same,
                ChangeTag::Delete => Tag::Removed,
                ChangeTag::Insert => Tag::Added,
            };
            n_added += usize::from(tag == Tag::Added);
            n_removed += usize::from(tag == Tag::Removed);
            let number = |at: Option<usize>| at.map(|at| at + 1);
            let (before, after) = (number(change.old_index()), number(change.new_index()));
            all.push(Row::Line { tag, before, after, text: change.value().to_owned() });
        }
        Self { rows: folded(all), n_added, n_removed }
    }

    /// How much differs, in words.
    pub(in super::super) fn in_words(&self) -> String {
        let lines = |n: usize| if n == 1 { "1 line".to_owned() } else { format!("{n} lines") };
        match (self.n_added, self.n_removed) {
            (0, 0) => "No line differs.".to_owned(),
            (added, 0) => format!("{} added.", lines(added)),
            (0, removed) => format!("{} removed.", lines(removed)),
            (added, removed) => format!("{} added, {} removed.", lines(added), lines(removed)),
        }
    }
}

/// Leaves out unchanged lines far from a change.
fn folded(all: Vec<Row>) -> Vec<Row> {
    let is_change = |row: &Row| !matches!(row, Row::Line { tag: Tag::Same, .. });
    let changes: Vec<usize> =
        all.iter().enumerate().filter(|(_, row)| is_change(row)).map(|(at, _)| at).collect();
    let mut near = vec![false; all.len()];
    for at in changes {
        near[at.saturating_sub(AROUND)..(at + AROUND + 1).min(all.len())].fill(true);
    }
    // A single line takes no more room than saying that it is left out.
    let is_far = |at: Option<usize>| at.and_then(|at| near.get(at)) == Some(&false);
    let is_alone = |at: usize| !is_far(at.checked_sub(1)) && !is_far(Some(at + 1));
    let shown: Vec<bool> = near.iter().enumerate().map(|(at, near)| *near || is_alone(at)).collect();
    let mut rows = Vec::new();
    let mut n_left_out = 0;
    for (at, row) in all.into_iter().enumerate() {
        if shown[at] {
            if n_left_out > 0 {
                rows.push(Row::Folded(n_left_out));
                n_left_out = 0;
            }
            rows.push(row);
        } else {
            n_left_out += 1;
        }
    }
    if n_left_out > 0 {
        rows.push(Row::Folded(n_left_out));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let rows = Difference::of(before, after).rows.into_iter().map(|row| match row {
            Row::Folded(n) => format!("… {n}"),
            Row::Line { tag, before, after, text } => {
                let sign = match tag {
                    Tag::Same => ' ',
                    Tag::Removed => '-',
                    Tag::Added => '+',
                };
                let number = |at: Option<usize>| at.map_or("·".to_owned(), |at| at.to_string());
                format!("{sign}{} {} {text}", number(before), number(after))
            }
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_changed_line_is_one_less_and_one_more_with_three_lines_around() {
        let before: Vec<String> = (1..=12).map(|n| format!("line {n}")).collect();
        let mut after = before.clone();
        after[5] = "changed".into();
        after.push("more".into());
        let (before, after) = (before.join("\n"), after.join("\n") + "\n");
        let expected = "… 2\n 3 3 line 3\n 4 4 line 4\n 5 5 line 5\n-6 · line 6\n+· 6 changed\n 7 7 line 7\n 8 8 line 8\n 9 9 line 9\n 10 10 line 10\n 11 11 line 11\n 12 12 line 12\n+· 13 more";
        assert_eq!(shown(&before, &after), expected);
        let difference = Difference::of(&before, &after);
        assert_eq!(difference.in_words(), "2 lines added, 1 line removed.");
    }

    #[test]
    fn a_single_line_is_not_left_out() {
        assert_eq!(shown("a\nb\nc\nd\ne", "a\nb\nc\nd\nf"), " 1 1 a\n 2 2 b\n 3 3 c\n 4 4 d\n-5 · e\n+· 5 f");
        assert_eq!(shown("a\nb\nc\nd\ne\nx", "a\nb\nc\nd\ne\ny").lines().next(), Some("… 2"));
    }

    #[test]
    fn texts_that_are_alike_have_no_difference_and_an_empty_one_lacks_every_line() {
        let text = "a\nb\nc";
        assert_eq!(shown(text, "a\r\nb\nc\n"), "… 3");
        assert_eq!(Difference::of(text, text).in_words(), "No line differs.");
        assert_eq!(Difference::of("", text).in_words(), "3 lines added.");
        assert_eq!(Difference::of(text, "").in_words(), "3 lines removed.");
        assert_eq!(shown("", ""), "");
    }

    #[test]
    fn a_difference_leads_from_one_text_to_the_other() {
        // No line is further than three from a change, so that none is left out.
        let texts = ["a\nb\nc\nd", "b\nx\nd\ne", "", "d\nc\nb\na", "a\na\na"];
        let side = |difference: &Difference, without: Tag| {
            let kept = difference.rows.iter().filter_map(|row| match row {
                Row::Line { tag, text, .. } if *tag != without => Some(text.as_str()),
                _ => None,
            });
            kept.collect::<Vec<_>>().join("\n")
        };
        for before in texts {
            for after in texts.into_iter().filter(|after| *after != before) {
                let difference = Difference::of(before, after);
                assert_eq!(side(&difference, Tag::Added), before);
                assert_eq!(side(&difference, Tag::Removed), after);
            }
        }
    }
}
