//! Scripts that two devices have written apart: no text is dropped. The record holds one of them, the others are among its versions, and it says which
//! of them nobody has decided about. A record whose text finds no room in it goes to the trash as it was.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fields::Fields;
use crate::bytes::hash_of;
use crate::id::BlobHash;
use crate::script::{Script, ScriptVersion, within_bounds};

/// What belongs to the text: always from the side whose text holds. What is lost of it, [`Texts`] says.
pub(super) const OF_TEXT: [&str; 5] = ["source", "name", "changed_ms", "versions", "undecided"];

/// What became of the texts of two versions of a script.
pub(super) struct Texts {
    /// The merged content with the texts of both sides.
    pub(super) fields: Fields,
    /// Whether a text from here found no room in it.
    pub(super) local_lost: bool,
    /// Whether one from elsewhere found none.
    pub(super) remote_lost: bool,
}

/// The merged content with the texts of both sides; `None` where a side cannot be read as a script, so that nothing is known of its texts.
pub(super) fn kept(base: Option<&Fields>, local: &Fields, remote: &Fields, merged: &Fields) -> Option<Texts> {
    let (mine, theirs, holds) = (script(local)?, script(remote)?, script(merged)?);
    let before = base.and_then(script);
    let (winner, loser) = if holds.source == mine.source { (&mine, &theirs) } else { (&theirs, &mine) };
    let mut versions = BTreeMap::new();
    for version in mine.versions.iter().chain(&theirs.versions) {
        let at_ms = versions.entry(version.source.clone()).or_insert(version.at_ms);
        *at_ms = version.at_ms.max(*at_ms);
    }
    let mut undecided = together(before.as_ref(), &mine, &theirs);
    if let Some(before) = before.as_ref().filter(|before| winner.source != before.source) {
        // The text that holds was made of it, unless it was written apart and says so.
        let hash = before.hash();
        if !winner.undecided.contains(&hash) {
            undecided.remove(&hash.0);
        }
    }
    let is_text_of_before = |text: &str| before.as_ref().is_some_and(|before| before.source == text);
    if loser.source != winner.source && !is_text_of_before(&loser.source) && !loser.source.trim().is_empty() {
        versions.entry(loser.source.clone()).or_insert(loser.changed_ms);
        undecided.insert(loser.hash().0);
    }
    undecided.remove(&winner.hash().0);
    let waiting: BTreeSet<String> =
        versions.keys().filter(|text| undecided.contains(&hash_of(text.as_bytes()).0)).cloned().collect();
    let mut versions: Vec<ScriptVersion> =
        versions.into_iter().map(|(source, at_ms)| ScriptVersion { source, at_ms }).collect();
    versions.sort_by(|a, b| (a.at_ms, &a.source).cmp(&(b.at_ms, &b.source)));
    let undecided = undecided.into_iter().map(BlobHash).collect();
    let whole = within_bounds(Script {
        name: winner.name.clone(),
        changed_ms: winner.changed_ms,
        source: winner.source.clone(),
        versions,
        undecided,
        ..holds
    });
    let lost = |side: &Script| waiting.iter().any(|text| side.has(text) && !whole.has(text));
    Some(Texts { fields: fields(&whole)?, local_lost: lost(&mine), remote_lost: lost(&theirs) })
}

/// Texts that are undecided: what one side has decided since is decided.
fn together(before: Option<&Script>, mine: &Script, theirs: &Script) -> BTreeSet<String> {
    let of = |script: &Script| script.undecided.iter().map(|hash| hash.0.clone()).collect::<BTreeSet<_>>();
    let (before, mine, theirs) = (before.map(of).unwrap_or_default(), of(mine), of(theirs));
    let is_open = |hash: &&String| !before.contains(*hash) || mine.contains(*hash) && theirs.contains(*hash);
    mine.union(&theirs).filter(is_open).cloned().collect()
}

