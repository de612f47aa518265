//! Which variables a statement declares, assigns to, or changes through a call: a request needs these statements too.

use std::collections::{BTreeMap, BTreeSet};

use super::substitute::{below, each, parts, root};
use crate::tree::{Call, ExprKind, Function, Stmt, StmtKind};

/// Methods of collections that change them.
const CHANGES: [&str; 22] = [
    "push",
    "pop",
    "shift",
    "unshift",
    "insert",
    "remove",
    "set",
    "clear",
    "fill",
    "reverse",
    "sort",
    "concat",
    "put",
    "put_all",
    "add_row",
    "add_col",
    "remove_row",
    "remove_col",
    "swap_rows",
    "swap_columns",
    "reshape",
    "delete",
];

/// Libraries whose functions take what they change first.
const LIBRARIES: [&str; 9] = ["array", "map", "matrix", "line", "label", "box", "table", "linefill", "chart"];

/// Looks up what statements touch; what functions touch is found once.
pub(super) struct Touched<'l, 'a> {
    functions: &'l BTreeMap<String, Vec<&'a Function>>,
    known: BTreeMap<String, BTreeSet<String>>,
}

impl<'l, 'a> Touched<'l, 'a> {
    pub(super) fn new(functions: &'l BTreeMap<String, Vec<&'a Function>>) -> Self {
        Self { functions, known: BTreeMap::new() }
    }

    pub(super) fn by(&mut self, statement: &Stmt) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let block = vec![statement.clone()];
        each(&block, &mut |statement| {
            match &statement.kind {
                StmtKind::Declare { name, .. } => drop(names.insert(name.text.clone())),
                StmtKind::Destructure(parts, _) => names.extend(parts.iter().map(|name| name.text.clone())),
                StmtKind::Assign { target, .. } => names.extend(root(target)),
                _ => {}
            }
            let (mut exprs, mut blocks) = (Vec::new(), Vec::new());
            // The body of a function changes nothing where it is declared.
            if !matches!(statement.kind, StmtKind::Function(_)) {
                parts(statement, &mut exprs, &mut blocks);
            }
            while let Some(expr) = exprs.pop() {
                if let ExprKind::Call(call) = &expr.kind {
                    self.by_call(call, &mut names);
                }
                below(expr, &mut exprs, &mut blocks);
            }
        });
        names
    }

    fn by_call(&mut self, call: &Call, names: &mut BTreeSet<String>) {
        let first = || call.args.first().and_then(|arg| root(&arg.value));
        let (name, receiver) = match &call.callee.kind {
            ExprKind::Name(name) => (name, None),
            ExprKind::Member(of, method) => {
                if CHANGES.contains(&method.text.as_str()) || method.text.starts_with("set_") {
                    // `array.push(a, x)` changes `a` as `a.push(x)` does.
                    let library = root(of).filter(|name| LIBRARIES.contains(&name.as_str()));
                    names.extend(if library.is_some() { first() } else { root(of) });
                }
                (&method.text, Some(&**of))
            }
            _ => return,
        };
        let functions = self.functions;
        let Some(functions) = functions.get(name) else { return };
        let touched = self.by_function(name);
        for function in functions {
            let params: Vec<&str> = function.params.iter().map(|param| param.name.text.as_str()).collect();
            let shift = usize::from(receiver.is_some() && function.is_method);
            for (at, param) in params.iter().enumerate().filter(|(_, param)| touched.contains(**param)) {
                let named =
                    call.args.iter().find(|arg| arg.name.as_ref().is_some_and(|name| name.text == *param));
                let placed = at.checked_sub(shift).and_then(|at| call.args.get(at));
                let given = match (at, receiver) {
                    (0, Some(of)) if shift == 1 => Some(of),
                    _ => named.or(placed).map(|arg| &arg.value),
                };
                names.extend(given.and_then(root));
            }
            names.extend(touched.iter().filter(|name| !params.contains(&name.as_str())).cloned());
        }
    }

    /// What the functions of a name touch: parameters, and variables outside; no variables of their own.
    fn by_function(&mut self, name: &str) -> BTreeSet<String> {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        // A function that calls itself is refused; it must not be gone through for ever.
        self.known.insert(name.to_owned(), BTreeSet::new());
        let mut names = BTreeSet::new();
        let functions = self.functions;
        for function in functions.get(name).into_iter().flatten() {
            let mut inside = BTreeSet::new();
            for statement in &function.body {
                inside.extend(self.by(statement));
            }
            each(&function.body, &mut |statement| match &statement.kind {
                StmtKind::Declare { name, .. } => drop(inside.remove(&name.text)),
                StmtKind::Destructure(parts, _) => parts.iter().for_each(|name| {
                    inside.remove(&name.text);
                }),
                _ => {}
            });
            names.extend(inside);
        }
        self.known.insert(name.to_owned(), names.clone());
        names
    }
}
