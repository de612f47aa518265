//! A tree to a program: names are looked up, types and qualifiers found, functions put in at each call, and instructions made,
//! in one pass. A function's body is gone through once for each call, with the types of that call; so is what it keeps.
//!
//! Start with [`Lower::script`]; statements are in `statement`, expressions in `expression`, calls in `call`.

mod bind;
mod call;
mod collection;
mod control;
mod drawing;
mod emit;
mod expression;
mod history;
mod input;
mod loops;
mod names;
mod operator;
mod order;
mod plot;
mod renamed;
mod request;
mod scope;
mod settings;
mod special;
mod statement;
mod substitute;
mod touched;
mod user;
mod variable;
mod words;

pub use names::variables;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::script::{Op, Program, Reg};

use crate::declared::{InputSpec, Settings};
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS, Severity};
use crate::tree::{Block, Expr, Function, Param, Span};
use crate::types::{Qualifier, Type};
pub(crate) use plot::Plots;
use scope::Scope;

/// Warnings that are kept: errors matter more.
const MAX_WARNINGS: usize = 20;

/// A value known when compiling.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Constant {
    Number(f64),
    Text(String),
}

/// Where a value is, and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) register: Reg,
    pub(crate) ty: Type,
    pub(crate) qualifier: Qualifier,
    pub(crate) constant: Option<Constant>,
    /// It depends on where the bars end.
    pub(crate) looks_ahead: bool,
    /// The register changes when a variable is assigned to.
    pub(crate) is_variable: bool,
    /// Of a tuple.
    pub(crate) parts: Vec<Value>,
}

impl Value {
    fn new(register: Reg, ty: Type, qualifier: Qualifier) -> Self {
        Self {
            register,
            ty,
            qualifier,
            constant: None,
            looks_ahead: false,
            is_variable: false,
            parts: Vec::new(),
        }
    }

    fn is_broken(&self) -> bool {
        self.ty == Type::Broken
    }
}

/// A type of the script.
pub(crate) struct UserType<'a> {
    name: String,
    fields: &'a [Param],
    types: Vec<Type>,
}

/// An enum of the script: fields with their titles.
pub(crate) struct UserEnum {
    pub(crate) name: String,
    pub(crate) fields: Vec<(String, String)>,
}

/// Jumps out of a loop that have to be told where it ends.
#[derive(Default)]
struct Loop {
    breaks: Vec<usize>,
    continues: Vec<usize>,
}

