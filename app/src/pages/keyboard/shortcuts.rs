//! The shortcuts: one table, which the recogniser follows and the help shows.

use crate::router::Section;

/// What a shortcut does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Opens the palette.
    Palette,
    /// Opens the list of shortcuts.
    Help,
    /// Goes to the page's search field.
    Search,
    /// Goes to a page.
    Go(Section),
    /// Opens the background jobs.
    Jobs,
    /// Focuses the next item of a list.
    Next,
    /// Focuses the item before.
    Previous,
}

/// What has to be pressed. Letters are compared by what they write, so that they are where the keyboard's layout has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// With Ctrl, or ⌘ on a Mac; works everywhere, also while one types.
    Chord(&'static str),
    /// The key alone.
    Single(&'static str),
    /// `g`, then the key.
    AfterG(&'static str),
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shortcut {
    pub(super) keys: Keys,
    pub(super) command: Command,
    /// What it does, for the help.
    pub(super) does: &'static str,
}

/// All of them, in the order of the help.
pub(super) const SHORTCUTS: [Shortcut; 10] = [
    shortcut(Keys::Chord("k"), Command::Palette, "Find a page, strategy, job, dataset or action"),
    shortcut(Keys::Single("?"), Command::Help, "Show these shortcuts"),
    shortcut(Keys::Single("/"), Command::Search, "Search on this page"),
    shortcut(Keys::Single("j"), Command::Next, "Next item of a list"),
    shortcut(Keys::Single("k"), Command::Previous, "Previous item of a list"),
    shortcut(Keys::AfterG("s"), Command::Go(Section::Strategies), "Go to Strategies"),
    shortcut(Keys::AfterG("d"), Command::Go(Section::Datasets), "Go to Datasets"),
    shortcut(Keys::AfterG("j"), Command::Go(Section::Jobs), "Go to Jobs"),
    shortcut(Keys::AfterG("e"), Command::Go(Section::Settings), "Go to Settings"),
    shortcut(Keys::AfterG("b"), Command::Jobs, "Open the background jobs"),
];

const fn shortcut(keys: Keys, command: Command, does: &'static str) -> Shortcut {
    Shortcut { keys, command, does }
}

/// A key that went down, as the browser tells it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stroke<'a> {
    /// What the key writes.
    pub(super) key: &'a str,
    /// Ctrl or ⌘ is held.
    pub(super) is_chord: bool,
    /// Alt is held: layouts write characters with it, and browsers have menus on it.
    pub(super) has_alt: bool,
    /// The focus is where a person writes or chooses by letters.
    pub(super) is_typing: bool,
    /// When, in milliseconds of any one clock.
    pub(super) at_ms: f64,
}

/// How long after `g` a letter still belongs to it.
const PREFIX_MS: f64 = 1_500.0;

/// Makes commands of strokes.
#[derive(Debug, Default)]
pub(super) struct Recogniser {
    /// When `g` was pressed, if it was the last key.
    prefix_at: Option<f64>,
}

impl Recogniser {
    /// The command that a stroke completes. Without `single_keys`, chords alone do anything.
    pub(super) fn command(&mut self, stroke: Stroke<'_>, single_keys: bool) -> Option<Command> {
        let prefix_at = self.prefix_at.take();
        if stroke.has_alt {
            return None;
        }
        if stroke.is_chord {
            return find(|keys| matches!(keys, Keys::Chord(key) if key.eq_ignore_ascii_case(stroke.key)));
        }
        if stroke.is_typing || !single_keys {
            return None;
        }
        if prefix_at.is_some_and(|at| stroke.at_ms - at <= PREFIX_MS)
            && let found @ Some(_) = find(|keys| matches!(keys, Keys::AfterG(key) if key == stroke.key))
        {
            return found;
        }
        if stroke.key == "g" {
            self.prefix_at = Some(stroke.at_ms);
        }
        find(|keys| matches!(keys, Keys::Single(key) if key == stroke.key))
    }
}

fn find(is_meant: impl Fn(Keys) -> bool) -> Option<Command> {
    SHORTCUTS.iter().find(|shortcut| is_meant(shortcut.keys)).map(|shortcut| shortcut.command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(recogniser: &mut Recogniser, key: &str, at_ms: f64) -> Option<Command> {
        recogniser.command(Stroke { key, at_ms, ..Stroke::default() }, true)
    }

    #[test]
    fn no_two_shortcuts_are_pressed_alike() {
        for (at, one) in SHORTCUTS.iter().enumerate() {
            assert!(SHORTCUTS[at + 1..].iter().all(|other| other.keys != one.keys), "{:?}", one.keys);
        }
    }

    #[test]
    fn g_and_a_letter_go_to_a_page_and_the_letter_alone_does_not() {
        let mut recogniser = Recogniser::default();
        assert_eq!(press(&mut recogniser, "j", 0.0), Some(Command::Next));
        assert_eq!(press(&mut recogniser, "g", 10.0), None);
        assert_eq!(press(&mut recogniser, "j", 300.0), Some(Command::Go(Section::Jobs)));
        assert_eq!(press(&mut recogniser, "j", 310.0), Some(Command::Next), "the prefix is used up");
        press(&mut recogniser, "g", 1_000.0);
        assert_eq!(press(&mut recogniser, "j", 2_501.0), Some(Command::Next), "too late");
        press(&mut recogniser, "g", 3_000.0);
        assert_eq!(press(&mut recogniser, "x", 3_010.0), None);
        assert_eq!(press(&mut recogniser, "s", 3_020.0), None, "another key came in between");
        press(&mut recogniser, "g", 4_000.0);
        assert_eq!(
            press(&mut recogniser, "?", 4_010.0),
            Some(Command::Help),
            "what follows no g stands alone"
        );
    }

    #[test]
    fn who_types_is_not_disturbed_but_for_the_palette() {
        let mut recogniser = Recogniser::default();
        for key in ["j", "k", "?", "/", "g", "s"] {
            let stroke = Stroke { key, is_typing: true, ..Stroke::default() };
            assert_eq!(recogniser.command(stroke, true), None, "{key}");
        }
        for key in ["k", "K"] {
            let chord = Stroke { key, is_chord: true, is_typing: true, ..Stroke::default() };
            assert_eq!(recogniser.command(chord, false), Some(Command::Palette), "{key}");
        }
        let find_in_page = Stroke { key: "j", is_chord: true, ..Stroke::default() };
        assert_eq!(recogniser.command(find_in_page, true), None, "the browser's own chords stay its own");
        let with_alt = Stroke { key: "k", is_chord: true, has_alt: true, ..Stroke::default() };
        assert_eq!(recogniser.command(with_alt, true), None, "AltGr is Ctrl and Alt together");
    }

    #[test]
    fn single_keys_can_be_switched_off() {
        let mut recogniser = Recogniser::default();
        for key in ["j", "?", "g", "s"] {
            assert_eq!(recogniser.command(Stroke { key, ..Stroke::default() }, false), None, "{key}");
        }
    }
}
