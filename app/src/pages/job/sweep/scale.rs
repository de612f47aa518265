//! From numbers to places and colours.

use crate::charts::colours::token;

/// A stretch of numbers that is drawn from one end to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Span {
    /// The stretch of all finite numbers; `None` if there are none.
    pub(super) fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let finite = numbers.into_iter().filter(|number| number.is_finite());
        finite.fold(None, |span: Option<Self>, number| {
            Some(span.map_or(Self { min: number, max: number }, |Self { min, max }| Self {
                min: min.min(number),
                max: max.max(number),
            }))
        })
    }

    /// Where a number lies, 0 to 1. Infinities lie at the ends; all is in the middle where the stretch has no length.
    pub(super) fn share(self, number: f64) -> f64 {
        let length = self.max - self.min;
        if length > 0.0 { ((number - self.min) / length).clamp(0.0, 1.0) } else { 0.5 }
    }

    /// The number at a share.
    pub(super) fn at(self, share: f64) -> f64 {
        self.min + (self.max - self.min) * share
    }

    /// Round numbers inside, at most about `n`.
    pub(super) fn ticks(self, n: usize) -> Vec<f64> {
        let length = self.max - self.min;
        if !(length > 0.0 && length.is_finite()) {
            return vec![self.min];
        }
        let wanted = length / n.max(1) as f64;
        let mut step = 1.0;
        while step > wanted {
            step /= 10.0;
        }
        while step * 10.0 <= wanted {
            step *= 10.0;
        }
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|by| by * step)
            .into_iter()
            .find(|step| *step >= wanted)
            .unwrap_or(step);
        let first = (self.min / step).ceil();
        let n_steps = ((self.max / step).floor() - first).max(0.0) as usize;
        (0..=n_steps).map(|at| (first + at as f64) * step).collect()
    }
}

/// Positions of at most `n` of `len` labels, evenly, the first among them.
pub(super) fn labelled(len: usize, n: usize) -> impl Iterator<Item = usize> {
    (0..len).step_by(len.div_ceil(n.max(1)).max(1))
}

/// Colours from low to high, of the page's tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heat([[u8; 3]; 3]);

impl Heat {
    /// As the page has them at the moment.
    pub(super) fn now() -> Self {
        Self(["--heat-low", "--heat-mid", "--heat-high"].map(|name| parse(&token(name)).unwrap_or_default()))
    }

    /// The colour at a share from 0 to 1.
    pub(super) fn at(self, share: f64) -> [u8; 3] {
        let Self([low, mid, high]) = self;
        let (from, to, share) =
            if share < 0.5 { (low, mid, share * 2.0) } else { (mid, high, share * 2.0 - 1.0) };
        let mix = |at: usize| {
            (f64::from(from[at]) + (f64::from(to[at]) - f64::from(from[at])) * share).round() as u8
        };
        [mix(0), mix(1), mix(2)]
    }

    /// The same for a canvas.
    pub(super) fn css(self, share: f64) -> String {
        let [r, g, b] = self.at(share);
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

/// `#rrggbb`.
fn parse(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_ignores_what_is_not_finite_and_gives_round_ticks() {
        let span = Span::of([f64::NAN, 3.0, f64::INFINITY, -1.0]).unwrap();
        assert_eq!(
            (span, span.share(1.0), span.share(f64::INFINITY)),
            (Span { min: -1.0, max: 3.0 }, 0.5, 1.0)
        );
        assert_eq!(span.ticks(4), [-1.0, 0.0, 1.0, 2.0, 3.0]);
        assert_eq!(Span { min: 0.0, max: 97_000.0 }.ticks(4), [0.0, 50_000.0]);
        assert_eq!(Span { min: 0.012, max: 0.034 }.ticks(4).len(), 2);
        assert_eq!((Span::of([f64::NAN]), Span::of([2.0]).unwrap().share(2.0)), (None, 0.5));
    }

    #[test]
    fn labels_are_even_and_never_more_than_asked_for() {
        assert_eq!(labelled(10, 4).collect::<Vec<_>>(), [0, 3, 6, 9]);
        assert_eq!(labelled(3, 8).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(labelled(0, 8).count(), 0);
    }

    #[test]
    fn colours_run_from_low_over_mid_to_high() {
        let heat = Heat([[0, 0, 0], [100, 100, 100], [200, 0, 100]]);
        assert_eq!((heat.at(0.0), heat.at(0.5), heat.at(1.0)), ([0; 3], [100; 3], [200, 0, 100]));
        assert_eq!((heat.at(0.25), heat.css(1.0)), ([50; 3], "#c80064".into()));
        assert_eq!((parse("#12ab0f"), parse("red")), (Some([18, 171, 15]), None));
    }
}
