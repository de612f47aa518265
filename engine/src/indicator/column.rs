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

/// What a column can say of itself without being made as a whole.
pub(super) trait LateValues {
    /// Values near those of some bars, quickly: NaN where those are, and no further from them than the slack.
    fn near(&self, bars: Range<usize>) -> Vec<f64>;
    /// How far they may be from the values, with room for the rounding of a sum with it.
    fn slack(&self, bars: Range<usize>) -> f64;
    /// The value at a bar.
    fn at(&self, bar: usize) -> f64;
    /// All of them.
    fn whole(&self) -> Vec<f64>;
}

/// A column that is made as a whole when somebody wants all of it. A condition is content with values near its own, a stretch at a time: as long
/// as it is the only one to ask, those of a stretch are made for it and not kept, which saves the memory a column.
pub(super) struct Late {
    n_bars: usize,
    near: OnceCell<Vec<f64>>,
    whole: OnceCell<Vec<f64>>,
    is_shared: Cell<bool>,
    of: Box<dyn LateValues>,
}

impl Late {
    pub(super) fn new(n_bars: usize, of: impl LateValues + 'static) -> Self {
        let (near, whole) = (OnceCell::new(), OnceCell::new());
        Self { n_bars, near, whole, is_shared: Cell::new(false), of: Box::new(of) }
    }

    fn values(&self) -> &[f64] {
        self.whole.get_or_init(|| self.of.whole())
    }

    fn stretch(&self, bars: Range<usize>) -> Near<'_> {
        if let Some(whole) = self.whole.get() {
            return Near { values: Cow::Borrowed(&whole[bars]), slack: 0.0 };
        }
        let slack = self.of.slack(bars.clone());
        let values = if self.is_shared.get() {
            Cow::Borrowed(&self.near.get_or_init(|| self.of.near(0..self.n_bars))[bars])
        } else {
            Cow::Owned(self.of.near(bars))
        };
        Near { values, slack }
    }
}

/// Values, and how far they may be from those of the column.
#[derive(Default)]
pub(super) struct Near<'a> {
    pub(super) values: Cow<'a, [f64]>,
    pub(super) slack: f64,
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

    /// Of these values, one per bar.
    pub(crate) fn made(values: Vec<f64>) -> Self {
        Self::new(values)
    }

    /// A column that was there before and has been computed again.
    pub(super) fn again(values: impl Into<Values>, id: u64) -> Self {
        Self { values: values.into(), id }
    }

    /// Tells columns apart: those of one number have the same values.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    /// Its values `n` bars before, for a comparison.
    pub fn ago(&self, n: usize) -> Operand {
        Operand::Column(self.clone(), n)
    }

    #[inline]
    pub(crate) fn values(&self) -> &[f64] {
        match &self.values {
            Values::Made(values) => values,
            Values::Price(series, of) => of(series),
            Values::Late(late) => late.values(),
        }
    }

    /// Its values on some bars of the series, or values near them.
    pub(super) fn stretch(&self, bars: Range<usize>) -> Near<'_> {
        match &self.values {
            Values::Late(late) => late.stretch(bars),
            _ => Near { values: Cow::Borrowed(&self.values()[bars]), slack: 0.0 },
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
        match &self.values {
            Values::Late(late) => late.whole.get().map_or_else(|| late.of.at(bar), |whole| whole[bar]),
            _ => self.values()[bar],
        }
    }
}
