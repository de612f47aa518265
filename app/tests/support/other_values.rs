//! Values with other numbers and texts in every place that takes them.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Numbers that JavaScript, or a careless reader, would change, and any others.
fn numbers() -> impl Strategy<Value = Value> {
    let wholes =
        select(vec![0, 1, u64::MAX, u64::MAX - 1, i64::MAX as u64, (1 << 53) + 1, u64::from(u32::MAX)]);
    let signed = select(vec![i64::MIN, -1, -(1 << 53) - 1]);
    let floats =
        select(vec![-0.0, 0.1, 5e-324, f64::MIN_POSITIVE, f64::MAX, f64::MIN, 1e21, 1e-7, 1.0 / 3.0]);
    prop_oneof![
        wholes.prop_map(Value::from),
        signed.prop_map(Value::from),
        floats.prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u32>().prop_map(Value::from),
        prop::num::f64::NORMAL.prop_map(Value::from),
        prop::num::f64::SUBNORMAL.prop_map(Value::from),
    ]
}

fn texts() -> impl Strategy<Value = Value> {
    const CHOSEN: [&str; 8] =
        ["", "\0", "\u{2028}", "\u{fffd}", "😀", "-0.0", "9007199254740993", "18446744073709551615"];
    prop_oneof![select(&CHOSEN[..]).prop_map(Value::from), ".{0,20}".prop_map(Value::from)]
}

/// Where the numbers and texts of a record are.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(values) => {
            for (i, value) in values.iter().enumerate() {
                leaves(value, &format!("{at}/{i}"), found);
            }
        }
        Value::Number(_) | Value::String(_) => found.push(at.to_owned()),
        Value::Null | Value::Bool(_) => {}
    }
}

/// The record with another value in each place that takes one, and in how many that was.
pub(crate) fn changed<T: Serialize + DeserializeOwned>(record: &T, runner: &mut TestRunner) -> (T, usize) {
    let mut whole = serde_json::to_value(record).unwrap();
    let (mut places, mut n) = (Vec::new(), 0);
    leaves(&whole, "", &mut places);
    for place in places {
        let before = whole.pointer(&place).unwrap().clone();
        let any = (0..30).map(|_| match &before {
            Value::Number(_) => numbers().new_tree(runner).unwrap().current(),
            _ => texts().new_tree(runner).unwrap().current(),
        });
        // Thirty numbers may all be too large for a small type, so every number has one in the end that fits.
        let small =
            (0..3_u8).filter(|_| before.is_number()).map(Value::from).filter(|value| value != &before);
        let fits = any.chain(small).find(|next| {
            whole.pointer_mut(&place).unwrap().clone_from(next);
            // Through text, as it is read: some types can be read from nothing else.
            serde_json::from_str::<T>(&whole.to_string()).is_ok()
        });
        match fits {
            Some(_) => n += 1,
            None => *whole.pointer_mut(&place).unwrap() = before,
        }
    }
    (serde_json::from_str(&whole.to_string()).unwrap(), n)
}

/// With a seed that is another each time, and printed where a test fails.
pub(crate) fn runner() -> TestRunner {
    let seed = uuid::Uuid::now_v7().as_u128().to_le_bytes().repeat(2);
    wasm_bindgen_test::console_log!("seed {seed:?}");
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}
