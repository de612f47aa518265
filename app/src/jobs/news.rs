//! What tabs of one browser tell one another. News are hints: what counts is the record in storage.

use std::cell::RefCell;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use shared::id::JobId;
use shared::job::Progress;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use super::plan::Wish;

/// A piece of news.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum News {
    /// A job's record has changed, or is new.
    Job {
        /// The job.
        id: JobId,
    },
    /// How far a job is.
    Progress {
        /// The job.
        id: JobId,
        /// The run it is about.
        attempt: u32,
        /// How far.
        progress: Progress,
    },
    /// The tab that runs a sweep is asked to end it early.
    Wish {
        /// The sweep.
        id: JobId,
        /// How.
        wish: Wish,
    },
    /// Datasets have come, gone or changed.
    Datasets,
    /// Scripts have.
    Scripts,
    /// The device was paired with a server, or unpaired, or what is synced has changed.
    Server,
}

/// What is done with news.
enum Ear {
    /// Nobody listens yet: they are kept.
    Keep(Vec<News>),
    Hear(Rc<dyn Fn(News)>),
}

/// The channel to the other tabs. It is opened before the records are read, so that no change falls in between.
pub struct Channel {
    channel: BroadcastChannel,
    ear: Rc<RefCell<Ear>>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
}

impl Channel {
    /// Opens the channel and keeps what is heard until [`Channel::listen`].
    ///
    /// # Errors
    /// The browser has none.
    pub fn open(name: &str) -> Result<Self, JsValue> {
        let channel = BroadcastChannel::new(name)?;
        let ear = Rc::new(RefCell::new(Ear::Keep(Vec::new())));
        let hearing = Rc::clone(&ear);
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            // A tab of another version may say things that this one does not know.
            let text = event.data().as_string().unwrap_or_default();
            let Ok(news) = serde_json::from_str(&text) else { return };
            let hear = match &mut *hearing.borrow_mut() {
                Ear::Keep(kept) => return kept.push(news),
                Ear::Hear(hear) => Rc::clone(hear),
            };
            hear(news);
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Ok(Self { channel, ear, _on_message: on_message })
    }

    /// Hands over what was heard so far, and all that comes.
    pub fn listen(&self, hear: impl Fn(News) + 'static) {
        let hear: Rc<dyn Fn(News)> = Rc::new(hear);
        let before = self.ear.replace(Ear::Hear(Rc::clone(&hear)));
        if let Ear::Keep(kept) = before {
            kept.into_iter().for_each(|news| hear(news));
        }
    }

    /// Tells the other tabs.
    pub fn tell(&self, news: &News) {
        if let Ok(text) = serde_json::to_string(news) {
            // Nobody listening is no error, and a closed channel means that the page is going.
            let _ = self.channel.post_message(&text.into());
        }
    }
}
