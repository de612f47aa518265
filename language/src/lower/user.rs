//! Functions, types and enums of the script.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::script::{Func, HeapFn};

use super::bind::Given;
use super::scope::{ScopeKind, Variable};
use super::{Lower, UserEnum, UserType, Value};
use crate::tree::{Arg, Block, Expr, ExprKind, Function, Name, Span, StmtKind, TypeName};
use crate::types::{DRAWINGS, Qualifier, Type};

impl<'a> Lower<'a> {
    /// Takes up what may be used before it is reached: functions, types, enums, and which names are assigned to.
    pub(super) fn declare_all(&mut self, body: &'a Block) {
        let (mut types, mut enums) = (Vec::new(), Vec::new());
        for statement in body {
            match &statement.kind {
                StmtKind::Function(function) => {
                    self.functions.entry(function.name.text.clone()).or_default().push(function);
                }
                StmtKind::Type(name, fields) => {
                    types.push(UserType { name: name.text.clone(), fields, types: Vec::new() });
                }
                StmtKind::Enum(name, fields) => {
                    let field = |(name, title): &(Name, Option<Expr>)| match title {
                        Some(Expr { kind: ExprKind::Text(title), .. }) => (name.text.clone(), title.clone()),
                        _ => (name.text.clone(), name.text.clone()),
                    };
                    enums.push(UserEnum {
                        name: name.text.clone(),
                        fields: fields.iter().map(field).collect(),
                    });
                }
                _ => {}
            }
        }
        self.enums = Rc::new(enums);
        let names: Vec<&'a [crate::tree::Param]> = types.iter().map(|of| of.fields).collect();
        self.types = Rc::new(types);
        let fields: Vec<Vec<Type>> = names
            .into_iter()
            .map(|fields| {
                let mut ty = |field: &'a crate::tree::Param| match &field.ty {
                    Some(ty) => self.type_of(ty),
                    None => {
                        self.error(field.name.span, format!("The field `{}` needs a type.", field.name.text));
                        Type::Broken
                    }
                };
                fields.iter().map(&mut ty).collect()
            })
            .collect();
        if let Some(types) = Rc::get_mut(&mut self.types) {
            for (of, fields) in types.iter_mut().zip(fields) {
                of.types = fields;
            }
        }
        let mut assigned = BTreeSet::new();
        super::substitute::assigned(body, &mut assigned);
        self.reassigned = assigned;
    }

    /// The type that a name means.
    pub(super) fn type_of(&mut self, name: &TypeName) -> Type {
        let arg = |lower: &mut Self, at: usize| name.args.get(at).map(|arg| lower.type_of(arg));
        match name.name.as_str() {
            "int" => Type::Int,
            "float" => Type::Float,
            "bool" => Type::Bool,
            "string" => Type::Text,
            "color" => Type::Color,
            "array" => match arg(self, 0) {
                Some(inner) => Type::Array(Box::new(inner)),
                None => self.untyped(name),
            },
            "matrix" => match arg(self, 0) {
                Some(inner) => Type::Matrix(Box::new(inner)),
                None => self.untyped(name),
            },
            "map" => match (arg(self, 0), arg(self, 1)) {
                (Some(key), Some(value)) => Type::Map(Box::new((key, value))),
                _ => self.untyped(name),
            },
            other => {
                if let Some(drawing) = DRAWINGS.iter().find(|of| **of == other) {
                    return Type::Drawing(drawing);
                }
                if let Some(at) = self.types.iter().position(|of| of.name == other) {
                    return Type::Object(at);
                }
                if let Some(at) = self.enums.iter().position(|of| of.name == other) {
                    return Type::Enum(at);
                }
                let own = self
                    .types
                    .iter()
                    .map(|of| of.name.clone())
                    .chain(self.enums.iter().map(|of| of.name.clone()));
                let names: Vec<String> =
                    own.chain(["int", "float", "bool", "string", "color"].map(str::to_owned)).collect();
                let meant =
                    crate::diagnostic::nearest(other, names.iter().map(String::as_str)).map(str::to_owned);
                self.error_meant(name.span, format!("There is no type `{other}`."), meant);
                Type::Broken
            }
        }
    }

    fn untyped(&mut self, name: &TypeName) -> Type {
        self.error_with(
            name.span,
            format!("`{}` needs the type of what it holds.", name.name),
            "Write for instance `array<float>`.",
        );
        Type::Broken
    }

    /// `T.new(…)`
    pub(super) fn new_object(&mut self, at: usize, args: &'a [Arg]) -> Value {
        let types = Rc::clone(&self.types);
        let of = &types[at];
        let mut given: Vec<Option<Value>> = vec![None; of.fields.len()];
        for (position, arg) in args.iter().enumerate() {
            let slot = match &arg.name {
                Some(name) => of.fields.iter().position(|field| field.name.text == name.text),
                None => (position < of.fields.len()).then_some(position),
            };
            let Some(slot) = slot else {
                let what = arg
                    .name
                    .as_ref()
                    .map_or_else(|| "so many fields".to_owned(), |name| format!("field `{}`", name.text));
                return self.error(arg.value.span, format!("`{}` has no {what}.", of.name));
            };
            let value = self.expression(&arg.value);
            let place = format!("`{}`", of.fields[slot].name.text);
            given[slot] = Some(self.fit(value, &of.types[slot], arg.value.span, &place));
        }
        let mut registers = Vec::new();
        for (slot, field) in of.fields.iter().enumerate() {
            let register = match (given[slot].take(), &field.default) {
                (Some(value), _) => value.register,
                (None, Some(default)) => {
                    let value = self.expression(default);
                    self.fit(value, &of.types[slot], default.span, &format!("`{}`", field.name.text)).register
                }
                (None, None) if of.types[slot] == Type::Bool && self.version >= 6 => self.number(0.0),
                (None, None) => self.na(),
            };
            registers.push(register);
        }
        let to = self.call_one(Func::Heap(HeapFn::New), &registers);
        Value::new(to, Type::Object(at), Qualifier::Series)
    }

    /// Puts a function in where it is called.
    pub(super) fn inline(
        &mut self,
        function: &'a Function,
        given: Vec<Option<Given<'a>>>,
        span: Span,
    ) -> Value {
        let name = &function.name.text;
        if self.inlined.contains(name) {
            return self.error(span, format!("`{name}` calls itself: the language has no recursion."));
        }
        if self.inlined.len() > 60 {
            return self.error(span, "Functions call each other more than 60 levels deep.");
        }
        let meanings = self.has_requests.then(|| self.meanings_of(function, &given));
        let mut values = Vec::new();
        for (param, given) in function.params.iter().zip(given) {
            let (value, at) = match given {
                Some(Given::Value(value, at)) => (value, at),
                Some(Given::Expr(expr)) => (self.expression(expr), expr.span),
                None => match &param.default {
                    Some(default) => (self.expression(default), default.span),
                    None => (self.broken(), span),
                },
            };
            let value = match &param.ty {
                Some(ty) => {
                    let declared = self.type_of(ty);
                    self.fit(value, &declared, at, &format!("`{}`", param.name.text))
                }
                None => value,
            };
            let is_series = param.ty.as_ref().and_then(|ty| ty.qualifier.as_deref()) == Some("simple")
                && value.qualifier == Qualifier::Series;
            if is_series {
                self.error(
                    at,
                    format!("`{}` is simple: it must not change from bar to bar.", param.name.text),
                );
            }
            values.push((param.name.text.clone(), value));
        }
        let barrier = std::mem::replace(&mut self.barrier, self.scopes.len());
        let loops = std::mem::take(&mut self.loops);
        self.inlined.push(name.clone());
        self.called.insert(name.clone());
        if let Some(meanings) = meanings {
            self.meanings.push(meanings);
        }
        let result = self.in_scope(ScopeKind::Function, |lower| {
            for (name, value) in values {
                let variable = Variable { value, ring: None, is_fixed: true };
                lower.define(&name, variable);
            }
            let result = lower.statements(&function.body);
            result.map(|value| lower.settled_parts(value))
        });
        if self.has_requests {
            self.meanings.pop();
        }
        self.inlined.pop();
        self.loops = loops;
        self.barrier = barrier;
        result.unwrap_or_else(|| self.void())
    }

    fn settled_parts(&mut self, value: Value) -> Value {
        let parts = value.parts.clone().into_iter().map(|part| self.settled(part)).collect();
        let value = if value.parts.is_empty() { self.settled(value) } else { value };
        Value { parts, constant: None, ..value }
    }

    /// What the parameters stand for in terms of the script's global names.
    fn meanings_of(&self, function: &'a Function, given: &[Option<Given<'a>>]) -> BTreeMap<String, Rc<Expr>> {
        let mut meanings = BTreeMap::new();
        for (param, given) in function.params.iter().zip(given) {
            let expr = match given {
                Some(Given::Expr(expr)) => Some(*expr),
                Some(Given::Value(..)) => None,
                None => param.default.as_ref(),
            };
            if let Some(expr) = expr {
                meanings.insert(param.name.text.clone(), Rc::new(self.meaning(expr)));
            }
        }
        meanings
    }

    /// An expression with local names replaced by what they stand for.
    pub(super) fn meaning(&self, expr: &Expr) -> Expr {
        match self.meanings.last() {
            Some(meanings) => super::substitute::substitute(expr, meanings),
            None => expr.clone(),
        }
    }

    /// Keeps what a local variable stands for; without a value, that no single expression does.
    pub(super) fn remember(&mut self, name: &str, value: Option<&Expr>) {
        let unknown = || Expr { kind: ExprKind::Broken, span: Span::default(), depth: 1 };
        let meaning = Rc::new(value.map_or_else(unknown, |value| self.meaning(value)));
        if meaning.depth <= crate::parser::MAX_DEPTH
            && let Some(meanings) = self.meanings.last_mut()
        {
            meanings.insert(name.to_owned(), meaning);
        }
    }
}
