//! What happens between a key that is pressed and the record: the draft, the compiler, the store.
//!
//! Each key writes the draft into the browser's local storage, at once and before anything else, so that a tab that is killed
//! loses nothing. A moment after the last key the text is compiled and stored as a record.

use std::rc::Rc;
use std::time::Duration;

use futures::lock::Mutex;
use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::bytes::hash_of;
use shared::id::ScriptId;
use shared::script::Script;

use super::draft::{self, Draft};
use super::whose::Whose;
use crate::components::toast::Toasts;
use crate::router::{Route, location};
use crate::state::{AppError, Compiled, Compiler, Declared, Scripts, Word};

/// Rest after the last key before the text is compiled and stored.
const REST: Duration = Duration::from_millis(250);

/// A text of the script that was written apart from the one that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Other {
    /// The text.
    pub(super) source: String,
    /// When it was last changed, UTC milliseconds.
    pub(super) at_ms: i64,
}

/// One opened script.
#[derive(Clone, Copy)]
pub(super) struct Session {
    id: ScriptId,
    scripts: Scripts,
    toasts: Toasts,
    source: RwSignal<String>,
    /// Whose text the stored one is.
    whose: StoredValue<Whose>,
    /// One store at a time: each must know what the one before has stored.
    storing: StoredValue<Rc<Mutex<()>>, LocalStorage>,
    compiled: RwSignal<Option<Result<Compiled, AppError>>>,
    /// The text that was given to the compiler last.
    compiled_of: StoredValue<String>,
    /// The text that `compiled` is of.
    said_of: RwSignal<String>,
    compiler: StoredValue<Compiler, LocalStorage>,
    rest: StoredValue<Option<Timeout>, LocalStorage>,
    problem: RwSignal<Option<AppError>>,
    /// Where the cursor is to go: line and column.
    jump: RwSignal<Option<(u32, u32)>>,
    /// Whether a run beside the editor was asked for.
    asked: RwSignal<bool>,
}

impl Session {
    /// Opens a script, with what was typed before and could not be stored.
    pub(super) fn new(script: Script) -> Self {
        let scripts = Scripts::expect();
        let draft = draft::read(script.id).filter(|draft| draft.source != script.source);
        let (base, text) = match draft {
            Some(Draft { base, source }) => (base, source),
            None => (script.hash(), script.source.clone()),
        };
        let is_unstored = text != script.source;
        let session = Self {
            id: script.id,
            scripts,
            toasts: Toasts::expect(),
            source: RwSignal::new(text),
            whose: StoredValue::new(Whose::new(base)),
            storing: StoredValue::new_local(Rc::default()),
            compiled: RwSignal::new(None),
            compiled_of: StoredValue::new(String::new()),
            said_of: RwSignal::new(String::new()),
            compiler: StoredValue::new_local(Compiler::new(scripts)),
            rest: StoredValue::new_local(None),
            problem: RwSignal::new(None),
            jump: RwSignal::new(None),
            asked: RwSignal::new(false),
        };
        session.compile();
        if is_unstored {
            session.store_now();
        }
        on_cleanup(move || session.store_now());
        Effect::new(move |_| session.follow());
        session
    }

    pub(super) fn id(self) -> ScriptId {
        self.id
    }

    /// The text.
    pub(super) fn source(self) -> RwSignal<String> {
        self.source
    }

    /// What the compiler said last.
    pub(super) fn compiled(self) -> Signal<Option<Result<Compiled, AppError>>> {
        self.compiled.into()
    }

    /// Whether the text as it is can run.
    pub(super) fn can_run(self) -> Memo<bool> {
        let compiled = self.compiled;
        Memo::new(move |_| {
            compiled.with(|compiled| matches!(compiled, Some(Ok(Compiled { script: Some(_), .. }))))
        })
    }

    /// What scripts can name.
    pub(super) async fn words(self) -> Result<Vec<Word>, AppError> {
        let compiler = self.compiler.try_get_value();
        match compiler {
            Some(compiler) => compiler.words().await,
            None => Ok(Vec::new()),
        }
    }

    /// Where the steps of undo are kept for a reload.
    pub(super) fn history_key(self) -> String {
        format!("{}:undo", draft::key(self.id))
    }

    pub(super) fn jump(self) -> RwSignal<Option<(u32, u32)>> {
        self.jump
    }

    /// The record as it is stored.
    pub(super) fn stored(self) -> Option<Script> {
        self.scripts.get(self.id)
    }

