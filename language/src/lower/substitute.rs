//! Names in trees: which are assigned to, which are used, and one put in place of another.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::tree::{Arg, Block, Call, Expr, ExprKind, For, ForIn, If, Name, Stmt, StmtKind, Switch, While};

/// Every expression directly below one, and every block.
pub(super) fn below<'t>(expr: &'t Expr, exprs: &mut Vec<&'t Expr>, blocks: &mut Vec<&'t Block>) {
    match &expr.kind {
        ExprKind::Member(a, _) | ExprKind::Unary(_, a) => exprs.push(a),
        ExprKind::History(a, b) | ExprKind::Binary(_, a, b) => exprs.extend([&**a, &**b]),
        ExprKind::Choice(parts) => exprs.extend(parts.iter()),
        ExprKind::Call(call) => {
            exprs.push(&call.callee);
            exprs.extend(call.args.iter().map(|arg| &arg.value));
        }
        ExprKind::Tuple(parts) => exprs.extend(parts),
        ExprKind::If(of) => {
            for (condition, body) in &of.branches {
                exprs.push(condition);
                blocks.push(body);
            }
            blocks.extend(&of.otherwise);
        }
        ExprKind::Switch(of) => {
            exprs.extend(&of.subject);
            for (value, body) in &of.arms {
                exprs.extend(value);
                blocks.push(body);
            }
        }
        ExprKind::For(of) => {
            exprs.extend([&of.from, &of.to]);
            exprs.extend(&of.by);
            blocks.push(&of.body);
        }
        ExprKind::ForIn(of) => {
            exprs.push(&of.list);
            blocks.push(&of.body);
        }
        ExprKind::While(of) => {
            exprs.push(&of.condition);
            blocks.push(&of.body);
        }
        _ => {}
    }
}

/// The expressions of a statement, and the block of a function.
pub(super) fn parts<'t>(statement: &'t Stmt, exprs: &mut Vec<&'t Expr>, blocks: &mut Vec<&'t Block>) {
    match &statement.kind {
        StmtKind::Declare { value, .. } | StmtKind::Destructure(_, value) | StmtKind::Expr(value) => {
            exprs.push(value)
        }
        StmtKind::Assign { target, value, .. } => exprs.extend([target, value]),
        StmtKind::Function(function) => blocks.push(&function.body),
        _ => {}
    }
}

/// Calls `see` for every statement in a block, those of inner blocks included.
pub(super) fn each<'t>(body: &'t Block, see: &mut impl FnMut(&'t Stmt)) {
    for statement in body {
        see(statement);
        let (mut exprs, mut blocks) = (Vec::new(), Vec::new());
        parts(statement, &mut exprs, &mut blocks);
        while let Some(expr) = exprs.pop() {
            below(expr, &mut exprs, &mut blocks);
        }
        for block in blocks {
            each(block, see);
        }
    }
}

/// The declarations, by the place of their name, that are assigned to by `:=` and the like. A name that a function declares for
/// itself says nothing about a variable of the same name elsewhere.
pub(super) fn assigned(body: &Block, into: &mut BTreeSet<u32>) {
    assigned_in(body, &mut vec![BTreeMap::new()], into);
}

/// Names in sight, innermost last, with the place of their declaration; `None` of a parameter.
type Sight<'t> = Vec<BTreeMap<&'t str, Option<u32>>>;

fn assigned_in<'t>(body: &'t Block, sight: &mut Sight<'t>, into: &mut BTreeSet<u32>) {
    for statement in body {
        if let StmtKind::Function(function) = &statement.kind {
            let params = function.params.iter().map(|param| (param.name.text.as_str(), None)).collect();
            let mut own = vec![sight[0].clone(), params];
            assigned_in(&function.body, &mut own, into);
            continue;
        }
        let (mut exprs, mut blocks) = (Vec::new(), Vec::new());
        parts(statement, &mut exprs, &mut blocks);
        while let Some(expr) = exprs.pop() {
            below(expr, &mut exprs, &mut blocks);
        }
        for block in blocks {
            sight.push(BTreeMap::new());
            assigned_in(block, sight, into);
            sight.pop();
        }
        let declared: &[Name] = match &statement.kind {
            StmtKind::Declare { name, .. } => std::slice::from_ref(name),
            StmtKind::Destructure(names, _) => names,
            StmtKind::Assign { target: Expr { kind: ExprKind::Name(name), .. }, .. } => {
                let found = sight.iter().rev().find_map(|scope| scope.get(name.as_str()));
                into.extend(found.copied().flatten());
                &[]
            }
            _ => &[],
        };
        if let Some(scope) = sight.last_mut() {
            scope.extend(declared.iter().map(|name| (name.text.as_str(), Some(name.span.start))));
        }
    }
}

/// Every name in an expression, its blocks included.
pub(super) fn names(expr: &Expr, into: &mut BTreeSet<String>) {
    let (mut exprs, mut blocks) = (vec![expr], Vec::new());
    while let Some(expr) = exprs.pop() {
        if let ExprKind::Name(name) = &expr.kind {
            into.insert(name.clone());
        }
        below(expr, &mut exprs, &mut blocks);
    }
    for block in blocks {
        names_of_block(block, into);
    }
}

pub(super) fn names_of_block(block: &Block, into: &mut BTreeSet<String>) {
    for statement in block {
        let (mut exprs, mut blocks) = (Vec::new(), Vec::new());
        parts(statement, &mut exprs, &mut blocks);
        exprs.into_iter().for_each(|expr| names(expr, into));
        blocks.into_iter().for_each(|block| names_of_block(block, into));
    }
}

