//! Names that people or other devices gave, as they are shown: on one line, without marks that turn the text around them, never empty and never
//! so long that nothing else is left on the page. What is stored, edited and exported stays as it is.

/// Longest name that is shown whole, in characters.
const MAX: usize = 200;
/// What stands for a name of which nothing can be seen.
const NOTHING: &str = "(no name)";

/// A name as it is shown.
pub fn shown(text: &str) -> String {
    let mut visible = text.chars().filter(|c| !c.is_control() && !is_mark(*c));
    let mut name: String = visible.by_ref().take(MAX).collect();
    if visible.next().is_some() {
        name.push('…');
    }
    // Joiners have no look of their own.
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '\u{200c}' | '\u{200d}');
    if name.chars().all(is_blank) { NOTHING.to_owned() } else { name.trim().to_owned() }
}

/// Whether a character only says how others are laid out: direction, breaks, nothing at all. Joiners are parts of words and of emoji.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shown_on_one_line_and_turns_nothing_around() {
        assert_eq!(shown("SMA cross, S&P 500"), "SMA cross, S&P 500");
        assert_eq!(shown("a\u{202e}b\u{2066}\u{0}\u{1b}[2J\r\nc"), "ab[2Jc");
        assert_eq!(shown("<b>ÄÖ 日本 می‌خواهم 👨‍👩‍👧</b>"), "<b>ÄÖ 日本 می‌خواهم 👨‍👩‍👧</b>");
    }

    #[test]
    fn a_name_is_never_empty_and_never_endless() {
        for blank in ["", "   ", "\u{202e}\u{feff}", "\u{200d}\u{200c}", "\t\n"] {
            assert_eq!(shown(blank), NOTHING);
        }
        let long = shown(&"W".repeat(100_000));
        assert_eq!((long.chars().count(), long.ends_with("W…")), (MAX + 1, true));
        assert_eq!(shown(&"W".repeat(MAX)).chars().count(), MAX);
    }
}