    /// Its name.
    pub(super) fn name(self) -> String {
        self.stored().map_or_else(|| "Strategy".to_owned(), |script| script.name)
    }

    /// Whether what is typed is stored.
    pub(super) fn stored_in_words(self) -> String {
        if let Some(error) = self.problem.get() {
            return format!("Not stored: {} What you type is kept in this tab only.", error.message);
        }
        let (stored, text) = (self.stored(), self.source.get());
        let words = match &stored {
            Some(script) if script.source == text => "Every change is stored.",
            Some(script) if self.whose.with_value(|whose| whose.is_apart(&text, script)) => {
                "Stored as a version. Choose below which text goes on."
            }
            _ => "Storing…",
        };
        words.to_owned()
    }

    /// A text that was written apart from the one here: what somebody else has stored in its place, or a version that waits for a choice.
    pub(super) fn other(self) -> Option<Other> {
        let script = self.stored()?;
        let is_here = |text: &str| self.source.with(|source| source == text);
        if !self.whose.with_value(|whose| whose.is_own(&script)) && !is_here(&script.source) {
            return Some(Other { source: script.source, at_ms: script.changed_ms });
        }
        let version = script.apart()?.clone();
        (!is_here(&version.source)).then_some(Other { source: version.source, at_ms: version.at_ms })
    }

    /// Shows what somebody else has stored, unless something here is not stored yet or waits for a choice against it.
    fn follow(self) {
        let Some(script) = self.stored() else { return };
        if self.gives_way(&script) {
            self.whose.update_value(|whose| whose.follow(&script));
            self.source.set(script.source);
            self.compile();
        }
    }

    /// Whether [`Session::follow`] shows this record's text; not once the page is gone.
    fn gives_way(self, script: &Script) -> bool {
        let text = self.source.try_get_untracked();
        text.and_then(|text| self.whose.try_with_value(|whose| whose.gives_way(&text, script)))
            .unwrap_or(false)
    }

    /// Goes to the run form once what was typed last is stored: the form is of the stored text.
    pub(super) fn run(self) {
        spawn_local(async move {
            self.store_now_and_wait().await;
            if self.problem.try_get_untracked().is_some_and(|problem| problem.is_none()) {
                location::go(&Route::run(&self.id.to_string()));
            }
        });
    }

    /// Asks for a run of the text as it is beside the editor, once it is compiled.
    pub(super) fn try_out(self) {
        self.compile();
        self.store_now();
        self.asked.set(true);
    }

    /// Whether a run beside the editor was asked for.
    pub(super) fn asked_to_run(self) -> RwSignal<bool> {
        self.asked
    }

    /// The text that was compiled last and what it declares, if it can run.
    pub(super) fn ready(self) -> Option<(String, Declared)> {
        self.compiled.with(|compiled| match compiled {
            Some(Ok(Compiled { script: Some(declared), .. })) => {
                Some((self.said_of.get_untracked(), declared.clone()))
            }
            _ => None,
        })
    }

    /// Whether the compiler has said what is to be said of the text as it is.
    pub(super) fn is_settled(self) -> bool {
        self.compiled.with(Option::is_some) && self.said_of.with(|of| self.source.with(|source| of == source))
    }

    /// Goes on with one of the two texts that were written apart. The other is a version.
    pub(super) fn choose(self, chosen: String) {
        let Some(other) = untrack(move || self.other()) else { return };
        let mine = self.source.get_untracked();
        let left = if chosen == mine { other.source } else { mine };
        self.settle(chosen, left);
    }

    /// Goes on with another text, an earlier one perhaps. The present one becomes a version.
    pub(super) fn go_on_with(self, text: String) {
        let mine = self.source.get_untracked();
        self.settle(text, mine);
    }

    /// The text here stays, on the screen and in the draft, until both are stored.
    fn settle(self, chosen: String, left: String) {
        let mine = self.source.get_untracked();
        spawn_local(async move {
            let lock = self.storing.try_get_value();
            let _turn = match &lock {
                Some(lock) => Some(lock.lock().await),
                None => None,
            };
            self.whose.try_update_value(|whose| whose.storing(&chosen));
            match self.scripts.settle(self.id, &chosen, &left).await {
                Ok(script) => {
                    draft::forget(self.id, &mine);
                    self.stored_as(&script);
                    if self.source.try_get_untracked().is_some_and(|text| text == mine) {
                        self.source.set(chosen);
                        self.compile();
                    } else {
                        // Something was typed meanwhile.
                        self.store_now();
                    }
                }
                Err(error) => {
                    self.whose.try_update_value(|whose| whose.failed(&chosen));
                    self.toasts.fail(error.message);
                }
            }
        });
    }

