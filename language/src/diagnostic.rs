//! What the compiler has to say about a script, and where.

use serde::Serialize;

use crate::tree::Span;

/// Diagnostics kept of one compilation.
pub const MAX_DIAGNOSTICS: usize = 50;

/// Whether a script can run in spite of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The script does not run.
    Error,
    /// The script runs; the person should know.
    Warning,
}

/// One remark about one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Whether the script can run.
    pub severity: Severity,
    /// What is wrong, as a sentence.
    pub sentence: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Characters to underline, at least 1, all in that line.
    pub length: u32,
    /// The cause, or what to do.
    pub note: Option<String>,
    /// A name that was probably meant.
    pub suggestion: Option<String>,
    /// The text of that line.
    pub excerpt: String,
}

impl Diagnostic {
    /// Places a sentence in the source.
    pub fn new(source: &str, span: Span, severity: Severity, sentence: impl Into<String>) -> Self {
        let start = floor_boundary(source, span.start as usize);
        let end = floor_boundary(source, (span.end as usize).max(start));
        let line_start = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = source[start..].find('\n').map_or(source.len(), |at| start + at);
        let end = end.clamp(start, line_end);
        Self {
            severity,
            sentence: sentence.into(),
            line: source[..start].matches('\n').count() as u32 + 1,
            column: source[line_start..start].chars().count() as u32 + 1,
            length: (source[start..end].chars().count() as u32).max(1),
            note: None,
            suggestion: None,
            excerpt: source[line_start..line_end].trim_end_matches('\r').to_owned(),
        }
    }

    /// Whether it keeps the script from running.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The diagnostic as text: place, sentence, the line with the place underlined, and what was probably meant.
    pub fn render(&self, file: &str) -> String {
        let number = self.line.to_string();
        let pad = " ".repeat(number.len());
        let before: String = self
            .excerpt
            .chars()
            .take(self.column as usize - 1)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        let marks = "^".repeat(self.length as usize);
        let meant =
            self.suggestion.as_ref().map(|name| format!(" did you mean `{name}`?")).unwrap_or_default();
        let mut text = format!(
            "{file}:{}:{}: {}\n   {number} | {}\n   {pad} | {before}{marks}{meant}\n",
            self.line, self.column, self.sentence, self.excerpt
        );
        if let Some(note) = &self.note {
            text.push_str(&format!("   {pad} = {note}\n"));
        }
        text
    }
}

fn floor_boundary(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The name at most two edits away from `name` that is nearest to it; the first of several.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = if name.len() <= 3 { 1 } else { 2 };
    let mut best: Option<(usize, &str)> = None;
    for other in names {
        if other.len().abs_diff(name.len()) > most || other == name {
            continue;
        }
        let distance = edits(name, other);
        if distance <= most && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, other));
        }
    }
    best.map(|(_, name)| name)
}

/// Levenshtein distance of two names.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let swap = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = swap.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_shows_the_place_and_what_was_meant() {
        let source = "x = 1\na = ta.smma(close, 20)\n";
        let mut diagnostic = Diagnostic::new(
            source,
            Span { start: 10, end: 17 },
            Severity::Error,
            "`ta.smma` does not exist.",
        );
        diagnostic.suggestion = Some("ta.sma".to_owned());
        assert_eq!(
            diagnostic.render("strategy.pine"),
            "strategy.pine:2:5: `ta.smma` does not exist.\n   2 | a = ta.smma(close, 20)\n     |     ^^^^^^^ did you mean `ta.sma`?\n"
        );
    }

    #[test]
    fn the_nearest_name_is_at_most_two_edits_away() {
        assert_eq!(nearest("ta.smma", ["ta.ema", "ta.sma"].into_iter()), Some("ta.sma"));
        assert_eq!(nearest("abcdef", ["ta.ema"].into_iter()), None);
    }
}
