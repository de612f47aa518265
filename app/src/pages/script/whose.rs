//! Whose text the stored one is: stored from here, or by somebody else, whose text takes the place of the one that is open. Pure.

use std::collections::BTreeMap;

use shared::bytes::hash_of;
use shared::id::BlobHash;
use shared::script::Script;

/// What is known of the stored texts.
#[derive(Debug)]
pub(super) struct Whose {
    /// The stored text that is being edited.
    base: BlobHash,
    /// Every text that was stored from here, with when its script was changed for it: the same text from somebody else is later.
    own: BTreeMap<BlobHash, i64>,
}

impl Whose {
    /// Nothing was stored from here yet.
    pub(super) fn new(base: BlobHash) -> Self {
        Self { base, own: BTreeMap::new() }
    }

    /// The hash of the stored text that is being edited.
    pub(super) fn base(&self) -> &BlobHash {
        &self.base
    }

    /// A text is about to be stored from here, and will be seen in the record before its storing has ended.
    pub(super) fn storing(&mut self, text: &str) {
        self.own.insert(hash_of(text.as_bytes()), i64::MAX);
    }

    /// The text was stored, as this record.
    pub(super) fn stored(&mut self, script: &Script) {
        self.base = script.hash();
        self.own.insert(self.base.clone(), script.changed_ms);
    }

    /// The text was not stored.
    pub(super) fn failed(&mut self, text: &str) {
        self.own.remove(&hash_of(text.as_bytes()));
    }

    /// The text of somebody else is open now.
    pub(super) fn follow(&mut self, script: &Script) {
        self.base = script.hash();
    }

    /// Whether a record has a text that was stored from here, an earlier one perhaps: rows may be older than what was stored last.
    pub(super) fn is_own(&self, script: &Script) -> bool {
        let hash = script.hash();
        hash == self.base || self.own.get(&hash).is_some_and(|at_ms| script.changed_ms <= *at_ms)
    }

    /// Whether nobody has changed the open text since it was stored.
    pub(super) fn is_stored(&self, text: &str) -> bool {
        hash_of(text.as_bytes()) == self.base
    }

    /// Whether the open text was stored from here, and waits for a choice against the one that the record has.
    pub(super) fn is_apart(&self, text: &str, script: &Script) -> bool {
        self.is_stored(text) && !self.own.is_empty() && script.undecided.contains(&self.base)
    }

    /// Whether the record's text takes the place of the open one.
    pub(super) fn gives_way(&self, text: &str, script: &Script) -> bool {
        !self.is_own(script) && self.is_stored(text) && !self.is_apart(text, script)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(text: &str, at_ms: i64) -> Script {
        let id = "0192f7a0-1234-7abc-8def-0123456789ab".parse().unwrap();
        Script::new(id, "Mine".into(), text.into(), at_ms)
    }

    /// The text `a` is open, and was stored from here at 1,000.
    fn typed() -> (Whose, Script) {
        let mut whose = Whose::new(script("", 1).hash());
        let stored = script("a", 1_000);
        whose.storing("a");
        assert!(whose.is_own(&stored), "it is seen before its storing has ended");
        whose.stored(&stored);
        (whose, stored)
    }

    #[test]
    fn a_text_of_somebody_else_takes_the_place_of_one_that_nobody_has_changed() {
        let (mut whose, stored) = typed();
        let theirs = stored.edited(&stored.hash(), None, "a, and more".into(), 2_000);
        assert!(whose.gives_way("a", &theirs));
        assert!(!whose.gives_way("a and what was typed since", &theirs));
        whose.follow(&theirs);
        assert!(!whose.gives_way("a, and more", &theirs), "it is here");
        // A row from before is no text of somebody else.
        assert!(!whose.gives_way("a, and more", &stored));
    }

    #[test]
    fn a_text_that_another_tab_has_restored_is_followed_although_it_was_typed_here_once() {
        let (mut whose, stored) = typed();
        let theirs = stored.edited(&stored.hash(), None, "ab".into(), 2_000);
        whose.follow(&theirs);
        let back = theirs.edited(&theirs.hash(), None, "a".into(), 3_000);
        assert!(whose.gives_way("ab", &back));
    }

    #[test]
    fn a_text_that_waits_for_a_choice_stays_open_where_it_was_typed_and_is_stored_before_it_runs() {
        let (whose, stored) = typed();
        // Another device has written apart from it.
        let theirs = stored.edited(&script("", 1).hash(), None, "b".into(), 2_000);
        assert_eq!(theirs.undecided, [stored.hash()]);
        assert!(whose.is_apart("a", &theirs) && !whose.gives_way("a", &theirs));
        // What is stored then is the text here, and the other one waits.
        let run = theirs.edited(whose.base(), None, "a".into(), 3_000);
        assert_eq!((run.source.as_str(), run.undecided.clone()), ("a", vec![theirs.hash()]));
        // Where nobody has typed, the text of the record is shown.
        assert!(Whose::new(stored.hash()).gives_way("a", &theirs));
    }

    #[test]
    fn a_text_that_could_not_be_stored_is_nobodys() {
        let (mut whose, stored) = typed();
        whose.storing("b");
        whose.failed("b");
        assert!(!whose.is_own(&stored.edited(&stored.hash(), None, "b".into(), 2_000)));
    }
}
