//! The bar of a fill, drawn: candle, assumed path, level, and where on the path the fill was.

use engine::explain::{AssumedPath, Explanation};
use engine::fill::FillRule;
use leptos::prelude::*;

const WIDTH: f64 = 352.0;
const HEIGHT: f64 = 200.0;
/// Room above and below for letters.
const MARGIN: f64 = 22.0;
const CANDLE_X: f64 = 40.0;
const CANDLE_WIDTH: f64 = 22.0;
/// Where the path begins, and the distance of its points.
const PATH_X: f64 = 96.0;
const PATH_STEP: f64 = 52.0;

/// A price that is drawn as a line, with what it is.
type Line = (&'static str, f64);

/// From prices to heights.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// Shows the bar and the prices given, but none so far away that the bar would shrink to a dash.
    fn new(low: f64, high: f64, others: impl Iterator<Item = f64>) -> Self {
        let room = (high - low).max(high * 1e-4);
        let mut scale = Self { low: low - room * 0.02, high: high + room * 0.02 };
        for price in others.filter(|price| *price > low - room && *price < high + room) {
            (scale.low, scale.high) = (scale.low.min(price), scale.high.max(price));
        }
        scale
    }

    fn shows(&self, price: f64) -> bool {
        (self.low..=self.high).contains(&price)
    }

    fn y(&self, price: f64) -> f64 {
        MARGIN + (self.high - price) / (self.high - self.low) * (HEIGHT - 2.0 * MARGIN)
    }
}

/// The first place on the path, from `after` on, at which `price` trades: 0 at the open to 3 at the close.
fn place(points: &[f64; 4], price: f64, after: f64) -> Option<f64> {
    (0..3).find_map(|leg| {
        let (from, to) = (points[leg], points[leg + 1]);
        let share = if from == to { 0.0 } else { (price - from) / (to - from) };
        let at = leg as f64 + share;
        let is_on_it = (0.0..=1.0).contains(&share) && (from != to || price == from);
        (is_on_it && at >= after - 1e-9).then_some(at)
    })
}

/// Where on the path the fill was; `after` is where the trade was entered, if that was in the same bar.
pub(super) fn fill_place(explanation: &Explanation, after: f64) -> Option<f64> {
    let AssumedPath::Points(points) = &explanation.path else { return None };
    let prices = &explanation.prices;
    match explanation.rule {
        FillRule::MarketAtOpen | FillRule::StopInGap | FillRule::LimitInGap | FillRule::TrailingStopInGap => {
            Some(0.0)
        }
        FillRule::MarketAtClose | FillRule::PassedAtClose | FillRule::EndOfData | FillRule::Open => Some(3.0),
        FillRule::BehindEntry => Some(after),
        FillRule::StopLimit => {
            let armed = prices.levels.stop.and_then(|stop| place(points, stop, after)).unwrap_or(after);
            place(points, prices.raw, armed)
        }
        _ => place(points, prices.raw, after),
    }
}