fn script(fields: &Fields) -> Option<Script> {
    serde_json::from_value(Value::Object(fields.clone())).ok()
}

fn fields(script: &Script) -> Option<Fields> {
    match serde_json::to_value(script) {
        Ok(Value::Object(fields)) => Some(fields),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::api::record::{RecordKind, SCRIPT};
    use crate::script::MAX_SOURCE;
    use crate::sync::merge::merged;

    fn first() -> Script {
        let id = "0192f7a0-1234-7abc-8def-0123456789ab".parse().unwrap();
        Script::new(id, "First".into(), "first".into(), 1_000)
    }

    fn edited(script: &Script, text: &str, at: i64) -> Script {
        script.edited(&script.hash(), Some(text.to_uppercase()), text.into(), at)
    }

    fn merge(base: Option<&Script>, local: &Script, remote: &Script) -> (Script, bool, bool) {
        let of = |script: &Script| fields(script).unwrap();
        let base = base.map(of);
        let kind = RecordKind(SCRIPT.to_owned());
        let merged = merged(&kind, base.as_ref().map(|base| (base, 1)), &of(local), (&of(remote), 2));
        (script(&merged.fields).unwrap(), merged.local_lost, merged.remote_lost)
    }

    fn texts(script: &Script) -> Vec<&str> {
        script.versions.iter().map(|version| version.source.as_str()).collect()
    }

    #[test]
    fn of_two_texts_the_last_at_the_server_holds_and_the_other_is_a_version_that_waits_for_a_choice() {
        let base = first();
        let (mine, theirs) = (edited(&base, "mine", 3_000), edited(&base, "theirs", 2_000));
        let (both, local_lost, remote_lost) = merge(Some(&base), &mine, &theirs);
        assert_eq!((both.source.as_str(), both.name.as_str(), both.changed_ms), ("mine", "MINE", 3_000));
        assert_eq!((texts(&both), both.undecided.clone()), (vec!["theirs"], vec![theirs.hash()]));
        assert_eq!((local_lost, remote_lost), (false, false), "nothing of it belongs in the trash");
        // The other device, which has nothing that waits, takes it as it is; where it has gone on meanwhile, its first text is part of the second.
        let more = edited(&theirs, "theirs and more", 4_000);
        let (again, ..) = merge(Some(&theirs), &more, &both);
        assert_eq!((again.source.as_str(), texts(&again)), ("theirs and more", vec!["theirs", "mine"]));
        assert_eq!(again.undecided, [mine.hash()]);
    }

    #[test]
    fn a_text_that_only_one_device_changed_is_no_conflict() {
        let base = first();
        let theirs = edited(&base, "theirs", 2_000);
        let (both, ..) = merge(Some(&base), &base.kept(), &theirs);
        assert_eq!((both.source.as_str(), both.name.as_str()), ("theirs", "THEIRS"));
        assert_eq!((texts(&both), both.undecided.len()), (vec!["first"], 0));
        let (same, ..) = merge(Some(&base), &theirs, &theirs);
        assert_eq!((same.undecided.len(), same.versions.len()), (0, 0));
    }

    #[test]
    fn a_text_that_waits_for_a_choice_goes_on_waiting_after_the_device_that_wrote_it_has_used_it() {
        let (base, theirs) = (first(), edited(&first(), "theirs", 2_000));
        let (both, ..) = merge(Some(&base), &edited(&base, "mine", 3_000), &theirs);
        assert_eq!((both.source.as_str(), both.undecided.clone()), ("mine", vec![theirs.hash()]));
        // The other device has submitted a job meanwhile: its text is a version, and the record waits.
        let (again, ..) = merge(Some(&theirs), &theirs.kept(), &both);
        assert_eq!((again.source.as_str(), again.undecided.clone()), ("mine", vec![theirs.hash()]));
        assert_eq!(again.apart().map(|version| version.source.as_str()), Some("theirs"));
    }

    #[test]
    fn a_text_that_finds_no_room_beside_the_other_is_lost_and_said_to_be() {
        let base = first();
        let long = |letter: &str, at| base.edited(&base.hash(), None, letter.repeat(MAX_SOURCE), at);
        let (mine, theirs) = (long("m", 3_000), long("t", 2_000));
        let (both, local_lost, remote_lost) = merge(Some(&base), &mine, &theirs);
        assert!(both.has(&mine.source) && !both.has(&theirs.source));
        assert_eq!((local_lost, remote_lost), (false, true));
        // Without a common base too.
        let (both, local_lost, remote_lost) = merge(None, &mine, &theirs);
        assert!(both.has(&mine.source) && !both.has(&theirs.source));
        assert_eq!((local_lost, remote_lost), (false, true));
    }

    #[test]
    fn a_text_of_a_version_that_cannot_be_read_is_said_to_be_lost() {
        let base = first();
        let (mine, theirs) = (edited(&base, "mine", 3_000), edited(&base, "theirs", 2_000));
        let newer = |script: &Script| {
            let mut fields = fields(script).unwrap();
            fields.insert("versions".to_owned(), "in another layout".into());
            fields
        };
        let kind = RecordKind(SCRIPT.to_owned());
        let base = fields(&base).unwrap();
        for (local, remote) in
            [(newer(&mine), fields(&theirs).unwrap()), (fields(&mine).unwrap(), newer(&theirs))]
        {
            let merged = merged(&kind, Some((&base, 1)), &local, (&remote, 2));
            assert_eq!(merged.fields["source"], "mine");
            assert!(merged.remote_lost && !merged.local_lost, "{:?}", merged.fields);
        }
    }

    #[test]
    fn versions_of_both_devices_are_kept() {
        let base = first();
        let mine = edited(&base.kept(), "mine", 3_000).kept();
        let theirs = edited(&edited(&base, "draft", 2_000).kept(), "theirs", 4_000);
        let (both, ..) = merge(Some(&base), &mine, &theirs);
        assert_eq!(texts(&both), ["first", "draft", "mine", "theirs"]);
    }

    #[test]
    fn what_one_device_has_decided_is_decided() {
        let base = first();
        let (mine, theirs) = (edited(&base, "mine", 3_000), edited(&base, "theirs", 2_000));
        let (both, ..) = merge(Some(&base), &mine, &theirs);
        let chosen = both.settled("theirs", "mine", 5_000).unwrap();
        assert_eq!((chosen.source.as_str(), chosen.undecided.len()), ("theirs", 0));
        let renamed = Script { name: "Other".into(), ..both.clone() };
        let (after, ..) = merge(Some(&both), &chosen, &renamed);
        assert_eq!((after.source.as_str(), after.undecided.len()), ("theirs", 0));
    }

    proptest! {
        #[test]
        fn no_text_is_dropped(steps in prop::collection::vec((any::<bool>(), "[a-e]{1,2}"), 1..12), has_base: bool) {
            let base = first();
            let (mut mine, mut theirs) = (base.clone(), base.clone());
            for (at, (is_mine, text)) in steps.iter().enumerate() {
                let side = if *is_mine { &mut mine } else { &mut theirs };
                *side = edited(side, text, 2_000 + at as i64).kept();
            }
            let (both, ..) = merge(has_base.then_some(&base), &mine, &theirs);
            let is_there = |text: &str| both.source == text || texts(&both).contains(&text);
            for (_, text) in &steps {
                prop_assert!(is_there(text), "{text} of {steps:?} is not in {both:?}");
            }
            for hash in &both.undecided {
                prop_assert!(both.versions.iter().any(|version| version.hash() == *hash));
            }
            prop_assert_eq!(both.undecided.is_empty(), mine.source == theirs.source || has_base && (mine.source == "first" || theirs.source == "first"));
        }
    }
}
