//! What scripts can call, in one table: name, parameters, result, tier and what it does. The compiler, completion and hover
//! read the same rows.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A type in a signature; `T`, `K` and `V` stand for whatever the first argument holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// Int or float; a result is what the arguments are.
    Num,
    /// True or false.
    Bool,
    /// A string.
    Text,
    /// A colour.
    Color,
    /// Anything.
    Any,
    /// `strategy.long` or `strategy.short`.
    Direction,
    /// Nothing.
    Void,
    /// `T`, `K`, `V`.
    Open(char),
    /// `array<…>`
    Array(Box<Shape>),
    /// `matrix<…>`
    Matrix(Box<Shape>),
    /// `map<…>`
    Map,
    /// Several results.
    Tuple(Vec<Shape>),
}

/// What stands for an argument that is not given.
#[derive(Debug, Clone, PartialEq)]
pub enum Default {
    /// It must be given.
    Required,
    /// na.
    Absent,
    /// A number or truth.
    Number(f64),
    /// A text.
    Text(String),
    /// `hlc3`
    Hlc3,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub shape: Shape,
    /// Whether it must not change from bar to bar.
    pub is_simple: bool,
    /// What stands for it.
    pub default: Default,
    /// It takes all further arguments.
    pub is_rest: bool,
}

/// One way to call a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// Name with its library.
    pub name: String,
    /// Parameters in order.
    pub params: Vec<Parameter>,
    /// What it returns.
    pub result: Shape,
    /// When it was built.
    pub tier: u8,
    /// What it does, as a sentence.
    pub doc: String,
    /// The row up to its tier.
    pub shown: String,
}

/// Rows about what is drawn or told, and not shown here.
const DRAWING: &str = include_str!("drawing.txt");
const ROWS: [&str; 4] =
    [include_str!("ta.txt"), include_str!("plain.txt"), include_str!("special.txt"), DRAWING];

/// The table, by name.
pub fn table() -> &'static BTreeMap<String, Vec<Signature>> {
    static TABLE: OnceLock<BTreeMap<String, Vec<Signature>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = BTreeMap::<String, Vec<Signature>>::new();
        for signature in ROWS.iter().flat_map(|rows| rows.lines()).filter_map(row) {
            table.entry(signature.name.clone()).or_default().push(signature);
        }
        table
    })
}

/// The ways to call a function.
pub fn find(name: &str) -> &'static [Signature] {
    table().get(name).map_or(&[], Vec::as_slice)
}

/// Whether a function draws or tells, without effect on trades.
pub fn is_drawing(name: &str) -> bool {
    DRAWING.lines().any(|line| line.split('(').next() == Some(name))
}

/// `name(parameters) result | tier | doc`
fn row(line: &str) -> Option<Signature> {
    let mut parts = line.splitn(3, " | ");
    let (head, tier, doc) = (parts.next()?, parts.next()?, parts.next()?);
    let (name, rest) = head.split_once('(')?;
    let (params, result) = rest.rsplit_once(") ")?;
    Some(Signature {
        name: name.to_owned(),
        params: split(params).into_iter().filter_map(parameter).collect(),
        result: shape(result),
        tier: tier.trim().parse().ok()?,
        doc: doc.trim().to_owned(),
        shown: head.to_owned(),
    })
}

/// At commas outside of `<>`.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut level, mut start) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '<' | '[' => level += 1,
            '>' | ']' => level -= 1,
            ',' if level == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// `[simple] type name[?|=default|...]`
fn parameter(text: &str) -> Option<Parameter> {
    let is_simple = text.starts_with("simple ");
    let text = text.strip_prefix("simple ").unwrap_or(text);
    let (ty, name) = text.split_once(' ')?;
    let (name, default) = match name.split_once('=') {
        Some((name, "true")) => (name, Default::Number(1.0)),
        Some((name, "false")) => (name, Default::Number(0.0)),
        Some((name, "hlc3")) => (name, Default::Hlc3),
        Some((name, value)) => match value.parse() {
            Ok(number) => (name, Default::Number(number)),
            Err(_) => (name, Default::Text(value.trim_matches('"').to_owned())),
        },
        None => match name.strip_suffix('?') {
            Some(name) => (name, Default::Absent),
            None => (name, Default::Required),
        },
    };
    let is_rest = name.ends_with("...");
    let name = name.trim_end_matches("...").to_owned();
    Some(Parameter { name, shape: shape(ty), is_simple, default, is_rest })
}

fn shape(text: &str) -> Shape {
    if let Some(inner) = text.strip_prefix("array<").and_then(|text| text.strip_suffix('>')) {
        return Shape::Array(Box::new(shape(inner)));
    }
    if let Some(inner) = text.strip_prefix("matrix<").and_then(|text| text.strip_suffix('>')) {
        return Shape::Matrix(Box::new(shape(inner)));
    }
    if let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return Shape::Tuple(split(inner).into_iter().map(shape).collect());
    }
    match text {
        "int" => Shape::Int,
        "float" => Shape::Float,
        "num" => Shape::Num,
        "bool" => Shape::Bool,
        "text" => Shape::Text,
        "color" => Shape::Color,
        "direction" => Shape::Direction,
        "void" => Shape::Void,
        "map<K,V>" => Shape::Map,
        "T" | "K" | "V" => Shape::Open(text.chars().next().unwrap_or('T')),
        _ => Shape::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let n_rows = ROWS.iter().map(|rows| rows.lines().count()).sum::<usize>();
        assert_eq!(table().values().map(Vec::len).sum::<usize>(), n_rows);
        let [macd] = find("ta.macd") else { panic!("one signature expected") };
        assert_eq!(macd.params.len(), 4);
        assert_eq!(macd.result, Shape::Tuple(vec![Shape::Float; 3]));
        assert!(macd.params[1].is_simple && !macd.params[0].is_simple);
        assert_eq!(find("map.put")[0].params.len(), 3);
        assert!(table().values().flatten().all(|of| of.doc.ends_with('.') && matches!(of.tier, 1 | 2)));
    }
}
