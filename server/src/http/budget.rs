//! Memory for bodies that are not read to their end yet: so much for all callers together, and a share of it for each.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use shared::api::error::ErrorCode;

use super::error::Failure;

/// The budget. Clones share it.
#[derive(Clone)]
pub struct Budget(Arc<Shared>);

struct Shared {
    all: usize,
    each: usize,
    held: Mutex<BTreeMap<String, usize>>,
}

/// What a body holds; it is given back with the value.
pub(super) struct Held {
    budget: Budget,
    caller: String,
    n_bytes: usize,
}

impl Budget {
    /// A budget of so many bytes for all, and for each caller.
    pub fn new(all: usize, each: usize) -> Self {
        Self(Arc::new(Shared { all, each, held: Mutex::default() }))
    }

    /// An empty body of a caller.
    pub(super) fn begin(&self, caller: String) -> Held {
        Held { budget: self.clone(), caller, n_bytes: 0 }
    }

    fn change(&self, caller: &str, more: usize, less: usize) -> bool {
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        // At most one entry per open connection.
        let all: usize = held.values().sum::<usize>() + more;
        let own = held.get(caller).copied().unwrap_or(0) + more;
        if more > 0 && (all > self.0.all || own > self.0.each) {
            return false;
        }
        match own.saturating_sub(less) {
            0 => drop(held.remove(caller)),
            own => drop(held.insert(caller.to_owned(), own)),
        }
        true
    }
}

impl Held {
    /// Takes more.
    ///
    /// # Errors
    /// There is no more.
    pub(super) fn grow(&mut self, n_bytes: usize) -> Result<(), Failure> {
        if !self.budget.change(&self.caller, n_bytes, 0) {
            let message = "Too many bodies are under way at once. Try again.";
            return Err(Failure::said(ErrorCode::Unavailable, message));
        }
        self.n_bytes += n_bytes;
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.budget.change(&self.caller, 0, self.n_bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_for_each_the_whole_for_all_and_all_of_it_comes_back() {
        let budget = Budget::new(100, 60);
        let (mut a, mut b) = (budget.begin("a".into()), budget.begin("b".into()));
        assert!(a.grow(60).is_ok() && a.grow(1).is_err());
        assert!(b.grow(41).is_err() && b.grow(40).is_ok());
        drop(a);
        assert!(b.grow(20).is_ok());
        drop(b);
        assert!(budget.0.held.lock().unwrap().is_empty());
    }
}
