//! The page's side of a worker: start it, talk to it, end it.

use std::rc::Rc;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, Event, MessageEvent, WorkerOptions, WorkerType};

use super::message;
use super::protocol::{FromWorker, REPLY, REQUEST, ToWorker};

/// What comes from a worker.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// A message of the protocol.
    Message {
        /// The message.
        message: FromWorker,
        /// Numbers or a file beside it; undefined if there are none.
        beside: JsValue,
    },
    /// It did not start, broke, or spoke something else; in words.
    Broken(String),
}

/// A running worker. Dropping it terminates it; nothing is heard from it afterwards.
pub struct WorkerClient {
    worker: web_sys::Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(Event)>,
}

impl WorkerClient {
    /// Starts a worker from its script and hands it the compiled engine.
    ///
    /// # Errors
    /// The browser does not start workers.
    pub fn start(
        script: &str,
        module: &JsValue,
        root: &str,
        hear: impl Fn(Heard) + 'static,
    ) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(script, &options)?;
        let hear = Rc::new(hear);
        let on_message = {
            let hear = Rc::clone(&hear);
            Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| hear(read(&event.data())))
        };
        let on_error = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            event.prevent_default();
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
            let message = if message.is_empty() { "its script did not load".to_owned() } else { message };
            hear(Heard::Broken(message));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        let init = Object::new();
        Reflect::set(&init, &"kind".into(), &"init".into())?;
        Reflect::set(&init, &"module".into(), module)?;
        worker.post_message(&init)?;
        let client = Self { worker, _on_message: on_message, _on_error: on_error };
        client.send(&ToWorker::Open { root: root.to_owned() }, &[])?;
        Ok(client)
    }

    /// Sends a message, with files beside it.
    ///
    /// # Errors
    /// The message could not be cloned.
    pub fn send(&self, message: &ToWorker, files: &[web_sys::File]) -> Result<(), JsValue> {
        let body = message::encode(message)?;
        let envelope = Object::new();
        Reflect::set(&envelope, &"kind".into(), &REQUEST.into())?;
        Reflect::set(&envelope, &"body".into(), &body)?;
        let list: Array = files.iter().collect();
        Reflect::set(&envelope, &"files".into(), &list)?;
        self.worker.post_message(&envelope)
    }
}

impl Drop for WorkerClient {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

fn read(data: &JsValue) -> Heard {
    let field = |key: &str| Reflect::get(data, &key.into()).ok().filter(|value| !value.is_undefined());
    let text = |key: &str| field(key).and_then(|value| value.as_string());
    match text("kind").as_deref() {
        Some(REPLY) => match message::decode(field("body").unwrap_or(JsValue::UNDEFINED)) {
            Ok(message) => {
                let beside = field("numbers").or_else(|| field("file")).unwrap_or(JsValue::UNDEFINED);
                Heard::Message { message, beside }
            }
            Err(error) => Heard::Broken(format!("a message made no sense: {error}")),
        },
        Some("boot_failed") => Heard::Broken(text("message").unwrap_or_default()),
        other => Heard::Broken(format!("a message of an unknown kind: {other:?}")),
    }
}
