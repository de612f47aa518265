//! Regular expressions for `str.match`: what can be matched in time proportional to text times pattern, whatever both are.
//!
//! Read are: characters, `.`, `[a-z]` and `[^…]`, `\d \w \s` and their capitals, `^ $ \b`, groups, `|`, and `* + ? {m,n}`, each also lazy.
//! Back references and looking around are refused, because they cannot be matched so.

use super::Fails;

/// Instructions that a pattern may have.
const MOST: usize = 4_000;

#[derive(Debug, Clone)]
enum Node {
    Empty,
    Set(Set),
    Start,
    End,
    Edge(bool),
    Both(Vec<Node>),
    Either(Vec<Node>),
    Repeat { of: Box<Node>, least: usize, most: Option<usize>, is_lazy: bool },
}

/// Characters.
#[derive(Debug, Clone, Default)]
struct Set {
    ranges: Vec<(char, char)>,
    is_negated: bool,
}

impl Set {
    fn holds(&self, c: char) -> bool {
        self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c)) != self.is_negated
    }
}

#[derive(Debug, Clone)]
enum Step {
    Set(Set),
    Start,
    End,
    Edge(bool),
    /// Goes on at the first, and at the second if that fails.
    Split(usize, usize),
    Jump(usize),
    Found,
}

struct Reader<'a> {
    chars: std::iter::Peekable<std::str::Chars<'a>>,
    depth: u32,
}

fn wrong(what: &str) -> String {
    format!("The regular expression is not read here: {what}.")
}

impl Reader<'_> {
    fn either(&mut self) -> Fails<Node> {
        self.depth += 1;
        if self.depth > 50 {
            return Err(wrong("its groups are nested more than 50 levels deep"));
        }
        let mut parts = vec![self.both()?];
        while self.chars.next_if_eq(&'|').is_some() {
            parts.push(self.both()?);
        }
        self.depth -= 1;
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Node::Either(parts) })
    }

    fn both(&mut self) -> Fails<Node> {
        let mut parts = Vec::new();
        while self.chars.peek().is_some_and(|c| !matches!(c, '|' | ')')) {
            let one = self.one()?;
            parts.push(self.repeated(one)?);
        }
        Ok(Node::Both(parts))
    }

    fn repeated(&mut self, mut node: Node) -> Fails<Node> {
        loop {
            let (least, most) = match self.chars.peek() {
                Some('*') => (0, None),
                Some('+') => (1, None),
                Some('?') => (0, Some(1)),
                Some('{') => {
                    let Some(counts) = self.counts()? else { return Ok(node) };
                    node = self.repeat(node, counts.0, counts.1);
                    continue;
                }
                _ => return Ok(node),
            };
            self.chars.next();
            node = self.repeat(node, least, most);
        }
    }

    fn repeat(&mut self, of: Node, least: usize, most: Option<usize>) -> Node {
        let is_lazy = self.chars.next_if_eq(&'?').is_some();
        Node::Repeat { of: Box::new(of), least, most, is_lazy }
    }

    /// `{2}`, `{2,}`, `{2,5}`
    fn counts(&mut self) -> Fails<Option<(usize, Option<usize>)>> {
        self.chars.next();
        let mut text = String::new();
        loop {
            match self.chars.next() {
                Some('}') => break,
                Some(c) if c.is_ascii_digit() || c == ',' => text.push(c),
                _ => return Err(wrong("`{` begins a count such as `{2,5}`")),
            }
        }
        let number = |text: &str| text.parse::<usize>().ok().filter(|n| *n <= 1_000);
        let counts = match text.split_once(',') {
            None => number(&text).map(|n| (n, Some(n))),
            Some((least, "")) => number(least).map(|n| (n, None)),
            Some((least, most)) => number(least).zip(number(most)).map(|(a, b)| (a, Some(b.max(a)))),
        };
        counts.map(Some).ok_or_else(|| wrong("a count is a number up to 1,000"))
    }

    fn one(&mut self) -> Fails<Node> {
        let Some(c) = self.chars.next() else { return Ok(Node::Empty) };
        Ok(match c {
            '.' => Node::Set(Set { ranges: vec![('\n', '\n')], is_negated: true }),
            '^' => Node::Start,
            '$' => Node::End,
            '[' => Node::Set(self.set()?),
            '(' => {
                if self.chars.next_if_eq(&'?').is_some() && self.chars.next() != Some(':') {
                    return Err(wrong("of groups that begin with `(?` only `(?:` is"));
                }
                let inner = self.either()?;
                if self.chars.next() != Some(')') {
                    return Err(wrong("a `(` is not closed"));
                }
                inner
            }
            '*' | '+' | '?' => return Err(wrong("there is nothing to repeat")),
            '\\' => match self.chars.next() {
                Some('b') => Node::Edge(true),
                Some('B') => Node::Edge(false),
                Some(c) => Node::Set(escaped(c)?),
                None => return Err(wrong("it ends with `\\`")),
            },
            c => Node::Set(Set { ranges: vec![(c, c)], is_negated: false }),
        })
    }

    fn set(&mut self) -> Fails<Set> {
        let is_negated = self.chars.next_if_eq(&'^').is_some();
        let mut ranges = Vec::new();
        let mut is_first = true;
        loop {
            let c = match self.chars.next() {
                None => return Err(wrong("a `[` is not closed")),
                Some(']') if !is_first => return Ok(Set { ranges, is_negated }),
                Some('\\') => {
                    let set = escaped(self.chars.next().unwrap_or('\\'))?;
                    match set.ranges.as_slice() {
                        [(from, to)] if from == to && !set.is_negated => *from,
                        _ if set.is_negated => return Err(wrong("`\\D`, `\\W` and `\\S` in `[…]` are not")),
                        _ => {
                            ranges.extend(set.ranges);
                            is_first = false;
                            continue;
                        }
                    }
                }
                Some(c) => c,
            };
            is_first = false;
            let mut ahead = self.chars.clone();
            let is_range = ahead.next() == Some('-') && ahead.next().is_some_and(|c| c != ']');
            if !is_range {
                ranges.push((c, c));
                continue;
            }
            self.chars.next();
            let to = match self.chars.next() {
                Some('\\') => self.chars.next().unwrap_or('\\'),
                Some(to) => to,
                None => return Err(wrong("a `[` is not closed")),
            };
            ranges.push((c, to));
        }
    }
}