pub(super) fn root(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Member(of, _) => root(of),
        _ => None,
    }
}

/// Whether a part of it stands for nothing that is known.
pub(super) fn has_unread(expr: &Expr) -> bool {
    let (mut exprs, mut blocks) = (vec![expr], Vec::new());
    while let Some(expr) = exprs.pop() {
        if expr.kind == ExprKind::Broken {
            return true;
        }
        below(expr, &mut exprs, &mut blocks);
    }
    false
}

/// The expression with names replaced, in its blocks too.
pub(super) fn substitute(expr: &Expr, meanings: &BTreeMap<String, Rc<Expr>>) -> Expr {
    let again = |expr: &Expr| Box::new(substitute(expr, meanings));
    let kind = match &expr.kind {
        ExprKind::Name(name) => match meanings.get(name) {
            Some(meaning) => return (**meaning).clone(),
            None => expr.kind.clone(),
        },
        ExprKind::Member(of, name) => ExprKind::Member(again(of), name.clone()),
        ExprKind::Unary(op, of) => ExprKind::Unary(*op, again(of)),
        ExprKind::History(of, n) => ExprKind::History(again(of), again(n)),
        ExprKind::Binary(op, a, b) => ExprKind::Binary(*op, again(a), again(b)),
        ExprKind::Choice(parts) => {
            ExprKind::Choice(Box::new(parts.each_ref().map(|part| substitute(part, meanings))))
        }
        ExprKind::Tuple(parts) => {
            ExprKind::Tuple(parts.iter().map(|part| substitute(part, meanings)).collect())
        }
        ExprKind::Call(call) => {
            let arg = |arg: &Arg| Arg { name: arg.name.clone(), value: substitute(&arg.value, meanings) };
            ExprKind::Call(Box::new(Call {
                callee: substitute(&call.callee, meanings),
                generics: call.generics.clone(),
                args: call.args.iter().map(arg).collect(),
            }))
        }
        ExprKind::If(of) => ExprKind::If(Box::new(If {
            branches: of
                .branches
                .iter()
                .map(|(condition, body)| (substitute(condition, meanings), in_block(body, &[], meanings)))
                .collect(),
            otherwise: of.otherwise.as_ref().map(|body| in_block(body, &[], meanings)),
        })),
        ExprKind::Switch(of) => {
            let arm = |(value, body): &(Option<Expr>, Block)| {
                (value.as_ref().map(|value| substitute(value, meanings)), in_block(body, &[], meanings))
            };
            ExprKind::Switch(Box::new(Switch {
                subject: of.subject.as_ref().map(|subject| substitute(subject, meanings)),
                arms: of.arms.iter().map(arm).collect(),
            }))
        }
        ExprKind::For(of) => ExprKind::For(Box::new(For {
            name: of.name.clone(),
            from: substitute(&of.from, meanings),
            to: substitute(&of.to, meanings),
            by: of.by.as_ref().map(|by| substitute(by, meanings)),
            body: in_block(&of.body, &[&of.name], meanings),
        })),
        ExprKind::ForIn(of) => {
            let names: Vec<&Name> = of.index.iter().chain([&of.name]).collect();
            ExprKind::ForIn(Box::new(ForIn {
                index: of.index.clone(),
                name: of.name.clone(),
                list: substitute(&of.list, meanings),
                body: in_block(&of.body, &names, meanings),
            }))
        }
        ExprKind::While(of) => ExprKind::While(Box::new(While {
            condition: substitute(&of.condition, meanings),
            body: in_block(&of.body, &[], meanings),
        })),
        other => other.clone(),
    };
    let (mut exprs, mut blocks) = (Vec::new(), Vec::new());
    let mut made = Expr { kind, span: expr.span, depth: 0 };
    below(&made, &mut exprs, &mut blocks);
    made.depth = 1 + exprs.iter().map(|expr| expr.depth).max().unwrap_or(0);
    made
}

/// A block with names replaced, but for those that it declares itself.
fn in_block(block: &Block, counters: &[&Name], meanings: &BTreeMap<String, Rc<Expr>>) -> Block {
    let mut outside = meanings.clone();
    counters.iter().for_each(|name| drop(outside.remove(&name.text)));
    for statement in block {
        match &statement.kind {
            StmtKind::Declare { name, .. } => drop(outside.remove(&name.text)),
            StmtKind::Destructure(names, _) => names.iter().for_each(|name| drop(outside.remove(&name.text))),
            _ => {}
        }
    }
    let again = |expr: &Expr| substitute(expr, &outside);
    let statement = |statement: &Stmt| {
        let kind = match &statement.kind {
            StmtKind::Declare { lifetime, ty, name, value } => StmtKind::Declare {
                lifetime: *lifetime,
                ty: ty.clone(),
                name: name.clone(),
                value: again(value),
            },
            StmtKind::Destructure(names, value) => StmtKind::Destructure(names.clone(), again(value)),
            StmtKind::Expr(expr) => StmtKind::Expr(again(expr)),
            StmtKind::Assign { target, op, value } => {
                StmtKind::Assign { target: target.clone(), op: *op, value: again(value) }
            }
            other => other.clone(),
        };
        Stmt { kind, span: statement.span }
    };
    block.iter().map(statement).collect()
}
