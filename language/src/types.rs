//! Types of values, and how steady they are.

/// What may happen to a value, from steady to changing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Qualifier {
    /// Known when compiling.
    Const,
    /// Known when the run starts: an input.
    Input,
    /// Known on the first bar.
    Simple,
    /// May differ from bar to bar.
    Series,
}

impl Qualifier {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Const => "const",
            Self::Input => "input",
            Self::Simple => "simple",
            Self::Series => "series",
        }
    }
}

/// Type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Int,
    Float,
    Bool,
    Text,
    Color,
    /// `na` without a type yet.
    Na,
    /// No value.
    Void,
    /// Something is wrong and has been reported.
    Broken,
    Array(Box<Type>),
    Matrix(Box<Type>),
    Map(Box<(Type, Type)>),
    /// Position among the script's types.
    Object(usize),
    /// Position among the script's enums.
    Enum(usize),
    /// `line`, `label` …
    Drawing(&'static str),
    Tuple(Vec<Type>),
}

/// Types of what is drawn: accepted, never shown.
pub(crate) const DRAWINGS: [&str; 9] =
    ["line", "label", "box", "table", "linefill", "polyline", "chart.point", "plot", "hline"];

impl Type {
    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Float)
    }

    /// Whether something has been reported already, or anything fits.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Self::Broken | Self::Na)
    }

    /// The type of a place that takes values of both; `None` if there is none.
    pub(crate) fn join(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (a, b) if a == b => Some(a.clone()),
            (Self::Broken, _) | (_, Self::Broken) => Some(Self::Broken),
            (Self::Na, t) | (t, Self::Na) if *t != Self::Void => Some(t.clone()),
            (Self::Int, Self::Float) | (Self::Float, Self::Int) => Some(Self::Float),
            (Self::Tuple(a), Self::Tuple(b)) if a.len() == b.len() => {
                a.iter().zip(b).map(|(a, b)| a.join(b)).collect::<Option<_>>().map(Self::Tuple)
            }
            _ => None,
        }
    }

    /// Whether a value of this type fits into a place of that one.
    pub(crate) fn fits(&self, place: &Self) -> bool {
        match (self, place) {
            (Self::Broken | Self::Na, _) | (_, Self::Broken | Self::Na) | (Self::Int, Self::Float) => true,
            (Self::Array(a), Self::Array(b)) | (Self::Matrix(a), Self::Matrix(b)) => {
                a == b || a.is_open() || b.is_open()
            }
            (a, b) => a == b,
        }
    }
}
