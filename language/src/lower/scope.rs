//! Names in sight.

use std::collections::BTreeMap;

use engine::script::{Op, Reg, RingSpec};

use super::{Lower, Value};

/// A variable.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) value: Value,
    /// Its history, if somebody asks for it.
    pub(super) ring: Option<u32>,
    /// A parameter or the counter of a loop: it cannot be assigned to.
    pub(super) is_fixed: bool,
}

/// What a scope belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeKind {
    Global,
    Function,
    Block,
}

#[derive(Debug)]
pub(super) struct Scope {
    pub(super) kind: ScopeKind,
    pub(super) names: BTreeMap<String, Variable>,
    /// Histories of its variables, kept where it ends.
    pub(super) rings: Vec<u32>,
}

impl Scope {
    pub(super) fn global() -> Self {
        Self::new(ScopeKind::Global)
    }

    pub(super) fn new(kind: ScopeKind) -> Self {
        Self { kind, names: BTreeMap::new(), rings: Vec::new() }
    }
}

impl Lower<'_> {
    /// Position of the scope that has the name.
    pub(super) fn scope_of(&self, name: &str) -> Option<usize> {
        let local = (self.barrier..self.scopes.len()).rev();
        local.chain([0]).find(|at| self.scopes[*at].names.contains_key(name))
    }

    pub(super) fn lookup(&self, name: &str) -> Option<&Variable> {
        self.scopes[self.scope_of(name)?].names.get(name)
    }

    pub(super) fn define(&mut self, name: &str, variable: Variable) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.names.insert(name.to_owned(), variable);
        }
    }

    /// Names that a misspelt one may have meant.
    pub(super) fn names_in_sight(&self) -> Vec<String> {
        let scopes = self.scopes[self.barrier..].iter().chain(self.scopes.first());
        let names = scopes.flat_map(|scope| scope.names.keys().cloned());
        names.chain(self.functions.keys().cloned()).collect()
    }

    /// Runs something in a scope of its own.
    pub(super) fn in_scope<T>(&mut self, kind: ScopeKind, run: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(Scope::new(kind));
        let result = run(self);
        self.keep_scope();
        self.scopes.pop();
        result
    }

    /// Lets the histories of the innermost scope keep their values.
    pub(super) fn keep_scope(&mut self) {
        let rings = self.scopes.last().map(|scope| scope.rings.clone()).unwrap_or_default();
        for ring in rings {
            self.emit(Op::Keep(ring));
        }
    }

    /// The history of a variable, `most` values back.
    pub(super) fn ring_of(&mut self, name: &str, most: u32) -> Option<u32> {
        let at = self.scope_of(name)?;
        let by_bar = self.scopes[at].kind != ScopeKind::Function;
        let next = self.program.rings.len() as u32;
        let variable = self.scopes[at].names.get_mut(name)?;
        if let Some(ring) = variable.ring {
            let most = most.max(self.program.rings[ring as usize].most);
            self.program.rings[ring as usize].most = most;
            return Some(ring);
        }
        variable.ring = Some(next);
        let of = variable.value.register;
        self.program.rings.push(RingSpec { of, most, by_bar });
        self.scopes[at].rings.push(next);
        Some(next)
    }

    /// A history of a register by executions.
    pub(super) fn new_ring(&mut self, of: Reg, most: u32, by_bar: bool) -> u32 {
        self.program.rings.push(RingSpec { of, most, by_bar });
        self.program.rings.len() as u32 - 1
    }
}
