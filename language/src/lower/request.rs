//! `request.security`: its expression becomes a program of its own, with the statements that it builds on.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::script::{Moment, Op, Program, Request, RequestInterval};

use super::touched::Touched;
use super::variable::path;
use super::{Lower, Value, substitute};
use crate::builtin;
use crate::refusal;
use crate::tree::{BinaryOp, Call, Expr, ExprKind, Span, Stmt};
use crate::types::{Qualifier, Type};

/// Requests that a script may make.
const MOST_REQUESTS: usize = 64;

impl<'a> Lower<'a> {
    pub(super) fn security(&mut self, call: &'a Call, span: Span) -> Value {
        let [signature] = builtin::find("request.security") else { return self.broken() };
        let Some(given) = self.bind(signature, None, &call.args, span) else { return self.broken() };
        if self.is_request {
            return self.error(span, "A request inside another request is not supported.");
        }
        if self.program.requests.len() >= MOST_REQUESTS {
            return self.error(span, format!("A script makes at most {MOST_REQUESTS} requests."));
        }
        let mut exprs = given.into_iter().map(|given| match given {
            Some(super::bind::Given::Expr(expr)) => Some(expr),
            _ => None,
        });
        let mut next = || exprs.next().flatten();
        let (Some(symbol), Some(interval), Some(expression)) = (next(), next(), next()) else {
            return self.broken();
        };
        let (gaps, lookahead) = (next(), next());
        if !self.is_own_symbol(symbol) {
            return self.error(symbol.span, refusal::sentence("other symbol"));
        }
        let interval_value = self.expression(interval);
        if interval_value.is_broken() {
            return interval_value;
        }
        if interval_value.ty != Type::Text || interval_value.qualifier == Qualifier::Series {
            return self.error_with(
                interval.span,
                "The interval of a request must not change from bar to bar.",
                "Use a constant, an input, or an expression of them and of `timeframe.*`.",
            );
        }
        let interval = if self.is_steady(&interval_value) {
            RequestInterval::Register(interval_value.register)
        } else {
            let (_, _, program) = self.program_of(&self.meaning(interval));
            RequestInterval::Program(Rc::new(program))
        };
        let flag = |lower: &mut Self, expr: Option<&'a Expr>| match expr {
            None => Some(false),
            Some(expr) => {
                let value = lower.expression(expr);
                Self::constant_number(&value).map(|x| x == 1.0)
            }
        };
        let (Some(has_gaps), Some(looks_ahead)) = (flag(self, gaps), flag(self, lookahead)) else {
            return self.error(span, "`gaps` and `lookahead` of a request are constants.");
        };
        let mut expr = self.meaning(expression);
        if substitute::has_unread(&expr) && !substitute::has_unread(expression) {
            return self.error_with(
                expression.span,
                "This request uses a local variable that its function changes, or takes from a tuple.",
                "Make the request of a function that returns the value, or use a variable of the top level.",
            );
        }
        let mut moment = Moment::End;
        if looks_ahead {
            match before(&expr) {
                Some(inner) => (expr, moment) = (inner, Moment::Next),
                None if self.is_settled_at_open(&expr) => moment = Moment::Start,
                None => return self.error(expression.span, refusal::sentence("lookahead")),
            }
        }
        self.request(&expr, expression.span, interval, has_gaps, moment)
    }

    /// The open and the start of a period are known on its first bar.
    fn is_settled_at_open(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Name(name) => matches!(name.as_str(), "open" | "time") && self.lookup(name).is_none(),
            ExprKind::Tuple(parts) => parts.iter().all(|part| self.is_settled_at_open(part)),
            _ => false,
        }
    }

    /// The chart's own symbol put together from its parts; any other needs other data.
    pub(super) fn own_ticker(&mut self, name: &str, call: &'a Call) -> Value {
        let args: Vec<&'a Expr> = call.args.iter().map(|arg| &arg.value).collect();
        let is_own = match (name, args.as_slice()) {
            ("ticker.new", [prefix, ticker]) => {
                path(prefix).is_some_and(|of| of == "syminfo.prefix")
                    && path(ticker).is_some_and(|of| of == "syminfo.ticker")
            }
            ("ticker.standard", []) => true,
            ("ticker.standard" | "ticker.modify", [of]) => self.is_own_symbol(of),
            _ => false,
        };
        let span = call.callee.span;
        match is_own {
            true => self.name_value("syminfo.tickerid", span),
            false => self.error(span, refusal::sentence("ticker.")),
        }
    }

    fn is_own_symbol(&mut self, symbol: &'a Expr) -> bool {
        if is_spelled_out(symbol) {
            return true;
        }
        let value = self.expression(symbol);
        if value.is_broken() || Self::constant_text(&value) == Some("") {
            return true;
        }
        let own = ["syminfo.tickerid", "syminfo.ticker"];
        own.iter().any(|name| self.variables.get(*name).is_some_and(|own| own.register == value.register))
            || self.is_empty_input(&value)
    }

    /// An input of a symbol that was left at that of the chart.
    fn is_empty_input(&self, value: &Value) -> bool {
        let of = self.program.inputs.iter().find(|(register, _)| *register == value.register);
        of.and_then(|(_, at)| self.inputs.get(*at as usize))
            .is_some_and(|spec| spec.default == engine::script::Input::Text(String::new()))
    }

    /// The statements before the current one that an expression builds on, in their order.
    fn needed(&self, expr: &Expr) -> Vec<&'a Stmt> {
        let mut wanted = BTreeSet::new();
        substitute::names(expr, &mut wanted);
        let add_functions = |wanted: &mut BTreeSet<String>| {
            // What a function of the script builds on is needed too.
            loop {
                let before = wanted.len();
                let called: Vec<String> =
                    wanted.iter().filter(|name| self.functions.contains_key(*name)).cloned().collect();
                for function in called.iter().flat_map(|name| &self.functions[name]) {
                    substitute::names_of_block(&function.body, wanted);
                }
                if wanted.len() == before {
                    break;
                }
            }
        };
        add_functions(&mut wanted);
        let mut needed = Vec::new();
        let mut touched = Touched::new(&self.functions);
        for statement in self.globals[..self.current_global.min(self.globals.len())].iter().rev() {
            if touched.by(statement).iter().any(|name| wanted.contains(name)) {
                needed.push(statement);
                let block = vec![statement.clone()];
                substitute::names_of_block(&block, &mut wanted);
                add_functions(&mut wanted);
            }
        }
        needed.reverse();
        needed
    }

    /// A separate program for an expression, with the registers of its values.
    fn program_of(&mut self, expr: &Expr) -> (Value, Vec<Value>, Program) {
        let needed = self.needed(expr);
        let empty = Vec::new();
        let mut inner = Lower::new(self.source, self.version, &empty);
        inner.functions = self.functions.clone();
        inner.types = Rc::clone(&self.types);
        inner.enums = Rc::clone(&self.enums);
        inner.reassigned = self.reassigned.clone();
        inner.is_request = true;
        inner.settings.title = Some(String::new());
        inner.inputs = std::mem::take(&mut self.inputs);
        for statement in needed {
            inner.statement(statement);
        }
        let value = inner.expression(expr);
        let values = if value.parts.is_empty() { vec![value.clone()] } else { value.parts.clone() };
        let values: Vec<Value> = values.into_iter().map(|value| inner.settled(value)).collect();
        inner.keep_scope();
        let mut program = inner.finish();
        program.results = values.iter().map(|value| value.register).collect();
        let diagnostics = std::mem::take(&mut inner.diagnostics);
        let notes = std::mem::take(&mut inner.notes);
        self.inputs = std::mem::take(&mut inner.inputs);
        self.settings.needs_tick |= inner.settings.needs_tick;
        for diagnostic in diagnostics {
            let is_told = self.diagnostics.iter().any(|of| {
                (of.line, of.column, &of.sentence)
                    == (diagnostic.line, diagnostic.column, &diagnostic.sentence)
            });
            if !is_told && self.diagnostics.len() < crate::diagnostic::MAX_DIAGNOSTICS {
                self.diagnostics.push(diagnostic);
            }
        }
        notes.iter().for_each(|note| self.note(note));
        (value, values, program)
    }

    fn request(
        &mut self,
        expr: &Expr,
        span: Span,
        interval: RequestInterval,
        has_gaps: bool,
        moment: Moment,
    ) -> Value {
        let (value, values, program) = self.program_of(expr);
        if value.is_broken() {
            return self.broken();
        }
        let carries = |ty: &Type| {
            matches!(ty, Type::Int | Type::Float | Type::Bool | Type::Color | Type::Na | Type::Enum(_))
        };
        if !values.iter().all(|value| carries(&value.ty)) {
            return self.error(
                span,
                "A request returns numbers and bools; strings and collections are not supported.",
            );
        }
        let to = self.program.n_registers;
        self.program.n_registers += values.len() as u32;
        self.program.requests.push(Request {
            program: Rc::new(program),
            interval,
            has_gaps,
            moment,
            to,
            place: span.start,
        });
        let mut parts = Vec::new();
        for (at, value) in values.iter().enumerate() {
            let mut register = to + at as u32;
            if value.ty == Type::Bool && self.version >= 6 {
                let known = self.register();
                self.emit(Op::Unary(engine::script::Unary::Truth, known, register));
                register = known;
            }
            parts.push(Value::new(register, value.ty.clone(), Qualifier::Series));
        }
        match value.parts.is_empty() {
            true => parts.swap_remove(0),
            false => {
                let ty = Type::Tuple(parts.iter().map(|part| part.ty.clone()).collect());
                Value { parts, ..Value::new(to, ty, Qualifier::Series) }
            }
        }
    }
}

/// `syminfo.prefix + ":" + syminfo.ticker`
fn is_spelled_out(symbol: &Expr) -> bool {
    let ExprKind::Binary(BinaryOp::Add, start, ticker) = &symbol.kind else { return false };
    let ExprKind::Binary(BinaryOp::Add, prefix, colon) = &start.kind else { return false };
    path(prefix).is_some_and(|of| of == "syminfo.prefix")
        && matches!(&colon.kind, ExprKind::Text(text) if text == ":")
        && path(ticker).is_some_and(|of| of == "syminfo.ticker")
}

/// `x` of `x[1]`, also of a tuple of such.
fn before(expr: &Expr) -> Option<Expr> {
    match &expr.kind {
        ExprKind::History(of, n) if matches!(n.kind, ExprKind::Number { value, .. } if value == 1.0) => {
            Some((**of).clone())
        }
        ExprKind::Tuple(parts) => {
            let parts: Vec<Expr> = parts.iter().map(before).collect::<Option<_>>()?;
            Some(Expr { kind: ExprKind::Tuple(parts), ..*expr })
        }
        _ => None,
    }
}
