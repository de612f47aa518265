//! Scripts: strategies that people write. A record of one keeps every version that was used, and a run brings its own source along.

use std::collections::BTreeMap;

use engine::strategy::declaration::Declaration;
use serde::{Deserialize, Serialize};

use crate::bytes::hash_of;
use crate::id::{BlobHash, ScriptId};

/// Layout version of [`Script`].
pub const SCRIPT_SCHEMA: u32 = 1;

/// A source longer than this is refused: records of this size still travel.
pub const MAX_SOURCE: usize = 200_000;

/// A source that has rested for so long is kept as a version before it is changed.
const RESTED_MS: i64 = 10 * 60 * 1_000;

/// Bytes of versions that are kept; the oldest go first. Jobs bring their own source.
const MAX_VERSIONS: usize = 400_000;

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
        let mut next = if is_other || has_rested { self.kept() } else { self.clone() };
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
        let version = ScriptVersion { source: self.source.clone(), at_ms: self.changed_ms };
        within_bounds(self.with_version(version))
    }

    /// The script once somebody has chosen between two texts: both are kept, and neither waits any longer.
    #[must_use]
    pub fn settled(&self, chosen: &str, other: &str, now_ms: i64) -> Self {
        let is_known = |text: &str| self.versions.iter().any(|version| version.source == text);
        let mut next =
            self.with_version(ScriptVersion { source: self.source.clone(), at_ms: self.changed_ms });
        if !is_known(other) && other != self.source {
            next = next.with_version(ScriptVersion { source: other.to_owned(), at_ms: now_ms });
        }
        if chosen != next.source {
            next.changed_ms = now_ms;
            next.source = chosen.to_owned();
        }
        let both = [chosen, other].map(|text| hash_of(text.as_bytes()));
        next.undecided.retain(|hash| !both.contains(hash));
        within_bounds(next)
    }

    /// The newest of the texts that wait for a choice.
    pub fn apart(&self) -> Option<&ScriptVersion> {
        self.versions.iter().rev().find(|version| self.undecided.contains(&version.hash()))
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

/// The script without its oldest versions, if there are too many bytes of them; those that wait for a choice go last.
pub(crate) fn within_bounds(mut script: Script) -> Script {
    while script.versions.iter().map(|version| version.source.len()).sum::<usize>() > MAX_VERSIONS {
        let waits = |version: &ScriptVersion| script.undecided.contains(&version.hash());
        let oldest = script.versions.iter().position(|version| !waits(version)).unwrap_or(0);
        script.versions.remove(oldest);
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
            let settled = both.settled(chosen, other, 4_000);
            assert_eq!((settled.source.as_str(), settled.apart()), (chosen, None));
            assert!(sources(&settled).contains(&other), "{settled:?}");
        }
        // What was only typed so far is kept too.
        let typed = both.settled("theirs", "not stored yet", 4_000);
        assert_eq!(sources(&typed), ["theirs", "ours", "not stored yet"]);
        assert_eq!(typed.source, "theirs");
    }

    #[test]
    fn a_text_that_waits_for_a_choice_is_not_among_the_first_to_go() {
        let mut script = script();
        let base = script.hash();
        script = script.edited(&base, None, "t".repeat(MAX_VERSIONS / 3), 2_000);
        script = script.edited(&base, None, "ours".into(), 3_000);
        for n in 0..5 {
            let text = format!("{n}").repeat(MAX_VERSIONS / 3);
            script = script.edited(&script.hash(), None, text, 4_000 + n).kept();
        }
        assert!(
            script.apart().is_some_and(|version| version.source.starts_with('t')),
            "{:?}",
            script.undecided
        );
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
        for n in 0..5 {
            let text = format!("{n}").repeat(MAX_VERSIONS / 3);
            script = script.edited(&script.hash(), None, text, 2_000).kept();
        }
        assert_eq!(script.versions.len(), 3);
        assert!(sources(&script)[2].starts_with('4'));
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
