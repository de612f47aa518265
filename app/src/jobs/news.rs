//! What tabs of one browser tell one another. News are hints: what counts is the record in storage.

use serde::{Deserialize, Serialize};
use shared::id::JobId;
use shared::job::Progress;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

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
    /// Datasets have come, gone or changed.
    Datasets,
}

/// The channel to the other tabs.
pub struct Channel {
    channel: BroadcastChannel,
    _on_message: Closure<dyn Fn(MessageEvent)>,
}

impl Channel {
    /// Opens the channel.
    ///
    /// # Errors
    /// The browser has none.
    pub fn open(name: &str, hear: impl Fn(News) + 'static) -> Result<Self, JsValue> {
        let channel = BroadcastChannel::new(name)?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            // A tab of another version may say things that this one does not know.
            let text = event.data().as_string().unwrap_or_default();
            if let Ok(news) = serde_json::from_str(&text) {
                hear(news);
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Ok(Self { channel, _on_message: on_message })
    }

    /// Tells the other tabs.
    pub fn tell(&self, news: &News) {
        if let Ok(text) = serde_json::to_string(news) {
            // Nobody listening is no error, and a closed channel means that the page is going.
            let _ = self.channel.post_message(&text.into());
        }
    }
}
