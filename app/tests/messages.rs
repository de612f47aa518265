//! A browser's clone of a message between page and worker is the message, to the last bit.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "clippy does not recognise these functions as tests")]

use std::fmt::Debug;

use app::worker::message;
use js_sys::{Function, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[path = "../src/worker/protocol_samples.rs"]
mod samples;

wasm_bindgen_test_configure!(run_in_browser);

/// What arrives in another thread.
fn cloned<T: Serialize + DeserializeOwned>(message: &T) -> T {
    let clone: Function =
        Reflect::get(&js_sys::global(), &"structuredClone".into()).unwrap().unchecked_into();
    message::decode(clone.call1(&JsValue::UNDEFINED, &message::encode(message).unwrap()).unwrap()).unwrap()
}

/// Equal numbers may differ in the sign of zero, which their text shows.
fn arrives<T: Serialize + DeserializeOwned + PartialEq + Debug>(message: &T) {
    let arrived = cloned(message);
    assert_eq!(arrived, *message);
    assert_eq!(serde_json::to_string(&arrived).unwrap(), serde_json::to_string(message).unwrap());
}

#[wasm_bindgen_test]
fn every_message_arrives_as_it_was_sent() {
    samples::to_the_worker().iter().for_each(arrives);
    samples::from_the_worker().iter().for_each(arrives);
}

#[wasm_bindgen_test]
fn the_largest_number_and_the_sign_of_zero_arrive() {
    assert_eq!(cloned(&u64::MAX), u64::MAX);
    assert_eq!(cloned(&i64::MIN), i64::MIN);
    assert_eq!(cloned(&9_007_199_254_740_993_u64), 9_007_199_254_740_993);
    assert!(cloned(&-0.0_f64).is_sign_negative());
    assert_eq!(cloned(&f64::INFINITY), f64::INFINITY);
    assert!(cloned(&f64::NAN).is_nan());
}
