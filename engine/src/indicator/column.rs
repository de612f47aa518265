//! A column of values, one per bar, that only the engine can read by position.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::fmt;
use std::ops::Range;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Operand;
use crate::series::Series;

/// One value per bar of the series. A strategy reads it through its context, at the current bar or before: it has no other
/// access, so it cannot look ahead.
#[derive(Debug, Clone)]
pub struct Column {
    values: Values,
    id: u64,
}

/// Where they are.
#[derive(Debug, Clone)]
pub(super) enum Values {
    Made(Rc<Vec<f64>>),
    /// One of the series' own columns.
    Price(Rc<Series>, fn(&Series) -> &[f64]),
    /// Not made before they are wanted.
    Late(Rc<Late>),
}

/// A column that is made as a whole when somebody wants all of it. A condition wants a stretch at a time: as long as it is the only one
/// to ask, the values of that stretch are made for it and not kept, which saves the memory a column.
pub(super) struct Late {
    n_bars: usize,
    whole: OnceCell<Vec<f64>>,
    is_shared: Cell<bool>,
    make: Box<dyn Fn(Range<usize>) -> Vec<f64>>,
}

impl Late {
    /// `make` gives the values of some bars, to the last bit those of the whole column.
    pub(super) fn new(n_bars: usize, make: impl Fn(Range<usize>) -> Vec<f64> + 'static) -> Self {
        Self { n_bars, whole: OnceCell::new(), is_shared: Cell::new(false), make: Box::new(make) }
    }

    fn values(&self) -> &[f64] {
        self.whole.get_or_init(|| (self.make)(0..self.n_bars))
    }
}

impl fmt::Debug for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Late").field("n_bars", &self.n_bars).field("is_shared", &self.is_shared).finish()
    }
}

impl From<Vec<f64>> for Values {
    fn from(values: Vec<f64>) -> Self {
        Self::Made(Rc::new(values))
    }
}

/// Gives each column a number that no other has, on whatever series and thread it was made.
static NEXT_ID: AtomicU64 = AtomicU64::new(0);

impl Column {
    pub(super) fn new(values: impl Into<Values>) -> Self {
        Self::again(values, NEXT_ID.fetch_add(1, Ordering::Relaxed))
    }

    /// A column that was there before and has been computed again.
    pub(super) fn again(values: impl Into<Values>, id: u64) -> Self {
        Self { values: values.into(), id }
    }

    /// Tells columns apart: those of one number have the same values.
    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// Its values `n` bars before, for a comparison.
    pub fn ago(&self, n: usize) -> Operand {
        Operand::Column(self.clone(), n)
    }

    #[inline]
    pub(super) fn values(&self) -> &[f64] {
        match &self.values {
            Values::Made(values) => values,
            Values::Price(series, of) => of(series),
            Values::Late(late) => late.values(),
        }
    }

    /// Its values on some bars of the series.
    pub(super) fn stretch(&self, bars: Range<usize>) -> Cow<'_, [f64]> {
        match &self.values {
            Values::Late(late) if !late.is_shared.get() && late.whole.get().is_none() => {
                Cow::Owned((late.make)(bars))
            }
            _ => Cow::Borrowed(&self.values()[bars]),
        }
    }

    /// Others have asked for it too: it is worth making it once for all of them.
    pub(super) fn share(&self) {
        if let Values::Late(late) = &self.values {
            late.is_shared.set(true);
        }
    }

    /// Bars of the series.
    pub(super) fn n_bars(&self) -> usize {
        match &self.values {
            Values::Late(late) => late.n_bars,
            _ => self.values().len(),
        }
    }

    #[inline]
    pub(crate) fn at(&self, bar: usize) -> f64 {
        self.values()[bar]
    }
}
