//! Scripts: strategies that people write. A record of one keeps every version that was used, and a run brings its own source along.

use std::collections::BTreeMap;

use engine::strategy::declaration::Declaration;
use serde::{Deserialize, Serialize};

use crate::bytes::hash_of;
use crate::id::{BlobHash, ScriptId};

/// Layout version of [`Script`].
pub const SCRIPT_SCHEMA: u32 = 1;

/// A source that takes more bytes than this in a record is refused (see [`stored_len`]): beside it there is room for versions.
pub const MAX_SOURCE: usize = 200_000;

/// A source that has rested for so long is kept as a version before it is changed.
const RESTED_MS: i64 = 10 * 60 * 1_000;

/// Bytes of JSON that a script takes at most: somewhat less than a server stores as one record. Jobs bring their own source.
const MAX_RECORD: usize = 252 << 10;

/// Bytes that a source takes in a record, where line breaks, tabs, quotation marks and backslashes take two.
pub fn stored_len(source: &str) -> usize {
    json_len(source) - "\"\"".len()
}

fn json_len<T: Serialize + ?Sized>(value: &T) -> usize {
    match serde_json::to_string(value) {
        Ok(text) => text.len(),
        Err(error) => unreachable!("its keys are texts: {error}"),
    }
}

/// What a run needs of a script, beside the name and the hash that name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunScript {
    /// The source text, of which the hash is.
    pub source: String,
    /// What it declares, for whoever shows the run without a compiler.
    pub declaration: Declaration,
    /// Its record, which may have changed since, or may be gone.
    pub script: Option<ScriptId>,
}

/// An earlier source of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptVersion {
    /// The source text.
    pub source: String,
    /// When it was the script's, UTC milliseconds.
    pub at_ms: i64,
}

impl ScriptVersion {
    /// SHA-256 of the source.
    pub fn hash(&self) -> BlobHash {
        hash_of(self.source.as_bytes())
    }
}

/// A strategy that a person wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Script {
    /// Identity, sortable by creation.
    pub id: ScriptId,
    /// Layout version.
    pub schema: u32,
    /// Its title when it could last be compiled.
    pub name: String,
    /// The source text.
    pub source: String,
    /// When it was made, UTC milliseconds.
    pub created_ms: i64,
    /// When the source was last changed, UTC milliseconds.
    pub changed_ms: i64,
    /// Sources that were used, or that another device's or tab's edit replaced; newest last.
    #[serde(default)]
    pub versions: Vec<ScriptVersion>,
    /// Versions that were written apart from the present source, by another device or tab, until somebody has chosen: hashes of their sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<BlobHash>,
    /// Fields of a newer version, kept as they are.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, serde_json::Value>,
}

impl Script {
    /// A new one.
    pub fn new(id: ScriptId, name: String, source: String, now_ms: i64) -> Self {
        Self {
            id,
            schema: SCRIPT_SCHEMA,
            name,
            source,
            created_ms: now_ms,
            changed_ms: now_ms,
            versions: Vec::new(),
            undecided: Vec::new(),
            unknown: BTreeMap::new(),
        }
    }

    /// SHA-256 of the source, by which runs name it.
    pub fn hash(&self) -> BlobHash {
        hash_of(self.source.as_bytes())
    }

    /// The script with another source. `base` is the hash of the source that was edited. If the record holds another by now, that one becomes a
    /// version that waits for a choice; one that has rested becomes a version.
    #[must_use]
    pub fn edited(&self, base: &BlobHash, name: Option<String>, source: String, now_ms: i64) -> Self {
        let is_other = self.hash() != *base && self.source != source;
        let has_rested = now_ms - self.changed_ms > RESTED_MS;
        let mut next = if is_other || has_rested { self.with_present() } else { self.clone() };
        if is_other && !self.source.trim().is_empty() {
            next.undecided.retain(|hash| hash != base);
            next.undecided.push(self.hash());
        }
        if source != next.source {
            next.changed_ms = now_ms;
            next.source = source;
        }
        next.name = name.unwrap_or(next.name);
        let hash = next.hash();
        next.undecided.retain(|other| *other != hash);
        within_bounds(next)
    }

    /// The script with its present source among its versions.
    #[must_use]
    pub fn kept(&self) -> Self {
        within_bounds(self.with_present())
    }

    /// The script once somebody has chosen between two texts: both are kept, and neither waits any longer. `None` if they are too long to be kept
    /// together.
    #[must_use]
    pub fn settled(&self, chosen: &str, other: &str, now_ms: i64) -> Option<Self> {
        let mut next = self.with_present();
        if !self.has(other) {
            next = next.with_version(ScriptVersion { source: other.to_owned(), at_ms: now_ms });
        }
        if chosen != next.source {
            next.changed_ms = now_ms;
            next.source = chosen.to_owned();
        }
        let both = [chosen, other].map(|text| hash_of(text.as_bytes()));
        next.undecided.retain(|hash| !both.contains(hash));
        let next = within_bounds(next);
        [other, &self.source].into_iter().all(|text| text.trim().is_empty() || next.has(text)).then_some(next)
    }