/// The characters that `\` and a letter stand for.
fn escaped(c: char) -> Fails<Set> {
    let word = vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')];
    let space = vec![(' ', ' '), ('\t', '\r')];
    let (ranges, is_negated) = match c {
        'd' => (vec![('0', '9')], false),
        'D' => (vec![('0', '9')], true),
        'w' => (word, false),
        'W' => (word, true),
        's' => (space, false),
        'S' => (space, true),
        'n' => (vec![('\n', '\n')], false),
        't' => (vec![('\t', '\t')], false),
        'r' => (vec![('\r', '\r')], false),
        c if c.is_ascii_alphanumeric() => return Err(wrong(&format!("`\\{c}` is not known"))),
        c => (vec![(c, c)], false),
    };
    Ok(Set { ranges, is_negated })
}

fn build(node: &Node, steps: &mut Vec<Step>) -> Fails<()> {
    if steps.len() > MOST {
        return Err(wrong("it is too long"));
    }
    match node {
        Node::Empty => {}
        Node::Set(set) => steps.push(Step::Set(set.clone())),
        Node::Start => steps.push(Step::Start),
        Node::End => steps.push(Step::End),
        Node::Edge(is_edge) => steps.push(Step::Edge(*is_edge)),
        Node::Both(parts) => {
            for part in parts {
                build(part, steps)?;
            }
        }
        Node::Either(parts) => {
            let mut ends = Vec::new();
            for (at, part) in parts.iter().enumerate() {
                if at + 1 == parts.len() {
                    build(part, steps)?;
                    break;
                }
                let split = steps.len();
                steps.push(Step::Found);
                build(part, steps)?;
                ends.push(steps.len());
                steps.push(Step::Found);
                steps[split] = Step::Split(split + 1, steps.len());
            }
            let end = steps.len();
            ends.into_iter().for_each(|at| steps[at] = Step::Jump(end));
        }
        Node::Repeat { of, least, most, is_lazy } => {
            let split = |inside: usize, after: usize| {
                if *is_lazy { Step::Split(after, inside) } else { Step::Split(inside, after) }
            };
            for _ in 0..*least {
                build(of, steps)?;
            }
            match most {
                None => {
                    let head = steps.len();
                    steps.push(Step::Found);
                    build(of, steps)?;
                    steps.push(Step::Jump(head));
                    steps[head] = split(head + 1, steps.len());
                }
                Some(most) => {
                    let mut heads = Vec::new();
                    for _ in *least..*most {
                        heads.push(steps.len());
                        steps.push(Step::Found);
                        build(of, steps)?;
                    }
                    let end = steps.len();
                    heads.into_iter().for_each(|head| steps[head] = split(head + 1, end));
                }
            }
        }
    }
    Ok(())
}