    fn stored_as(self, script: &Script) {
        self.whose.try_update_value(|whose| whose.stored(script));
        self.problem.try_set(None);
        if script.id != self.id {
            // It was deleted elsewhere while it was edited here.
            location::go(&Route::Script(script.id));
        }
    }

    /// Takes what was typed.
    pub(super) fn typed(self, text: String) {
        let base = self.whose.with_value(|whose| whose.base().clone());
        draft::write(self.id, &Draft { base, source: text.clone() });
        self.source.set(text);
        let later = Timeout::new(REST.as_millis() as u32, move || {
            self.compile();
            self.store_now();
        });
        // The one before is dropped, and with that never runs.
        self.rest.try_set_value(Some(later));
    }

    /// Compiles the text unless it is compiled.
    fn compile(self) {
        let Some(text) = self.source.try_get_untracked() else { return };
        if text.trim().is_empty() {
            self.compiled.try_set(None);
            self.compiled_of.try_set_value(String::new());
            return;
        }
        if self.compiled_of.try_with_value(|of| *of == text).unwrap_or(true) {
            return;
        }
        self.compiled_of.set_value(text.clone());
        let Some(compiler) = self.compiler.try_get_value() else { return };
        spawn_local(async move {
            let said = compiler.compile(text.clone()).await;
            // What was said of a text that is no longer there is of no use.
            if self.compiled_of.try_with_value(|of| *of == text) != Some(true) {
                return;
            }
            self.said_of.try_set(text.clone());
            self.compiled.try_set(Some(said));
            let title = self.title(&text);
            let is_new = self.scripts.rows().with_untracked(|rows| {
                rows.iter().any(|script| script.id == self.id && Some(&script.name) != title.as_ref())
            });
            if title.is_some() && is_new {
                self.store(title).await;
            }
        });
    }

    /// The title of a text, if it is the one that was compiled last and can run.
    fn title(self, text: &str) -> Option<String> {
        let is_of = self.said_of.try_with_untracked(|of| of == text)?;
        let title = self.compiled.try_with_untracked(|compiled| match compiled {
            Some(Ok(Compiled { script: Some(declared), .. })) => {
                Some(declared.declaration.name.clone().into_owned())
            }
            _ => None,
        })?;
        title.filter(|_| is_of)
    }

    /// Stores what is typed, if it is not.
    pub(super) fn store_now(self) {
        spawn_local(async move { self.store_now_and_wait().await });
    }

    /// As [`Session::store_now`], and waits until it is stored.
    pub(super) async fn store_now_and_wait(self) {
        self.store(None).await;
    }

    async fn store(self, name: Option<String>) {
        let lock = self.storing.try_get_value();
        let _turn = match &lock {
            Some(lock) => Some(lock.lock().await),
            None => None,
        };
        // The draft has what was typed last, also when the page is being left.
        let Some(text) =
            self.source.try_get_untracked().or_else(|| draft::read(self.id).map(|draft| draft.source))
        else {
            return;
        };
        let stored = self
            .scripts
            .rows()
            .with_untracked(|rows| rows.iter().find(|script| script.id == self.id).cloned());
        let is_there = stored.as_ref().is_some_and(|script| script.source == text);
        // A text that gives way must not take the place of one that was stored elsewhere since; nor does one come back that was deleted elsewhere and
        // that nobody has changed here. Any other is stored, so that what runs is the text on the screen.
        let is_left = match &stored {
            Some(script) => !is_there && self.gives_way(script),
            None => self.whose.try_with_value(|whose| whose.is_stored(&text)).unwrap_or(false),
        };
        if name.is_none() && is_there || is_left {
            draft::forget(self.id, &text);
            self.problem.try_set(None);
            return;
        }
        let base = self
            .whose
            .try_with_value(|whose| whose.base().clone())
            .or_else(|| draft::read(self.id).map(|draft| draft.base))
            .unwrap_or_else(|| hash_of(b""));
        // The record may have the title of the text whose place this one takes.
        let name = name.or_else(|| self.title(&text));
        self.whose.try_update_value(|whose| whose.storing(&text));
        match self.scripts.edit(self.id, &base, name, text.clone()).await {
            Ok(script) => {
                draft::forget(self.id, &text);
                self.stored_as(&script);
            }
            Err(error) => {
                self.whose.try_update_value(|whose| whose.failed(&text));
                self.problem.try_set(Some(error));
            }
        }
    }
}