    /// Whether a text is the source or among the versions.
    pub fn has(&self, text: &str) -> bool {
        self.source == text || self.versions.iter().any(|version| version.source == text)
    }

    /// The newest of the texts that wait for a choice.
    pub fn apart(&self) -> Option<&ScriptVersion> {
        self.versions.iter().rev().find(|version| self.undecided.contains(&version.hash()))
    }

    fn with_present(&self) -> Self {
        self.with_version(ScriptVersion { source: self.source.clone(), at_ms: self.changed_ms })
    }

    fn with_version(&self, version: ScriptVersion) -> Self {
        let mut next = self.clone();
        if !version.source.trim().is_empty() {
            next.versions.retain(|known| known.source != version.source);
            next.versions.push(version);
        }
        next
    }
}

/// The script without its oldest versions, if it would not travel with all of them; those that wait for a choice go last. A version that finds no
/// room beside the source takes no other with it.
pub(crate) fn within_bounds(mut script: Script) -> Script {
    // The comma after each is counted.
    let len = |version: &ScriptVersion| json_len(version) + 1;
    let mut n_bytes: usize = script.versions.iter().map(len).sum();
    let is_too_long = stored_len(&script.source) > MAX_SOURCE;
    // Beside a source that is refused anyway, a text that was pasted by mistake perhaps, the versions stay.
    let others = if is_too_long { 0 } else { json_len(&script) - n_bytes.saturating_sub(1) };
    let room = MAX_RECORD.saturating_sub(others);
    if n_bytes > room {
        script.versions.retain(|version| len(version) <= room);
        n_bytes = script.versions.iter().map(len).sum();
    }
    while n_bytes > room {
        let waits = |version: &ScriptVersion| script.undecided.contains(&version.hash());
        let oldest = script.versions.iter().position(|version| !waits(version)).unwrap_or(0);
        n_bytes -= len(&script.versions.remove(oldest));
    }
    let there: Vec<BlobHash> = match script.undecided.as_slice() {
        [] => return script,
        _ => script.versions.iter().map(ScriptVersion::hash).collect(),
    };
    script.undecided.retain(|hash| there.contains(hash));
    script
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::push::MAX_BODY;

    fn script() -> Script {
        let id = "0192f7a0-1234-7abc-8def-0123456789ab".parse().unwrap();
        Script::new(id, "Mine".into(), "a".into(), 1_000)
    }

    fn sources(script: &Script) -> Vec<&str> {
        script.versions.iter().map(|version| version.source.as_str()).collect()
    }

    #[test]
    fn what_another_tab_wrote_is_kept_as_a_version() {
        let (mine, base) = (script(), script().hash());
        let theirs = mine.edited(&base, None, "theirs".into(), 2_000);
        assert_eq!((theirs.source.as_str(), sources(&theirs).len()), ("theirs", 0));
        let both = theirs.edited(&base, Some("New".into()), "ours".into(), 3_000);
        assert_eq!(
            (both.source.as_str(), both.name.as_str(), sources(&both)),
            ("ours", "New", vec!["theirs"])
        );
        // It waits for a choice, also while the editor that replaced it goes on.
        let more = both.edited(&both.hash(), None, "ours, and more".into(), 4_000);
        assert_eq!(more.apart().map(|version| version.source.as_str()), Some("theirs"));
        // Typed again here, nothing differs.
        assert_eq!(more.edited(&more.hash(), None, "theirs".into(), 5_000).apart(), None);
        // The same text from both sides is none.
        assert_eq!(theirs.edited(&base, None, "theirs".into(), 3_000).apart(), None);
    }

    #[test]
    fn both_texts_stay_when_one_is_chosen() {
        let base = script().hash();
        let both =
            script().edited(&base, None, "theirs".into(), 2_000).edited(&base, None, "ours".into(), 3_000);
        for (chosen, other) in [("theirs", "ours"), ("ours", "theirs")] {
            let settled = both.settled(chosen, other, 4_000).unwrap();
            assert_eq!((settled.source.as_str(), settled.apart()), (chosen, None));
            assert!(sources(&settled).contains(&other), "{settled:?}");
        }
        // What was only typed so far is kept too.
        let typed = both.settled("theirs", "not stored yet", 4_000).unwrap();
        assert_eq!(sources(&typed), ["theirs", "ours", "not stored yet"]);
        assert_eq!(typed.source, "theirs");
    }

    #[test]
    fn a_text_that_waits_for_a_choice_is_not_among_the_first_to_go() {
        let mut script = script();
        let base = script.hash();
        script = script.edited(&base, None, "t".repeat(MAX_RECORD / 4), 2_000);
        script = script.edited(&base, None, "ours".into(), 3_000);
        for n in 0..5 {
            let text = format!("{n}").repeat(MAX_RECORD / 4);
            script = script.edited(&script.hash(), None, text, 4_000 + n).kept();
        }
        assert!(
            script.apart().is_some_and(|version| version.source.starts_with('t')),
            "{:?}",
            script.undecided
        );
    }

    #[test]
    fn the_largest_script_within_bounds_is_one_that_a_server_takes() {
        // What is escaped takes two bytes in JSON, a control character six.
        for (text, n_bytes) in [("x", 1), ("\n", 2), ("\"", 2), ("\\", 2), ("\t", 2), ("\u{1}", 6), ("é", 2)]
        {
            assert_eq!(stored_len(text), n_bytes, "{text:?}");
        }
        for (text, n_bytes) in [("x", 1), ("\n", 2), ("\u{1}", 6)] {
            for n_sources in [1, 3, 40] {
                let source = text.repeat(MAX_SOURCE / n_bytes / n_sources);
                let mut script = script();
                for n in 0..=n_sources * 3 / 2 {
                    let theirs = format!("{n:02}{}", &source[2..]);
                    // Each is written apart from the one before.
                    script = script.edited(&hash_of(b""), Some("N".repeat(200)), theirs, 2_000 + n as i64);
                }
                let body = serde_json::to_string(&script).unwrap();
                assert!(body.len() <= MAX_BODY, "{text:?}, {n_sources}: {} bytes", body.len());
                assert!(
                    script.versions.len() >= n_sources - 1,
                    "{text:?}: {} versions",
                    script.versions.len()
                );
                assert_eq!(script.undecided.len(), script.versions.len());
            }
        }
    }

    #[test]
    fn a_long_text_is_kept_as_a_version_beside_a_short_one() {
        let long = "l".repeat(MAX_SOURCE);
        let script = script().edited(&script().hash(), None, long.clone(), 2_000);
        let rested = script.edited(&script.hash(), None, "short".into(), 2_001 + RESTED_MS);
        assert_eq!(sources(&rested), [long.as_str()]);
        assert!(script.settled("short", &long, 3_000).is_some_and(|settled| settled.has(&long)));
        let other = "o".repeat(MAX_SOURCE);
        assert_eq!(script.settled(&other, &long, 3_000), None, "two of the longest do not fit");
    }

    #[test]
    fn a_text_that_is_too_long_takes_no_version_with_it() {
        let used = script().kept().edited(&script().hash(), None, "b".into(), 2_000).kept();
        for n_bytes in [MAX_SOURCE, 2 * MAX_BODY] {
            let pasted = used.edited(&used.hash(), None, "p".repeat(n_bytes), 3_000);
            assert_eq!(sources(&pasted), ["a", "b"]);
            let mended = pasted.kept().edited(&pasted.hash(), None, "b".into(), 4_000);
            assert_eq!(sources(&mended)[..2], ["a", "b"]);
            assert!(serde_json::to_string(&mended).unwrap().len() <= MAX_BODY);
        }
    }

    #[test]
    fn a_source_that_was_used_or_has_rested_is_kept_once() {
        let used = script().kept().kept();
        assert_eq!(sources(&used), ["a"]);
        let next = used.edited(&used.hash(), None, "b".into(), 1_500);
        assert_eq!(sources(&next), ["a"]);
        let later = next.edited(&next.hash(), None, "c".into(), 1_500 + RESTED_MS + 1);
        assert_eq!(sources(&later), ["a", "b"]);
    }

    #[test]
    fn the_oldest_versions_go_when_there_are_too_many_bytes() {
        let mut script = script();
        for n in 0..6 {
            let text = format!("{n}").repeat(MAX_RECORD * 9 / 40);
            script = script.edited(&script.hash(), None, text, 2_000).kept();
        }
        assert_eq!(script.versions.len(), 3);
        assert!(sources(&script)[2].starts_with('5'));
    }

    #[test]
    fn a_script_on_disk() {
        insta::assert_json_snapshot!(script().kept());
        let text = r#"{"id":"0192f7a0-1234-7abc-8def-0123456789ab","schema":1,"name":"n","source":"s","created_ms":1,"changed_ms":2,"newer":[1]}"#;
        let read: Script = serde_json::from_str(text).unwrap();
        assert_eq!(read.unknown.len(), 1);
        assert_eq!(serde_json::from_str::<Script>(&serde_json::to_string(&read).unwrap()).unwrap(), read);
    }
}