/// A place in the program with where its match began, in the order of preference.
#[derive(Default)]
struct Threads {
    list: Vec<(usize, usize)>,
    is_there: Vec<bool>,
}

impl Threads {
    fn clear(&mut self, n: usize) {
        self.list.clear();
        self.is_there.clear();
        self.is_there.resize(n, false);
    }

    /// Follows what takes no character.
    fn add(&mut self, steps: &[Step], from: usize, start: usize, text: &[char], at: usize) {
        let mut waiting = vec![from];
        while let Some(step) = waiting.pop() {
            if std::mem::replace(&mut self.is_there[step], true) {
                continue;
            }
            let is_word = |i: Option<&char>| i.is_some_and(|c| c.is_alphanumeric() || *c == '_');
            match &steps[step] {
                Step::Jump(to) => waiting.push(*to),
                Step::Split(first, second) => waiting.extend([*second, *first]),
                Step::Start if at == 0 => waiting.push(step + 1),
                Step::End if at == text.len() => waiting.push(step + 1),
                Step::Edge(wanted) => {
                    let before = is_word(at.checked_sub(1).and_then(|i| text.get(i)));
                    if (before != is_word(text.get(at))) == *wanted {
                        waiting.push(step + 1);
                    }
                }
                Step::Start | Step::End => {}
                Step::Set(_) | Step::Found => self.list.push((step, start)),
            }
        }
    }
}

/// The first part of a text that a pattern matches; of several from there on, the one that the pattern prefers.
pub(super) fn find(pattern: &str, text: &str) -> Fails<String> {
    let mut reader = Reader { chars: pattern.chars().peekable(), depth: 0 };
    let node = reader.either()?;
    if reader.chars.next().is_some() {
        return Err(wrong("a `)` has no `(`"));
    }
    let mut steps = Vec::new();
    build(&node, &mut steps)?;
    steps.push(Step::Found);
    let text: Vec<char> = text.chars().collect();
    let (mut now, mut next) = (Threads::default(), Threads::default());
    let mut found: Option<(usize, usize)> = None;
    now.clear(steps.len());
    for at in 0..=text.len() {
        if found.is_none() {
            now.add(&steps, 0, at, &text, at);
        }
        next.clear(steps.len());
        for (step, start) in std::mem::take(&mut now.list) {
            match &steps[step] {
                Step::Found => {
                    found = Some((start, at));
                    break;
                }
                Step::Set(set) if text.get(at).is_some_and(|c| set.holds(*c)) => {
                    next.add(&steps, step + 1, start, &text, at + 1);
                }
                _ => {}
            }
        }
        std::mem::swap(&mut now, &mut next);
        if found.is_some() && now.list.is_empty() {
            break;
        }
    }
    Ok(found.map_or_else(String::new, |(from, to)| text[from..to].iter().collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_match_is_found_as_the_pattern_prefers_it() {
        for (pattern, text, expected) in [
            (r"\d+", "ab 123 45", "123"),
            (r"[A-Z]+:[A-Z]+", "x NASDAQ:AAPL", "NASDAQ:AAPL"),
            ("a*", "baa", ""),
            ("a|ab", "ab", "a"),
            ("ab|a", "ab", "ab"),
            ("<.+>", "<a><b>", "<a><b>"),
            ("<.+?>", "<a><b>", "<a>"),
            (r"^\w+", "first second", "first"),
            (r"\w+$", "first second", "second"),
            ("(?:ab){2,3}", "abababab", "ababab"),
            ("[^,]+", ",,x y,", "x y"),
            (r"\bcat\b", "concat cat", "cat"),
            (r"[\d.]+", "v1.25b", "1.25"),
            ("z", "abc", ""),
            ("x{2}", "axxb", "xx"),
        ] {
            assert_eq!(find(pattern, text).unwrap(), expected, "{pattern} in {text}");
        }
    }

    #[test]
    fn a_pattern_that_blows_up_elsewhere_takes_no_time() {
        let text = "a".repeat(3_000);
        assert_eq!(find("(a*)*b", &text).unwrap(), "");
        assert!(find("((a{1,1000}){1,1000}){1,1000}", &text).is_err());
    }

    #[test]
    fn what_is_not_read_is_refused() {
        for pattern in ["(a", "a)", "[a", r"\1", "(?=a)", "*a", "a{x}", r"\"] {
            assert!(find(pattern, "a").unwrap_err().contains("regular expression"), "{pattern}");
        }
    }
}
