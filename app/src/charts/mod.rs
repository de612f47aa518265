//! Charts: prices with trades, equity with drawdown.
//!
//! [`view`] and [`aggregate`] are pure: which bars are drawn and how many of them make one point. [`viewer`] keeps the chart
//! library fed with at most a few thousand points, however long the series. [`plots`] are the series that a strategy looked at. [`binding`] is what we use of the library.

#![expect(unreachable_pub, reason = "the component macro makes every component pub")]

mod aggregate;
mod axis;
mod binding;
pub(crate) mod colours;
mod equity_source;
mod frame;
mod line_source;
mod load;
mod markers;
mod overlay_source;
mod plots;
mod price_source;
mod view;
mod viewer;

pub mod equity;
pub mod line;
pub mod overlay;
pub mod price;

pub(crate) use overlay_source::is_dashed;

/// Fetches the chart library before anybody looks at a chart, so that there is one without a network too.
///
/// # Errors
/// Its file is missing or could not be fetched.
pub(crate) async fn preload() -> Result<(), crate::state::AppError> {
    load::library().await.map(drop)
}