pub(crate) struct Lower<'a> {
    source: &'a str,
    version: u32,
    program: Program,
    /// Run before the rest on each bar.
    prologue: Vec<(Op, u32)>,
    code: Vec<Op>,
    places: Vec<u32>,
    place: u32,
    numbers: BTreeMap<u64, Reg>,
    texts: BTreeMap<String, Reg>,
    /// Registers that hold one value throughout a run.
    steady: BTreeSet<Reg>,
    scopes: Vec<Scope>,
    /// Scopes below this one, but for the first, are out of sight: a function's body sees no local variable of its caller.
    barrier: usize,
    variables: BTreeMap<String, Value>,
    functions: BTreeMap<String, Vec<&'a Function>>,
    types: Rc<Vec<UserType<'a>>>,
    enums: Rc<Vec<UserEnum>>,
    /// Declarations, by the place of their name, that are assigned to somewhere.
    reassigned: BTreeSet<u32>,
    inlined: Vec<String>,
    /// Functions that are called somewhere.
    called: BTreeSet<String>,
    loops: Vec<Loop>,
    /// Depth of blocks whose condition looks ahead.
    ahead: u32,
    /// Depth of branches that are not taken on every bar.
    conditional: u32,
    /// Levels of expressions that are being gone through.
    depth: u32,
    globals: &'a [crate::tree::Stmt],
    /// What local names of the functions being put in stand for: only where a request may need them.
    meanings: Vec<BTreeMap<String, Rc<Expr>>>,
    has_requests: bool,
    /// The program of a request: orders do nothing.
    is_request: bool,
    /// What is plotted, if that is wanted: a program that only trades does without.
    pub(crate) plots: Option<Plots>,
    current_global: usize,
    pub(crate) inputs: Vec<InputSpec>,
    input_key: Option<String>,
    pub(crate) settings: Settings,
    pub(crate) notes: Vec<String>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Lower<'a> {
    pub(crate) fn new(source: &'a str, version: u32, body: &'a Block) -> Self {
        let mut lower = Self {
            source,
            version,
            program: Program { n_registers: 12, ..Program::default() },
            prologue: Vec::new(),
            code: Vec::new(),
            places: Vec::new(),
            place: 0,
            numbers: BTreeMap::new(),
            texts: BTreeMap::new(),
            steady: BTreeSet::new(),
            scopes: vec![Scope::global()],
            barrier: 1,
            variables: BTreeMap::new(),
            functions: BTreeMap::new(),
            types: Rc::new(Vec::new()),
            enums: Rc::new(Vec::new()),
            reassigned: BTreeSet::new(),
            inlined: Vec::new(),
            called: BTreeSet::new(),
            loops: Vec::new(),
            ahead: 0,
            conditional: 0,
            depth: 0,
            globals: body,
            meanings: Vec::new(),
            has_requests: source.contains("request."),
            is_request: false,
            plots: None,
            current_global: 0,
            inputs: Vec::new(),
            input_key: None,
            settings: Settings::new(version),
            notes: Vec::new(),
            diagnostics: Vec::new(),
        };
        lower.declare_all(body);
        lower
    }

    /// Goes through the whole script.
    pub(crate) fn script(&mut self) {
        for (at, statement) in self.globals.iter().enumerate() {
            self.current_global = at;
            self.statement(statement);
        }
        self.keep_scope();
        self.check_uncalled();
    }

    /// Functions that nobody calls: what is wrong with them is a warning.
    fn check_uncalled(&mut self) {
        let (n, n_first, n_known) = (self.code.len(), self.prologue.len(), self.diagnostics.len());
        let uncalled: Vec<&'a Function> = self
            .functions
            .iter()
            .filter(|(name, _)| !self.called.contains(*name))
            .flat_map(|(_, of)| of.clone())
            .collect();
        let (ahead, n_notes, settings) = (self.ahead, self.notes.len(), self.settings.clone());
        let (n_requests, plots) = (self.program.requests.len(), self.plots.take());
        for function in uncalled {
            let given = function
                .params
                .iter()
                .map(|_| Some(bind::Given::Value(self.broken(), function.name.span)))
                .collect();
            self.inline(function, given, function.name.span);
        }
        self.code.truncate(n);
        self.places.truncate(n);
        self.prologue.truncate(n_first);
        self.notes.truncate(n_notes);
        self.program.requests.truncate(n_requests);
        (self.ahead, self.settings, self.plots) = (ahead, settings, plots);
        for diagnostic in self.diagnostics.iter_mut().skip(n_known) {
            diagnostic.severity = Severity::Warning;
        }
    }

    /// The program, once everything has been gone through.
    pub(crate) fn finish(&mut self) -> Program {
        let shift = self.prologue.len() as u32;
        let mut program = std::mem::take(&mut self.program);
        let moved = |op: Op| match op {
            Op::Jump(to) => Op::Jump(to + shift),
            Op::JumpIf(register, to) => Op::JumpIf(register, to + shift),
            Op::JumpUnless(register, to) => Op::JumpUnless(register, to + shift),
            Op::Once(register, to) => Op::Once(register, to + shift),
            other => other,
        };
        program.code =
            self.prologue.iter().map(|(op, _)| *op).chain(self.code.iter().map(|op| moved(*op))).collect();
        program.places =
            self.prologue.iter().map(|(_, place)| *place).chain(self.places.iter().copied()).collect();
        program
    }

    fn report(
        &mut self,
        span: Span,
        severity: Severity,
        sentence: impl Into<String>,
    ) -> Option<&mut Diagnostic> {
        let diagnostic = Diagnostic::new(self.source, span, severity, sentence);
        // A function's body is gone through once for each call: what is wrong with it is said once.
        let most = if severity == Severity::Error { MAX_DIAGNOSTICS } else { MAX_WARNINGS };
        if self.diagnostics.len() >= most || self.diagnostics.contains(&diagnostic) {
            return None;
        }
        let is_told = self.diagnostics.iter().any(|d| {
            (d.line, d.column, &d.sentence) == (diagnostic.line, diagnostic.column, &diagnostic.sentence)
        });
        if is_told {
            return None;
        }
        self.diagnostics.push(diagnostic);
        self.diagnostics.last_mut()
    }

    pub(crate) fn error(&mut self, span: Span, sentence: impl Into<String>) -> Value {
        self.report(span, Severity::Error, sentence);
        self.broken()
    }

    fn error_with(&mut self, span: Span, sentence: impl Into<String>, note: &str) -> Value {
        if let Some(diagnostic) = self.report(span, Severity::Error, sentence) {
            diagnostic.note = Some(note.to_owned());
        }
        self.broken()
    }

    /// A name that does not exist here, but did in an older version or does elsewhere.
    fn old_name(&mut self, name: &str, span: Span) -> Option<Value> {
        if let Some(note) = renamed::instead(name) {
            return Some(self.error_with(span, format!("`{name}` does not exist."), note));
        }
        let new = renamed::modern(name)?;
        let is_old = !name.contains('.') || name.starts_with("input.");
        let sentence = if is_old {
            format!("`{name}` is called `{new}` since version 5.")
        } else {
            format!("`{name}` does not exist.")
        };
        Some(self.error_meant(span, sentence, Some(new)))
    }

    fn error_meant(&mut self, span: Span, sentence: impl Into<String>, meant: Option<String>) -> Value {
        if let Some(diagnostic) = self.report(span, Severity::Error, sentence) {
            diagnostic.suggestion = meant;
        }
        self.broken()
    }

    fn broken(&mut self) -> Value {
        Value::new(self.na(), Type::Broken, Qualifier::Series)
    }

    fn note(&mut self, note: &str) {
        if !self.notes.iter().any(|of| of == note) {
            self.notes.push(note.to_owned());
        }
    }

    /// The name of a type as a script writes it.
    pub(crate) fn name_of(&self, ty: &Type) -> String {
        match ty {
            Type::Int => "int".to_owned(),
            Type::Float => "float".to_owned(),
            Type::Bool => "bool".to_owned(),
            Type::Text => "string".to_owned(),
            Type::Color => "color".to_owned(),
            Type::Na => "na".to_owned(),
            Type::Void | Type::Broken => "void".to_owned(),
            Type::Array(inner) => format!("array<{}>", self.name_of(inner)),
            Type::Matrix(inner) => format!("matrix<{}>", self.name_of(inner)),
            Type::Map(inner) => format!("map<{}, {}>", self.name_of(&inner.0), self.name_of(&inner.1)),
            Type::Object(at) => self.types[*at].name.clone(),
            Type::Enum(at) => self.enums[*at].name.clone(),
            Type::Drawing(name) => (*name).to_owned(),
            Type::Tuple(parts) => {
                format!("[{}]", parts.iter().map(|part| self.name_of(part)).collect::<Vec<_>>().join(", "))
            }
        }
    }
}
