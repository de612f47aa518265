//! What a person gave, as text of an HTML document.

/// The text with everything that could be markup written as what it looks like. Control characters other than line breaks and tabs are
/// left out: a document may not have them.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(c),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        let hostile = "</style><script>alert('x')</script>\u{0}\u{1b}\" onload=\"y&amp;\n";
        let expected =
            "&lt;/style&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot; onload=&quot;y&amp;amp;\n";
        assert_eq!(text(hostile), expected);
        assert_eq!(text("ÄÖ 日本 1 − 2"), "ÄÖ 日本 1 − 2");
    }
}