/// The drawing; `label` says the same in words.
#[component]
pub(super) fn Drawing(explanation: Explanation, entered: f64, label: String) -> impl IntoView {
    let prices = explanation.prices;
    let bar = prices.bar;
    let levels = prices.levels;
    let lines: [(&'static str, Option<f64>); 3] =
        [("stop", levels.stop), ("limit", levels.limit), ("trailing stop", trailing(&explanation))];
    let lines: Vec<Line> = lines.into_iter().filter_map(|(name, price)| Some((name, price?))).collect();
    let scale = Scale::new(bar.low, bar.high, lines.iter().map(|line| line.1).chain([prices.raw]));
    let y = move |price: f64| scale.y(price);
    let x = |at: f64| PATH_X + at * PATH_STEP;
    let (top, bottom) = (y(bar.open.max(bar.close)), y(bar.open.min(bar.close)));
    let direction = if bar.close >= bar.open { "up" } else { "down" };
    let path = match &explanation.path {
        AssumedPath::StopsFirst => None,
        AssumedPath::Points(points) => {
            let corners = (0..4).map(|i| format!("{:.1},{:.1}", x(i as f64), y(points[i])));
            let corners = corners.collect::<Vec<_>>().join(" ");
            let letters = letters(points).into_iter().enumerate().map(|(i, letter)| {
                // Letters of highs stand above their corner, of lows below.
                let dy = if letter == "H" || (letter != "L" && is_upper(points, i)) { -7.0 } else { 15.0 };
                view! { <text class="corner" x=x(i as f64) y=y(points[i]) + dy text-anchor="middle">{letter}</text> }
            });
            Some(view! { <polyline class="path" points=corners /> {letters.collect_view()} })
        }
    };
    let end = x(3.0);
    let line = |(name, price): &Line| {
        let at = y(*price);
        view! {
            <line class="level" x1=16.0 x2=end y1=at y2=at />
            <text class="level-name" x=end + 8.0 y=at + 4.0>{*name}</text>
        }
    };
    let fill_x = fill_place(&explanation, entered).map_or(CANDLE_X, x);
    let fill_y = y(prices.raw);
    view! {
        <svg class="bar-drawing" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label>
            {lines.iter().filter(|line| scale.shows(line.1)).map(line).collect_view()}
            <g class=direction>
                <line class="wick" x1=CANDLE_X x2=CANDLE_X y1=y(bar.high) y2=y(bar.low) />
                <rect
                    class="body"
                    x=CANDLE_X - CANDLE_WIDTH / 2.0
                    y=top
                    width=CANDLE_WIDTH
                    height=(bottom - top).max(1.0)
                />
            </g>
            {path}
            <circle class="fill-mark" cx=fill_x cy=fill_y r=5.5 />
        </svg>
    }
}

/// Where the trailing stop stood when the price came back to it.
fn trailing(explanation: &Explanation) -> Option<f64> {
    let is_trailing = matches!(explanation.rule, FillRule::TrailingStop | FillRule::TrailingStopInGap);
    explanation.prices.level.filter(|_| is_trailing)
}

fn letters([_, second, third, _]: &[f64; 4]) -> [&'static str; 4] {
    if second > third { ["O", "H", "L", "C"] } else { ["O", "L", "H", "C"] }
}

/// Whether an end of the path lies above its neighbour.
fn is_upper(points: &[f64; 4], i: usize) -> bool {
    let neighbour = if i == 0 { points[1] } else { points[2] };
    points[i] >= neighbour
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: [f64; 4] = [10.0, 9.0, 12.0, 11.0];

    #[test]
    fn a_price_is_found_at_its_first_touch_from_a_moment_on() {
        assert_eq!(place(&PATH, 10.0, 0.0), Some(0.0));
        assert_eq!(place(&PATH, 9.5, 0.0), Some(0.5));
        assert_eq!(place(&PATH, 9.0, 0.0), Some(1.0));
        assert_eq!(place(&PATH, 10.5, 0.0), Some(1.5));
        assert_eq!(place(&PATH, 11.5, 2.0), Some(2.5));
        assert_eq!(place(&PATH, 9.5, 2.0), None);
        assert_eq!(place(&PATH, 13.0, 0.0), None);
    }

    #[test]
    fn a_bar_without_movement_is_met_at_its_open() {
        assert_eq!(place(&[5.0; 4], 5.0, 0.0), Some(0.0));
        assert_eq!(place(&[5.0; 4], 6.0, 0.0), None);
    }

    #[test]
    fn near_prices_widen_the_scale_and_far_ones_are_left_out() {
        let scale = Scale::new(10.0, 12.0, [9.0, 50.0].into_iter());
        assert!(scale.shows(9.0) && scale.shows(12.0) && !scale.shows(50.0));
        assert!(scale.y(12.0) < scale.y(9.0));
        let flat = Scale::new(10.0, 10.0, std::iter::empty());
        assert!(flat.y(10.0).is_finite());
    }
}
