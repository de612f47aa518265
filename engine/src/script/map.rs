//! `map.*`: keys in the order in which they came.

use std::collections::BTreeMap;

use super::Fails;
use super::heap::{Heap, Thing};
use super::names::names;

names! {
    /// Functions of maps.
    pub enum MapFn {
        New = "map.new", Put = "map.put", Get = "map.get", Contains = "map.contains", Remove = "map.remove",
        Keys = "map.keys", Values = "map.values", Size = "map.size", Clear = "map.clear", Copy = "map.copy",
        PutAll = "map.put_all",
    }
}

const MOST_PAIRS: usize = 50_000;

/// Pairs of a key and a value.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Map {
    keys: Vec<f64>,
    values: Vec<f64>,
    places: BTreeMap<u64, usize>,
}

impl Map {
    pub(super) fn keys(&self) -> &[f64] {
        &self.keys
    }

    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    fn bits(key: f64) -> u64 {
        // The two zeros are one key, and so are all forms of na.
        if key.is_nan() { f64::NAN.to_bits() } else { (key + 0.0).to_bits() }
    }

    fn place(&self, key: f64) -> Option<usize> {
        self.places.get(&Self::bits(key)).copied()
    }

    /// The value that was there before.
    fn put(&mut self, key: f64, value: f64) -> Fails<f64> {
        if let Some(at) = self.place(key) {
            return Ok(std::mem::replace(&mut self.values[at], value));
        }
        if self.keys.len() >= MOST_PAIRS {
            return Err("A map holds at most 50,000 pairs.".to_owned());
        }
        self.places.insert(Self::bits(key), self.keys.len());
        self.keys.push(key);
        self.values.push(value);
        Ok(f64::NAN)
    }

    fn remove(&mut self, key: f64) -> f64 {
        let Some(at) = self.place(key) else { return f64::NAN };
        self.places.remove(&Self::bits(key));
        for place in self.places.values_mut().filter(|place| **place > at) {
            *place -= 1;
        }
        self.keys.remove(at);
        self.values.remove(at)
    }
}

pub(super) fn call(func: MapFn, args: &[f64], heap: &mut Heap) -> Fails<f64> {
    if func == MapFn::New {
        return Ok(heap.add(Thing::Map(Map::default())));
    }
    let get = |args: &[f64], at: usize| args.get(at).copied().unwrap_or(f64::NAN);
    let other = match heap.get(get(args, 1)) {
        Some(Thing::Map(other)) if func == MapFn::PutAll => other.clone(),
        _ => Map::default(),
    };
    let Some(Thing::Map(map)) = heap.get_mut(args[0]) else { return Err("The map is na.".to_owned()) };
    Ok(match func {
        MapFn::New => f64::NAN,
        MapFn::Put => map.put(args[1], get(args, 2))?,
        MapFn::Get => map.place(args[1]).map_or(f64::NAN, |at| map.values[at]),
        MapFn::Contains => f64::from(u8::from(map.place(args[1]).is_some())),
        MapFn::Remove => map.remove(args[1]),
        MapFn::Size => map.keys.len() as f64,
        MapFn::Clear => {
            *map = Map::default();
            f64::NAN
        }
        MapFn::PutAll => {
            for (key, value) in other.keys.iter().zip(&other.values) {
                map.put(*key, *value)?;
            }
            f64::NAN
        }
        MapFn::Keys | MapFn::Values | MapFn::Copy => {
            let thing = match func {
                MapFn::Keys => Thing::Array(map.keys.clone()),
                MapFn::Values => Thing::Array(map.values.clone()),
                _ => Thing::Map(map.clone()),
            };
            heap.add(thing)
        }
    })
}
