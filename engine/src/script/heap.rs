//! Arrays, maps, matrices, objects and strings. A register holds the number of a place; what nothing refers to is freed.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Fails;
use super::map::Map;
use super::matrix::Matrix;
use super::names::names;

names! {
    /// Functions of objects.
    pub enum HeapFn {
        New = "new", Get = "get", Set = "set", Copy = "copy",
    }
}

/// References are numbers from here on: no price and no time is as large, so that a number tells whether it is one.
const PLACES: f64 = 35_184_372_088_832.0;
/// The same for strings.
const TEXTS: f64 = 70_368_744_177_664.0;

/// Bytes that collections and strings of a run may take.
const MOST_BYTES: usize = 64 << 20;
/// Bytes made before what is unused is looked for.
const COLLECT_AFTER: usize = 16 << 20;

/// What stands at a place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Thing {
    Array(Vec<f64>),
    /// A window on an array: what is changed through either is seen through both.
    Slice(Slice),
    Object(Vec<f64>),
    Map(Map),
    Matrix(Matrix),
}

/// Where a window on an array begins, and how many elements it shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slice {
    /// The array, never a window itself.
    pub(super) of: [f64; 1],
    pub(super) from: usize,
    pub(super) n: usize,
}

impl Thing {
    fn values(&self) -> Vec<&[f64]> {
        match self {
            Self::Array(values) | Self::Object(values) => vec![values],
            Self::Slice(slice) => vec![&slice.of],
            Self::Map(map) => vec![map.keys(), map.values()],
            Self::Matrix(matrix) => vec![&matrix.cells],
        }
    }

    fn bytes(&self) -> usize {
        64 + self.values().iter().map(|values| 8 * values.len()).sum::<usize>()
    }
}

/// Everything that registers refer to.
#[derive(Debug, Clone, Default)]
pub(super) struct Heap {
    things: Vec<Option<Thing>>,
    free: Vec<usize>,
    texts: Vec<Option<Rc<str>>>,
    free_texts: Vec<usize>,
    numbers: BTreeMap<Rc<str>, usize>,
    n_constant: usize,
    made: usize,
}

impl Heap {
    pub(super) fn new(texts: &[String]) -> Self {
        let mut heap = Self::default();
        for text in texts {
            heap.text(text);
        }
        heap.n_constant = heap.texts.len();
        heap
    }

    pub(super) fn add(&mut self, thing: Thing) -> f64 {
        self.made += thing.bytes();
        let at = match self.free.pop() {
            Some(at) => {
                self.things[at] = Some(thing);
                at
            }
            None => {
                self.things.push(Some(thing));
                self.things.len() - 1
            }
        };
        PLACES + at as f64
    }

    fn at(reference: f64) -> Option<usize> {
        (PLACES..TEXTS).contains(&reference).then_some((reference - PLACES) as usize)
    }

    pub(super) fn get(&self, reference: f64) -> Option<&Thing> {
        self.things.get(Self::at(reference)?)?.as_ref()
    }

    pub(super) fn get_mut(&mut self, reference: f64) -> Option<&mut Thing> {
        self.things.get_mut(Self::at(reference)?)?.as_mut()
    }

    pub(super) fn array(&self, reference: f64) -> Fails<&[f64]> {
        match self.get(reference) {
            Some(Thing::Array(values)) => Ok(values),
            Some(Thing::Slice(slice)) => self
                .array(slice.of[0])?
                .get(slice.from..slice.from + slice.n)
                .ok_or_else(|| "The array has become shorter than its slice.".to_owned()),
            _ => Err("The array is na.".to_owned()),
        }
    }

