//! The tree of a script as it was written: nothing is looked up yet.

/// Where something stands: bytes from `start` up to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// From the start of `self` to the end of `other`.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end.max(self.end) }
    }
}

/// A name with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
    /// Levels of nesting below and including it.
    pub depth: u32,
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-x`
    Minus,
    /// `+x`
    Plus,
    /// `not x`
    Not,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the operators")]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `12`, `1.5`
    Number {
        /// Its value.
        value: f64,
        /// Written without point and exponent.
        is_int: bool,
    },
    /// A string with its escapes resolved.
    Text(String),
    /// `true`, `false`
    Bool(bool),
    /// `#RRGGBBAA`
    Color(u32),
    /// A name alone.
    Name(String),
    /// `a.b`
    Member(Box<Expr>, Name),
    /// `f(…)`
    Call(Box<Call>),
    /// `x[n]`
    History(Box<Expr>, Box<Expr>),
    /// `-x`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `c ? a : b`
    Choice(Box<[Expr; 3]>),
    /// `if` as statement or expression.
    If(Box<If>),
    /// `switch`
    Switch(Box<Switch>),
    /// `for i = a to b`
    For(Box<For>),
    /// `for x in list`
    ForIn(Box<ForIn>),
    /// `while c`
    While(Box<While>),
    /// `[a, b]`
    Tuple(Vec<Expr>),
    /// What could not be read; a diagnostic says why.
    Broken,
}

/// A call as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What is called: a name or a member.
    pub callee: Expr,
    /// `<float>` of `array.new<float>`.
    pub generics: Vec<TypeName>,
    /// In the order written.
    pub args: Vec<Arg>,
}

/// One argument.
#[derive(Debug, Clone, PartialEq)]
pub struct Arg {
    /// `name =` before it.
    pub name: Option<Name>,
    /// Its value.
    pub value: Expr,
}

/// `if … else if … else …`
#[derive(Debug, Clone, PartialEq)]
pub struct If {
    /// Conditions with their blocks.
    pub branches: Vec<(Expr, Block)>,
    /// The block after the last `else`.
    pub otherwise: Option<Block>,
}

/// `switch [x]` with arms.
#[derive(Debug, Clone, PartialEq)]
pub struct Switch {
    /// What the arms are compared with; without it they are conditions.
    pub subject: Option<Expr>,
    /// Arms in order; the default has no value.
    pub arms: Vec<(Option<Expr>, Block)>,
}

/// `for i = a to b by s`
#[derive(Debug, Clone, PartialEq)]
pub struct For {
    /// The counter.
    pub name: Name,
    /// First value.
    pub from: Expr,
    /// Last value.
    pub to: Expr,
    /// Step.
    pub by: Option<Expr>,
    /// What is repeated.
    pub body: Block,
}

/// `for x in list`, `for [i, x] in list`
#[derive(Debug, Clone, PartialEq)]
pub struct ForIn {
    /// Position or key.
    pub index: Option<Name>,
    /// Element or value.
    pub name: Name,
    /// What is gone through.
    pub list: Expr,
    /// What is repeated.
    pub body: Block,
}

/// `while c`
#[derive(Debug, Clone, PartialEq)]
pub struct While {
    /// Tested before each turn.
    pub condition: Expr,
    /// What is repeated.
    pub body: Block,
}

/// Statements in order; the last one's value is the block's.
pub type Block = Vec<Stmt>;

/// How long a variable lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// New at each execution.
    Fresh,
    /// `var`
    Var,
    /// `varip`
    Varip,
}

/// The name of a type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// `float`, `array`, `chart.point`, a type of the script …
    pub name: String,
    /// `<…>` after it; `float[]` is `array<float>`.
    pub args: Vec<TypeName>,
    /// Where.
    pub span: Span,
    /// `const`, `input`, `simple` or `series` before it.
    pub qualifier: Option<String>,
}

/// A parameter of a function or a field of a type.
#[derive(Debug, Clone, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// Its type, if written.
    pub ty: Option<TypeName>,
    /// Its default.
    pub default: Option<Expr>,
}

/// A function or method of the script.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// Its name.
    pub name: Name,
    /// Parameters in order.
    pub params: Vec<Param>,
    /// Its body; the last statement is its value.
    pub body: Block,
    /// Called as `x.name(…)`.
    pub is_method: bool,
}

/// A statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// Where it stands.
    pub span: Span,
}

/// What a statement is.
#[derive(Debug, Clone, PartialEq)]
pub enum StmtKind {
    /// `[var] [type] name = value`
    Declare {
        /// How long it lives.
        lifetime: Lifetime,
        /// Its type, if written.
        ty: Option<TypeName>,
        /// Its name.
        name: Name,
        /// Its first value.
        value: Expr,
    },
    /// `[a, b] = value`
    Destructure(Vec<Name>, Expr),
    /// `name := value`, `name += value`, `object.field := value`
    Assign {
        /// A name or a member.
        target: Expr,
        /// The operator of `+=` and the like.
        op: Option<BinaryOp>,
        /// What is assigned.
        value: Expr,
    },
    /// An expression for its effect or as a block's value.
    Expr(Expr),
    /// A function.
    Function(Function),
    /// `type`
    Type(Name, Vec<Param>),
    /// `enum` with fields and their titles.
    Enum(Name, Vec<(Name, Option<Expr>)>),
    /// `import …`
    Import,
    /// `break`
    Break,
    /// `continue`
    Continue,
}