    /// The rows of a matrix.
    pub(super) fn rows_of_matrix(&self, reference: f64) -> Fails<std::slice::Chunks<'_, f64>> {
        match self.get(reference) {
            Some(Thing::Matrix(matrix)) => Ok(matrix.cells.chunks(matrix.columns.max(1))),
            _ => Err("The matrix is na.".to_owned()),
        }
    }

    pub(super) fn array_mut(&mut self, reference: f64) -> Fails<&mut Vec<f64>> {
        self.made += 8;
        match self.get_mut(reference) {
            Some(Thing::Array(values)) => Ok(values),
            _ => Err("The array is na.".to_owned()),
        }
    }

    /// The number of a string.
    pub(super) fn text(&mut self, text: &str) -> f64 {
        if let Some(at) = self.numbers.get(text) {
            return TEXTS + *at as f64;
        }
        self.made += 48 + text.len();
        let text: Rc<str> = text.into();
        let at = match self.free_texts.pop() {
            Some(at) => {
                self.texts[at] = Some(Rc::clone(&text));
                at
            }
            None => {
                self.texts.push(Some(Rc::clone(&text)));
                self.texts.len() - 1
            }
        };
        self.numbers.insert(text, at);
        TEXTS + at as f64
    }

    /// The string of a number; `None` if it is na.
    pub(super) fn read(&self, text: f64) -> Option<&str> {
        if text.is_nan() || text < TEXTS {
            return None;
        }
        self.texts.get((text - TEXTS) as usize)?.as_deref()
    }

    /// Frees what none of the values refers to, if enough was made since the last time.
    pub(super) fn tidy<'a>(&mut self, roots: impl Iterator<Item = &'a [f64]>) -> Fails<()> {
        if self.made < COLLECT_AFTER {
            return Ok(());
        }
        let mut used = vec![false; self.things.len()];
        let mut used_texts = vec![false; self.texts.len()];
        let mut next = Vec::new();
        let mut mark = |values: &[f64], next: &mut Vec<usize>, used: &mut [bool]| {
            for value in values {
                if let Some(at) = Self::at(*value) {
                    if at < used.len() && !std::mem::replace(&mut used[at], true) {
                        next.push(at);
                    }
                } else if *value >= TEXTS
                    && let Some(slot) = used_texts.get_mut((*value - TEXTS) as usize)
                {
                    *slot = true;
                }
            }
        };
        roots.for_each(|values| mark(values, &mut next, &mut used));
        while let Some(at) = next.pop() {
            for values in self.things[at].iter().flat_map(Thing::values) {
                mark(values, &mut next, &mut used);
            }
        }
        let mut bytes = 0;
        for (at, used) in used.iter().enumerate() {
            match &self.things[at] {
                Some(thing) if *used => bytes += thing.bytes(),
                Some(_) => {
                    self.things[at] = None;
                    self.free.push(at);
                }
                None => {}
            }
        }
        for (at, used) in used_texts.iter().enumerate() {
            match &self.texts[at] {
                Some(text) if *used || at < self.n_constant => bytes += 48 + text.len(),
                Some(text) => {
                    self.numbers.remove(text);
                    self.texts[at] = None;
                    self.free_texts.push(at);
                }
                None => {}
            }
        }
        if bytes > MOST_BYTES {
            return Err("Arrays, objects and strings take more than 64 MB.".to_owned());
        }
        self.made = 0;
        Ok(())
    }
}

pub(super) fn call(func: HeapFn, args: &[f64], heap: &mut Heap) -> Fails<f64> {
    if func == HeapFn::New {
        return Ok(heap.add(Thing::Object(args.to_vec())));
    }
    let Some(Thing::Object(fields)) = heap.get_mut(args[0]) else {
        return if func == HeapFn::Copy {
            Ok(f64::NAN)
        } else {
            Err("The object is na: it has no fields.".to_owned())
        };
    };
    match func {
        HeapFn::Get => Ok(fields.get(args[1] as usize).copied().unwrap_or(f64::NAN)),
        HeapFn::Set => {
            if let Some(field) = fields.get_mut(args[1] as usize) {
                *field = args[2];
            }
            Ok(args[2])
        }
        _ => {
            let copy = Thing::Object(fields.clone());
            Ok(heap.add(copy))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nothing_refers_to_is_freed_and_what_is_reached_stays() {
        let mut heap = Heap::new(&["known".to_owned()]);
        let inner = heap.add(Thing::Array(vec![7.0]));
        let outer = heap.add(Thing::Object(vec![inner]));
        let lost = heap.add(Thing::Array(vec![1.0; 3_000_000]));
        heap.text("made");
        heap.tidy([[outer].as_slice()].into_iter()).unwrap();
        assert!(heap.get(lost).is_none());
        assert_eq!(heap.array(inner).unwrap(), &[7.0]);
        assert_eq!(heap.read(heap.numbers["known"] as f64 + TEXTS), Some("known"));
        assert!(!heap.numbers.contains_key("made"));
    }
}
